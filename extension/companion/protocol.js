/**
 * The wire between this extension and the companion: names, shapes, and what counts as well formed.
 *
 * Mirrors server/cancelwindow/protocol.py, policy/verdict.py and policy/seller_view.py;
 * fixtures/protocol/ holds both to it.
 * Fields that a newer minor version adds are tolerated; a field we rely on is checked before use.
 */

import { isCount, isFlag, isInstant, isText, listOf, optional, shape } from "./shapes.js";

/** major.minor. Another major is refused with both numbers; a minor only adds. */
export const PROTOCOL = "1.0";

/** On every request and every reply. A reply without it is another program on this port. */
export const PROTOCOL_HEADER = "X-Cancel-Window-Protocol";

export const PRODUCT = "cancel-window";

/** Changeable on both sides, never scanned for. */
export const DEFAULT_PORT = 17863;

/** @typedef {"yes" | "ask_seller" | "pending" | "recall" | "no" | "closed" | "unknown"} Answer */

export const ANSWERS = Object.freeze(
  /** @type {const} */ (["yes", "ask_seller", "pending", "recall", "no", "closed", "unknown"]),
);

/**
 * @typedef {object} Citation
 * @property {string} source
 * @property {string} title
 * @property {string} publisher
 * @property {string} date
 * @property {string} grade
 * @property {string | null} [url]
 */

/**
 * @typedef {object} Reason
 * @property {string} rule
 * @property {string} text
 * @property {string} observed
 * @property {readonly Citation[]} citations
 */

/**
 * @typedef {object} NextStep
 * @property {string} action
 * @property {string} text
 * @property {string | null} url
 */

/**
 * @typedef {object} Deadline
 * @property {string} kind
 * @property {string} title
 * @property {string} text
 * @property {string} basis
 * @property {string | null} earliest ISO 8601, UTC
 * @property {string | null} latest ISO 8601, UTC
 * @property {boolean} [act_by] whether it is the buyer who must have acted by then
 * @property {readonly string[]} [reminders] ISO 8601, UTC: when to remind, earliest first
 * @property {readonly string[]} [notes]
 * @property {readonly Citation[]} [citations]
 */

/**
 * A ready text. `versions` has it in each language that it is written in.
 * @typedef {object} SellerMessage
 * @property {string} text
 * @property {string} language
 * @property {string} [title]
 * @property {readonly {language: string, text: string}[]} [versions]
 */

/**
 * @typedef {object} ParcelNote
 * @property {string} tracking_number
 * @property {string} carrier
 * @property {string} stage
 * @property {string} label
 * @property {boolean} is_label_only
 * @property {string} text what that means for calling it back
 * @property {string} observed
 * @property {readonly Citation[]} citations
 */

/**
 * @typedef {object} LineVerdict
 * @property {string} title
 * @property {string} variant
 * @property {Answer} answer
 * @property {string} label
 * @property {string} text
 * @property {readonly Citation[]} citations
 */

/**
 * @typedef {object} Refund
 * @property {string} text
 * @property {string} [when]
 * @property {boolean} [is_late]
 * @property {readonly {text: string}[]} [notes]
 * @property {readonly {text: string}[]} [coupons]
 * @property {readonly Citation[]} [citations]
 */

/** @typedef {{text: string, citations: readonly Citation[]}} Cited */

/**
 * @typedef {object} Verdict
 * @property {string} order_id
 * @property {Answer} answer
 * @property {string} label
 * @property {string} headline
 * @property {string} confidence
 * @property {boolean} settled
 * @property {readonly Reason[]} reasons
 * @property {readonly NextStep[]} next_steps
 * @property {readonly Deadline[]} deadlines
 * @property {Refund | null} refund
 * @property {SellerMessage | null} message
 * @property {readonly SellerMessage[]} [other_messages]
 * @property {readonly {text: string, citations?: readonly Citation[]}[]} warnings
 * @property {readonly (Cited & {url: string | null})[]} [rights]
 * @property {readonly Cited[]} [conflicts]
 * @property {readonly LineVerdict[]} [lines]
 * @property {readonly ParcelNote[]} [parcels]
 * @property {{shipped: Cited, scanned: Cited | null} | null} [window]
 * @property {readonly string[]} not_seen
 * @property {readonly string[]} [store_ids] stores of this order; each is one of the reply's sellers
 * @property {string} language
 * @property {string} evaluated_at ISO 8601, UTC
 * @property {readonly {kind: string, captured_at: string}[]} [based_on] the pages it rests on
 */

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

/**
 * @typedef {object} WireSnapshot
 * @property {string} url
 * @property {string} html
 * @property {string} captured_at ISO 8601, UTC
 * @property {number} age_ms
 * @property {number} quiet_ms
 * @property {readonly WireResponse[]} [responses] answers of the site's own that the page received
 */

/** @typedef {{url: string, status: number, body: string}} WireResponse */

/** @typedef {{snapshot: WireSnapshot, language: string}} AssessRequest */
/**
 * @typedef {object} AssessReply
 * @property {string} page
 * @property {boolean} settled
 * @property {readonly Verdict[]} verdicts
 * @property {readonly SellerView[]} [sellers] of the page and of its orders
 * @property {string | null} [card] CSS selector of what a list draws each order in
 */
/** @typedef {{product: string, protocol: string, version: string, features?: readonly string[], pairing_open: boolean}} HelloReply */
/** @typedef {{client_id: string, token: string, name: string}} PairReply */
/** @typedef {{url: string, expires_at: string}} DashboardLinkReply its link opens once, until then */
/** @typedef {{code: string, message: string, remedy: string}} ErrorBody */
/** @typedef {{error: ErrorBody, blocked: {kind: string, message: string} | null}} ErrorReply */

/** @typedef {import("./shapes.js").Check} Check */

/** @type {Check} */
const isAnswer = (value) => /** @type {readonly unknown[]} */ (ANSWERS).includes(value);
/** @type {Check} */
const isBand = (value) => /** @type {readonly unknown[]} */ (SELLER_BANDS).includes(value);
/** @type {Check} */
const isLeaning = (value) => /** @type {readonly unknown[]} */ (LEANINGS).includes(value);

const isCitation = shape({
  source: isText,
  title: isText,
  publisher: isText,
  date: isText,
  grade: isText,
});

const isCited = shape({ text: isText, citations: listOf(isCitation) });
const isMessage = shape({
  text: isText,
  language: isText,
  title: optional(isText),
  versions: optional(listOf(shape({ language: isText, text: isText }))),
});
const isRefund = shape({
  text: isText,
  when: optional(isText),
  is_late: optional(isFlag),
  notes: optional(listOf(shape({ text: isText }))),
  coupons: optional(listOf(shape({ text: isText }))),
  citations: optional(listOf(isCitation)),
});

const isVerdict = shape({
  order_id: isText,
  answer: isAnswer,
  label: isText,
  headline: isText,
  confidence: isText,
  settled: isFlag,
  reasons: listOf(shape({ rule: isText, text: isText, observed: isText, citations: listOf(isCitation) })),
  next_steps: listOf(shape({ action: isText, text: isText, url: optional(isText) })),
  deadlines: listOf(
    shape({
      kind: isText,
      title: isText,
      text: isText,
      basis: isText,
      earliest: optional(isInstant),
      latest: optional(isInstant),
      act_by: optional(isFlag),
      reminders: optional(listOf(isInstant)),
      notes: optional(listOf(isText)),
      citations: optional(listOf(isCitation)),
    }),
  ),
  refund: optional(isRefund),
  message: optional(isMessage),
  other_messages: optional(listOf(isMessage)),
  warnings: listOf(shape({ text: isText, citations: optional(listOf(isCitation)) })),
  rights: optional(listOf(isCited)),
  conflicts: optional(listOf(isCited)),
  lines: optional(listOf(shape({ title: isText, variant: isText, answer: isAnswer, label: isText, text: isText }))),
  parcels: optional(listOf(shape({ stage: isText, label: isText, is_label_only: isFlag, text: isText }))),
  window: optional(shape({ shipped: isCited, scanned: optional(isCited) })),
  based_on: optional(listOf(shape({ kind: isText, captured_at: isInstant }))),
  not_seen: listOf(isText),
  store_ids: optional(listOf(isText)),
  language: isText,
  evaluated_at: isInstant,
});

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

const isAssessReply = shape({
  page: isText,
  settled: isFlag,
  verdicts: listOf(isVerdict),
  sellers: optional(listOf(isSeller)),
  card: optional(isText),
});
const isHelloReply = shape({
  product: (value) => value === PRODUCT,
  protocol: isText,
  version: isText,
  features: optional(listOf(isText)),
  pairing_open: isFlag,
});
const isPairReply = shape({ client_id: isText, token: isText, name: isText });
const isDashboardLinkReply = shape({ url: isText, expires_at: isInstant });
const isErrorReply = shape({
  error: shape({ code: isText, message: isText, remedy: isText }),
  blocked: optional(shape({ kind: isText, message: isText })),
});

/**
 * Each reader gives back what it was given, typed, or null where the shape is not ours.
 * @type {(value: unknown) => AssessReply | null}
 */
export const readAssessReply = (value) =>
  isAssessReply(value) ? /** @type {AssessReply} */ (value) : null;

/** @type {(value: unknown) => HelloReply | null} */
export const readHelloReply = (value) =>
  isHelloReply(value) ? /** @type {HelloReply} */ (value) : null;

/** @type {(value: unknown) => PairReply | null} */
export const readPairReply = (value) =>
  isPairReply(value) ? /** @type {PairReply} */ (value) : null;

/** @type {(value: unknown) => DashboardLinkReply | null} */
export const readDashboardLinkReply = (value) =>
  isDashboardLinkReply(value) ? /** @type {DashboardLinkReply} */ (value) : null;

/** @type {(value: unknown) => ErrorReply | null} */
export const readErrorReply = (value) =>
  isErrorReply(value) ? /** @type {ErrorReply} */ (value) : null;

/**
 * The major number of a protocol version, or null where the text is not a version of ours.
 * @param {string | null} version
 * @returns {number | null}
 */
export function majorOf(version) {
  const match = /^(\d{1,4})\.\d{1,4}$/.exec(version ?? "");
  return match ? Number(match[1]) : null;
}
