/**
 * The wire, continued: what is known of a store.
 *
 * Mirrors server/cancelwindow/policy/seller_view.py.
 */

import { isCitation } from "./protocol-verdict.js";
import { isCount, isFlag, isInstant, isText, listOf, optional, shape } from "./shapes.js";

/** @typedef {import("./protocol-verdict.js").Citation} Citation */
/** @typedef {import("./shapes.js").Check} Check */

/** @typedef {"strictest" | "ordinary" | "unrated" | "caution" | "low"} SellerBand */

/** Best first: green, no colour, no colour because nothing can be said, amber, red. */
export const SELLER_BANDS = Object.freeze(
  /** @type {const} */ (["strictest", "ordinary", "unrated", "caution", "low"]),
);

/** @typedef {"agrees" | "ships_fast" | "refuses" | "untold"} Leaning */

export const LEANINGS = Object.freeze(
  /** @type {const} */ (["agrees", "ships_fast", "refuses", "untold"]),
);

/**
 * One figure of a store, with the page and the time it was read.
 * @typedef {object} SellerFigure
 * @property {string} kind
 * @property {string} label
 * @property {string} text
 * @property {string} where
 * @property {string} seen_at ISO 8601, UTC
 */

/**
 * Something seen of a seller. `is_warning`: raise it beside an order.
 * @typedef {object} SellerFinding
 * @property {string} kind
 * @property {SellerBand} at_most the best band it leaves; a seller's band is the lowest of these
 * @property {boolean} is_warning
 * @property {string} text what was seen
 * @property {string} where
 * @property {string | null} seen_at ISO 8601, UTC
 * @property {string} confidence
 * @property {string} sure how sure that is
 * @property {Leaning} leaning
 * @property {string} meaning what it means for cancelling
 * @property {string | null} [parameter]
 * @property {string | null} [value]
 * @property {readonly Citation[]} citations
 */

/**
 * A point of the chart of a store's positive rate.
 * @typedef {object} SellerPoint
 * @property {string} at ISO 8601, UTC
 * @property {number} positive_rate percent
 * @property {number | null} ratings
 * @property {number | null} [period_months]
 * @property {string} source rates of two sources do not compare
 */

/**
 * The buyer's own orders with a seller.
 * @typedef {object} SellerRecord
 * @property {number} orders
 * @property {number} asked
 * @property {number} cancelled
 * @property {number} refused
 * @property {number} shipped_although_asked
 * @property {number} late
 * @property {number} never_scanned
 * @property {number} disputes
 * @property {number} refunds
 * @property {number | null} ship_hours
 * @property {number} ship_orders
 * @property {number | null} answer_hours
 * @property {number} answer_orders
 * @property {readonly {kind: string, label: string, text: string}[]} lines the same in words
 */

/**
 * What a seller may ask for, for the buyer to tick, and what to do about it.
 * @typedef {object} SellerBehaviour
 * @property {string} kind
 * @property {string} text
 * @property {string} advice
 * @property {readonly Citation[]} citations
 * @property {string | null} [ticked_at] ISO 8601, UTC: when the buyer ticked it
 */

/**
 * @typedef {object} SellerView
 * @property {string} store_id the number in /store/<id>
 * @property {string | null} [seller_id]
 * @property {string} name may be empty
 * @property {string | null} url
 * @property {SellerBand} band
 * @property {string} label
 * @property {string} headline
 * @property {boolean} is_shell
 * @property {{store_id: string, name: string, text: string} | null} listed_under
 * @property {readonly SellerFinding[]} findings warnings first
 * @property {readonly SellerFigure[]} figures
 * @property {readonly SellerPoint[]} history oldest first
 * @property {SellerRecord | null} record
 * @property {readonly SellerBehaviour[]} behaviours
 * @property {readonly {id: string, text: string, citations: readonly Citation[]}[]} [conflicts]
 * @property {string} language
 * @property {string} evaluated_at ISO 8601, UTC
 */

/** @type {Check} */
const isBand = (value) => /** @type {readonly unknown[]} */ (SELLER_BANDS).includes(value);
/** @type {Check} */
const isLeaning = (value) => /** @type {readonly unknown[]} */ (LEANINGS).includes(value);

const isRecord = shape({
  orders: isCount,
  asked: isCount,
  cancelled: isCount,
  refused: isCount,
  shipped_although_asked: isCount,
  late: isCount,
  never_scanned: isCount,
  disputes: isCount,
  refunds: isCount,
  ship_hours: optional(isCount),
  ship_orders: isCount,
  answer_hours: optional(isCount),
  answer_orders: isCount,
  lines: listOf(shape({ kind: isText, label: isText, text: isText })),
});

export const isSeller = shape({
  store_id: isText,
  name: isText,
  url: optional(isText),
  band: isBand,
  label: isText,
  headline: isText,
  is_shell: isFlag,
  listed_under: optional(shape({ store_id: isText, name: isText, text: isText })),
  findings: listOf(
    shape({
      kind: isText,
      at_most: isBand,
      is_warning: isFlag,
      text: isText,
      where: isText,
      seen_at: optional(isInstant),
      confidence: isText,
      sure: isText,
      leaning: isLeaning,
      meaning: isText,
      citations: listOf(isCitation),
    }),
  ),
  figures: listOf(
    shape({ kind: isText, label: isText, text: isText, where: isText, seen_at: isInstant }),
  ),
  history: listOf(
    shape({ at: isInstant, positive_rate: isCount, ratings: optional(isCount), source: isText }),
  ),
  record: optional(isRecord),
  behaviours: listOf(
    shape({ kind: isText, text: isText, advice: isText, citations: listOf(isCitation), ticked_at: optional(isInstant) }),
  ),
  language: isText,
  evaluated_at: isInstant,
});
