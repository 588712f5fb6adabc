/**
 * The wire between this extension and the companion: names, shapes, and what counts as well formed.
 *
 * Mirrors server/cancelwindow/protocol.py and policy/verdict.py; fixtures/protocol/ holds both to it.
 * Fields that a newer minor version adds are tolerated; a field we rely on is checked before use.
 */

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
 * @property {{text: string} | null} refund
 * @property {{text: string, language: string} | null} message
 * @property {readonly {text: string}[]} warnings
 * @property {readonly string[]} not_seen
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
 */

/** @typedef {{snapshot: WireSnapshot, language: string}} AssessRequest */
/** @typedef {{page: string, settled: boolean, verdicts: readonly Verdict[]}} AssessReply */
/** @typedef {{product: string, protocol: string, version: string, pairing_open: boolean}} HelloReply */
/** @typedef {{client_id: string, token: string, name: string}} PairReply */
/** @typedef {{code: string, message: string, remedy: string}} ErrorBody */
/** @typedef {{error: ErrorBody, blocked: {kind: string, message: string} | null}} ErrorReply */

/** @typedef {(value: unknown) => boolean} Check */

/** @type {Check} */
const isText = (value) => typeof value === "string";
/** @type {Check} */
const isFlag = (value) => typeof value === "boolean";
/** @type {Check} */
const isInstant = (value) => typeof value === "string" && !Number.isNaN(Date.parse(value));
/** @type {Check} */
const isAnswer = (value) => /** @type {readonly unknown[]} */ (ANSWERS).includes(value);

/** @type {(check: Check) => Check} */
const optional = (check) => (value) => value === null || value === undefined || check(value);
/** @type {(check: Check) => Check} */
const listOf = (check) => (value) => Array.isArray(value) && value.every(check);
/** @type {(fields: Record<string, Check>) => Check} */
const shape = (fields) => (value) =>
  typeof value === "object" &&
  value !== null &&
  Object.entries(fields).every(([name, check]) =>
    check(/** @type {Record<string, unknown>} */ (value)[name]),
  );

const isCitation = shape({
  source: isText,
  title: isText,
  publisher: isText,
  date: isText,
  grade: isText,
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
    }),
  ),
  refund: optional(shape({ text: isText })),
  message: optional(shape({ text: isText, language: isText })),
  warnings: listOf(shape({ text: isText })),
  not_seen: listOf(isText),
  language: isText,
  evaluated_at: isInstant,
});

const isAssessReply = shape({ page: isText, settled: isFlag, verdicts: listOf(isVerdict) });
const isHelloReply = shape({
  product: (value) => value === PRODUCT,
  protocol: isText,
  version: isText,
  pairing_open: isFlag,
});
const isPairReply = shape({ client_id: isText, token: isText, name: isText });
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
