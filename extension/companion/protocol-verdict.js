/**
 * The wire, continued: the answer for one order.
 *
 * Mirrors server/cancelwindow/policy/verdict.py.
 */

import { isFlag, isInstant, isText, listOf, optional, shape } from "./shapes.js";

/** @typedef {import("./shapes.js").Check} Check */

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
 * Which reason to give for cancelling. Those that were seen to be true (`fits`) come first.
 * @typedef {object} CancelReasons
 * @property {string} text
 * @property {readonly Cited[]} views whether the reason matters: each side with its sources
 * @property {string} note
 * @property {readonly (Cited & {kind: string, side: string, fits: boolean})[]} reasons
 */

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
 * @property {CancelReasons | null} [cancel_reasons]
 * @property {readonly LineVerdict[]} [lines]
 * @property {readonly ParcelNote[]} [parcels]
 * @property {{shipped: Cited, scanned: Cited | null} | null} [window]
 * @property {readonly string[]} not_seen
 * @property {readonly string[]} [store_ids] stores of this order; each is one of the reply's sellers
 * @property {string} language
 * @property {string} evaluated_at ISO 8601, UTC
 * @property {readonly {kind: string, captured_at: string}[]} [based_on] the pages it rests on
 */

/** @type {Check} */
export const isAnswer = (value) => /** @type {readonly unknown[]} */ (ANSWERS).includes(value);
export const isCitation = shape({
  source: isText,
  title: isText,
  publisher: isText,
  date: isText,
  grade: isText,
});

const isCited = shape({ text: isText, citations: listOf(isCitation) });
const isCancelReasons = shape({
  text: isText,
  views: listOf(isCited),
  note: isText,
  reasons: listOf(
    shape({ kind: isText, text: isText, side: isText, fits: isFlag, citations: listOf(isCitation) }),
  ),
});
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

export const isVerdict = shape({
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
  cancel_reasons: optional(isCancelReasons),
  lines: optional(listOf(shape({ title: isText, variant: isText, answer: isAnswer, label: isText, text: isText }))),
  parcels: optional(listOf(shape({ stage: isText, label: isText, is_label_only: isFlag, text: isText }))),
  window: optional(shape({ shipped: isCited, scanned: optional(isCited) })),
  based_on: optional(listOf(shape({ kind: isText, captured_at: isInstant }))),
  not_seen: listOf(isText),
  store_ids: optional(listOf(isText)),
  language: isText,
  evaluated_at: isInstant,
});
