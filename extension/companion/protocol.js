/**
 * The wire between this extension and the companion: names, shapes, and what counts as well formed.
 *
 * Mirrors server/cancelwindow/protocol.py; fixtures/protocol/ holds both to it. What an answer
 * consists of stands in protocol-verdict.js and protocol-sellers.js.
 * Fields that a newer minor version adds are tolerated; a field we rely on is checked before use.
 */

import { isSeller } from "./protocol-sellers.js";
import { isVerdict } from "./protocol-verdict.js";
import { isFlag, isInstant, isText, listOf, optional, shape } from "./shapes.js";

/** @typedef {import("./protocol-sellers.js").SellerView} SellerView */
/** @typedef {import("./protocol-verdict.js").Verdict} Verdict */

/** major.minor. Another major is refused with both numbers; a minor only adds. */
export const PROTOCOL = "1.0";

/** On every request and every reply. A reply without it is another program on this port. */
export const PROTOCOL_HEADER = "X-Cancel-Window-Protocol";

export const PRODUCT = "cancel-window";

/** Changeable on both sides, never scanned for. */
export const DEFAULT_PORT = 17863;

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

/** @typedef {{snapshot: WireSnapshot, language: string, walking?: true}} AssessRequest */
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
