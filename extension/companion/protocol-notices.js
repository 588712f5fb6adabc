/**
 * The wire, continued: what is due, for this browser to show.
 *
 * Mirrors server/cancelwindow/protocol_notices.py. A companion that knows this names `notices` among
 * its features. What is claimed is ours for some minutes; it is offered again unless it is
 * acknowledged by then.
 */

import { isOrderId } from "./protocol-orders.js";
import { isCount, isInstant, isText, listOf, optional, shape } from "./shapes.js";

/** @typedef {import("./shapes.js").Check} Check */

/**
 * @typedef {object} Notice
 * @property {string} id new each time it is handed over
 * @property {"deadline" | "event"} kind
 * @property {string} name which deadline or event; several in one are a `digest`
 * @property {string} title
 * @property {string} message
 * @property {string} order_id of the most urgent one
 * @property {string} url
 * @property {string} due_at ISO 8601, UTC
 */

/** @typedef {{notices: readonly Notice[], next_check_at: string | null}} ClaimReply */
/** @typedef {{done: number}} DoneReply */

/** @type {Check} */
const isKind = (value) => value === "deadline" || value === "event";

const isClaimReply = shape({
  notices: listOf(
    shape({
      id: isText,
      kind: isKind,
      name: isText,
      title: isText,
      message: isText,
      order_id: isOrderId,
      url: isText,
      due_at: isInstant,
    }),
  ),
  next_check_at: optional(isInstant),
});
const isDoneReply = shape({ done: isCount });

/**
 * Each reader gives back what it was given, typed, or null where the shape is not ours.
 * @type {(value: unknown) => ClaimReply | null}
 */
export const readClaimReply = (value) => (isClaimReply(value) ? /** @type {ClaimReply} */ (value) : null);

/** @type {(value: unknown) => DoneReply | null} */
export const readDoneReply = (value) => (isDoneReply(value) ? /** @type {DoneReply} */ (value) : null);
