/**
 * The wire, continued: what the companion tells of stored orders, as far as it is shown
 * here.
 *
 * Mirrors server/cancelwindow/protocol_orders.py. A companion that knows this names `orders` among
 * its features.
 */

import { isSeller } from "./protocol-sellers.js";
import { isAnswer } from "./protocol-verdict.js";
import { isCount, isInstant, isText, listOf, optional, shape } from "./shapes.js";

/** @typedef {import("./protocol-sellers.js").SellerView} SellerView */
/** @typedef {import("./protocol-verdict.js").Answer} Answer */
/** @typedef {import("./shapes.js").Check} Check */

/**
 * One order as lists show it.
 * @typedef {object} OrderSummary
 * @property {string} order_id
 * @property {Answer} answer
 * @property {string} label the badge's short word for the answer
 * @property {string | null} [title] of the first product
 * @property {string | null} [store_name]
 * @property {string | null} [next_act_title] of the next deadline by which the buyer must have acted
 * @property {string | null} [next_act_at] ISO 8601, UTC
 */

/**
 * @typedef {object} OverviewReply
 * @property {Readonly<Record<string, number>>} counts orders by answer; none where none was ever seen
 * @property {readonly OrderSummary[]} act_now the most urgent first
 */

/**
 * @typedef {object} SellerNotesReply
 * @property {SellerView} seller as they stand after a tick
 */

/** An order that can still change. */
/** @typedef {{order_id: string, title?: string | null, last_seen_at: string}} OpenOrder */

/** @typedef {{orders: readonly OpenOrder[]}} OrdersReply */

/** @type {Check} */
export const isOrderId = (value) => typeof value === "string" && /^\d{14,19}$/.test(value);
/** @type {Check} */
const isCounts = (value) =>
  typeof value === "object" && value !== null && Object.values(value).every(isCount);

const isOverviewReply = shape({
  counts: isCounts,
  act_now: listOf(
    shape({
      order_id: isOrderId,
      answer: isAnswer,
      label: isText,
      title: optional(isText),
      store_name: optional(isText),
      next_act_title: optional(isText),
      next_act_at: optional(isInstant),
    }),
  ),
});

const isOrdersReply = shape({
  orders: listOf(shape({ order_id: isOrderId, title: optional(isText), last_seen_at: isInstant })),
});

/**
 * Each reader gives back what it was given, typed, or null where the shape is not ours.
 * @type {(value: unknown) => OrdersReply | null}
 */
export const readOrdersReply = (value) =>
  isOrdersReply(value) ? /** @type {OrdersReply} */ (value) : null;

/** @type {(value: unknown) => OverviewReply | null} */
export const readOverviewReply = (value) =>
  isOverviewReply(value) ? /** @type {OverviewReply} */ (value) : null;

const isSellerNotesReply = shape({ seller: isSeller });

/**
 * What was given, typed, or null where the shape is not ours.
 * @type {(value: unknown) => SellerNotesReply | null}
 */
export const readSellerNotesReply = (value) =>
  isSellerNotesReply(value) ? /** @type {SellerNotesReply} */ (value) : null;
