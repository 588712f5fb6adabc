/**
 * What the panel shows of one order: everything the verdict says, in the order in which it is read.
 */

import { aliexpressUrl, httpsUrl } from "./links.js";
import { orderSellers } from "./seller-view.js";
import { sourcesOf } from "./sources.js";

/** @typedef {import("./protocol-verdict.js").Answer} Answer */
/** @typedef {import("./protocol.js").AssessReply} AssessReply */
/** @typedef {import("./protocol-verdict.js").Citation} Citation */
/** @typedef {import("./protocol-verdict.js").Deadline} Deadline */
/** @typedef {import("./protocol-verdict.js").SellerMessage} SellerMessage */
/** @typedef {import("./protocol-verdict.js").Verdict} Verdict */
/** @typedef {import("./seller-view.js").SellerCard} SellerCard */

/** @typedef {import("./sources.js").Source} Source */
/** @typedef {{text: string, sources: readonly Source[]}} Sourced */
/** @typedef {{text: string, url: string | null}} StepView */
/** @typedef {{title: string, versions: readonly {language: string, text: string}[]}} MessageView */

/**
 * @typedef {object} DeadlineView
 * @property {string} title
 * @property {string} text
 * @property {string} basis `site`, `rule` or `estimate`
 * @property {string | null} earliest ISO 8601, UTC
 * @property {string | null} latest ISO 8601, UTC
 * @property {boolean} actBy
 * @property {readonly string[]} notes
 * @property {readonly Source[]} sources
 */

/**
 * Which reason to give for cancelling; those that were seen to be true come first.
 * @typedef {{text: string, reasons: readonly (Sourced & {fits: boolean})[], views: readonly Sourced[], note: string}} ReasonsView
 */

/**
 * The answer for one order.
 * @typedef {object} VerdictView
 * @property {"verdict"} kind
 * @property {string} page `order_detail`, `order_list` or `tracking`
 * @property {string} orderId
 * @property {Answer} answer
 * @property {string} label
 * @property {string} headline
 * @property {string} confidence `observed`, `derived` or `assumed`
 * @property {readonly StepView[]} steps
 * @property {readonly MessageView[]} messages
 * @property {ReasonsView | null} cancelReasons
 * @property {readonly DeadlineView[]} deadlines those that end first come first
 * @property {{text: string, when: string, isLate: boolean, notes: readonly string[], sources: readonly Source[]} | null} refund
 * @property {readonly {number: string, carrier: string, label: string, isLabelOnly: boolean, text: string, observed: string, sources: readonly Source[]}[]} parcels
 * @property {readonly {name: string, answer: Answer, label: string, text: string, sources: readonly Source[]}[]} lines
 * @property {readonly SellerCard[]} sellers
 * @property {readonly Sourced[]} warnings
 * @property {readonly (Sourced & {observed: string})[]} reasons
 * @property {readonly Sourced[]} conflicts
 * @property {readonly string[]} notSeen
 * @property {readonly Sourced[]} window
 * @property {readonly (Sourced & {url: string | null})[]} rights
 * @property {readonly {kind: string, at: string}[]} basedOn
 * @property {string} language of the sentences
 * @property {string} asOf ISO 8601, UTC
 * @property {boolean} settled false: the page was still arriving, ask again
 * @property {boolean} isCancellable
 * @property {boolean} isActNow
 */

/** Answers that still stop an order by cancelling it. */
const CANCELLABLE = new Set(["yes", "ask_seller"]);

/**
 * @param {Verdict} verdict
 * @param {AssessReply} reply the one it came in
 * @returns {VerdictView}
 */
export function verdictView(verdict, reply) {
  const now = Date.parse(verdict.evaluated_at);
  return {
    kind: "verdict",
    page: reply.page,
    orderId: verdict.order_id,
    answer: verdict.answer,
    label: verdict.label,
    headline: besideLabel(verdict.label, verdict.headline),
    confidence: verdict.confidence,
    steps: verdict.next_steps.map(({ text, url }) => ({ text, url: stepLink(url, verdict.order_id, reply.page) })),
    messages: [verdict.message, ...(verdict.other_messages ?? [])].filter((one) => one !== null).map(messageView),
    cancelReasons: reasonsView(verdict),
    deadlines: upcomingFirst(verdict.deadlines, now).map(deadlineView),
    refund: refundView(verdict),
    parcels: (verdict.parcels ?? []).map((parcel) => ({
      number: parcel.tracking_number,
      carrier: parcel.carrier,
      label: parcel.label,
      isLabelOnly: parcel.is_label_only,
      text: parcel.text,
      observed: parcel.observed,
      sources: sourcesOf(parcel.citations),
    })),
    lines: (verdict.lines ?? []).map(({ title, variant, answer, label, text, citations }) => ({
      name: [title, variant].filter(Boolean).join(", "),
      answer,
      label,
      text,
      sources: sourcesOf(citations),
    })),
    sellers: orderSellers(verdict.store_ids ?? [], reply.sellers ?? []),
    warnings: verdict.warnings.map(sourced),
    reasons: verdict.reasons.map((reason) => ({ ...sourced(reason), observed: reason.observed })),
    conflicts: (verdict.conflicts ?? []).map(sourced),
    notSeen: verdict.not_seen,
    window: [verdict.window?.shipped, verdict.window?.scanned].filter((one) => !!one).map(sourced),
    rights: (verdict.rights ?? []).map((right) => ({ ...sourced(right), url: httpsUrl(right.url) })),
    basedOn: (verdict.based_on ?? []).map(({ kind, captured_at }) => ({ kind, at: captured_at })),
    language: verdict.language,
    asOf: verdict.evaluated_at,
    settled: reply.settled && verdict.settled,
    isCancellable: CANCELLABLE.has(verdict.answer),
    isActNow: isActNow(verdict, now),
  };
}

/**
 * Whether something of the buyer's is due: a parcel can be called back until its first scan, or a
 * deadline of theirs runs and the first time to remind of it has come. How early that is, the
 * companion says.
 * @param {Verdict} verdict
 * @param {number} now milliseconds since the epoch
 */
export function isActNow({ answer, deadlines }, now) {
  if (answer === "recall") return true;
  return deadlines.some(({ act_by, earliest, latest, reminders }) => {
    const end = latest ?? earliest;
    const due = reminders?.some((at) => Date.parse(at) <= now);
    return act_by && due && end !== null && end !== undefined && Date.parse(end) >= now;
  });
}

/**
 * The sentence as it stands under the label: it does not say the label's words a second time.
 * @param {string} label
 * @param {string} headline
 * @returns {string}
 */
function besideLabel(label, headline) {
  const lead = `${label}: `;
  if (!headline.startsWith(lead)) return headline;
  const [first = "", ...rest] = headline.slice(lead.length);
  return first.toLocaleUpperCase() + rest.join("");
}

/**
 * Dated deadlines by their date, then those whose clock has no known start, then those that passed.
 * @param {readonly Deadline[]} deadlines
 * @param {number} now milliseconds since the epoch
 * @returns {Deadline[]}
 */
function upcomingFirst(deadlines, now) {
  /** @param {Deadline} deadline */
  const rank = ({ earliest, latest }) => {
    const end = latest ?? earliest;
    if (end === null || end === undefined) return { group: 1, at: 0 };
    const at = Date.parse(end);
    return at >= now ? { group: 0, at } : { group: 2, at: -at };
  };
  return [...deadlines].sort((one, other) => {
    const a = rank(one);
    const b = rank(other);
    return a.group - b.group || a.at - b.at;
  });
}

/**
 * @param {Deadline} deadline
 * @returns {DeadlineView}
 */
function deadlineView({ title, text, basis, earliest, latest, act_by, notes, citations }) {
  return {
    title,
    text,
    basis,
    earliest: earliest ?? null,
    latest: latest ?? null,
    actBy: act_by ?? false,
    notes: notes ?? [],
    sources: sourcesOf(citations),
  };
}

/**
 * @param {SellerMessage} message
 * @returns {MessageView}
 */
function messageView({ title, text, language, versions }) {
  return { title: title ?? "", versions: versions?.length ? versions : [{ language, text }] };
}

/**
 * @param {Verdict} verdict
 * @returns {ReasonsView | null}
 */
function reasonsView({ cancel_reasons: told }) {
  if (!told) return null;
  return {
    text: told.text,
    reasons: told.reasons.map((reason) => ({ ...sourced(reason), fits: reason.fits })),
    views: told.views.map(sourced),
    note: told.note,
  };
}

/** @param {Verdict} verdict */
function refundView({ refund }) {
  if (!refund) return null;
  return {
    text: refund.text,
    when: refund.when ?? "",
    isLate: refund.is_late ?? false,
    notes: [...(refund.notes ?? []), ...(refund.coupons ?? [])].map(({ text }) => text),
    sources: sourcesOf(refund.citations),
  };
}

/**
 * @param {{text: string, citations?: readonly Citation[]}} said
 * @returns {Sourced}
 */
function sourced({ text, citations }) {
  return { text, sources: sourcesOf(citations) };
}

/**
 * A step's link, unless it leads to the very page that the badge stands on.
 * @param {string | null} url
 * @param {string} orderId
 * @param {string} page
 * @returns {string | null}
 */
function stepLink(url, orderId, page) {
  const link = aliexpressUrl(url);
  if (link === null || page !== "order_detail") return link;
  const { pathname, searchParams } = new URL(link);
  return pathname === "/p/order/detail.html" && searchParams.get("orderId") === orderId ? null : link;
}
