/**
 * What the badge shows: a pure function of what a call came to. The badge draws a view as it is.
 */

/** @typedef {import("./client.js").Failure} Failure */
/** @typedef {import("./protocol.js").Answer} Answer */
/** @typedef {import("./protocol.js").AssessReply} AssessReply */
/** @typedef {import("./protocol.js").Citation} Citation */
/** @typedef {import("./protocol.js").Deadline} Deadline */
/** @typedef {import("./protocol.js").Verdict} Verdict */

/** @typedef {{title: string, text: string}} DeadlineView */
/** @typedef {{text: string, url: string | null}} StepView */
/** @typedef {{text: string, observed: string, sources: string[]}} ReasonView */

/**
 * The answer for the order of this page.
 * @typedef {object} VerdictView
 * @property {"verdict"} kind
 * @property {string} orderId
 * @property {Answer} answer
 * @property {string} label
 * @property {string} headline
 * @property {readonly StepView[]} steps
 * @property {DeadlineView | null} nextDeadline
 * @property {readonly DeadlineView[]} otherDeadlines
 * @property {readonly ReasonView[]} reasons
 * @property {readonly string[]} warnings
 * @property {readonly string[]} notSeen
 * @property {string | null} refund
 * @property {string | null} message
 * @property {string} language of the sentences
 * @property {string} asOf ISO 8601, UTC
 * @property {boolean} settled false: the page was still arriving, ask again
 */

/** @typedef {"retry" | "options"} Action */

/**
 * No answer, and why. `name` is a key of `_locales` (`state_NAME_label`, `state_NAME_text`);
 * `text`, where the companion sent a sentence, is shown instead of our own.
 * @typedef {object} StateView
 * @property {"state"} kind
 * @property {string} name
 * @property {string | null} text
 * @property {readonly string[]} substitutions
 * @property {Action | null} action
 */

/** @typedef {VerdictView | StateView} View */

/** @typedef {Failure | {state: "permission" | "checking" | "too_large" | "interrupted"}} Problem */

/** States whose cure is on the options page; everything else is tried again. */
const CURED_IN_OPTIONS = new Set(["unpaired", "revoked", "foreign", "permission"]);

/** Kinds of blocked page that have words of their own; a newer companion may send others. */
const BLOCKED_KINDS = new Set([
  "login",
  "challenge",
  "rate_limited",
  "skeleton",
  "empty_list",
  "other_site",
  "old_layout",
  "not_an_order_page",
  "no_order",
  "layout_changed",
  "failed_response",
]);

/**
 * The view of one order.
 * @param {{state: "ok", reply: AssessReply} | Problem} result
 * @param {string} orderId the order of the page's address
 * @param {number} port the companion's port, for the sentence that names it
 * @returns {View}
 */
export function viewOf(result, orderId, port) {
  if (result.state !== "ok") return stateView(result, port);
  const verdict = result.reply.verdicts.find((candidate) => candidate.order_id === orderId);
  // A verdict for another order is no answer for this one.
  if (!verdict) return state("blocked_no_order");
  return verdictView(verdict, result.reply.settled);
}

/**
 * @param {Problem} problem
 * @param {number} port
 * @returns {StateView}
 */
export function stateView(problem, port) {
  switch (problem.state) {
    case "version":
      return state(`version_${problem.update}`, { substitutions: [problem.ours, problem.theirs] });
    case "blocked":
      return state(`blocked_${BLOCKED_KINDS.has(problem.kind) ? problem.kind : "other"}`, {
        text: problem.message || null,
      });
    case "refused":
      return state("refused", { text: `${problem.message} ${problem.remedy}`.trim() || null });
    case "checking":
      return state("checking", { action: null });
    case "offline":
    case "foreign":
      return state(problem.state, { substitutions: [String(port)] });
    default:
      return state(problem.state);
  }
}

/**
 * @param {string} name
 * @param {Partial<Pick<StateView, "text" | "substitutions" | "action">>} [rest]
 * @returns {StateView}
 */
function state(name, rest = {}) {
  const action = CURED_IN_OPTIONS.has(name) ? "options" : "retry";
  return { kind: "state", name, text: null, substitutions: [], action, ...rest };
}

/**
 * @param {Verdict} verdict
 * @param {boolean} pageSettled
 * @returns {VerdictView}
 */
function verdictView(verdict, pageSettled) {
  const deadlines = upcomingFirst(verdict.deadlines, Date.parse(verdict.evaluated_at));
  const shown = deadlines.map(({ title, text }) => ({ title, text }));
  return {
    kind: "verdict",
    orderId: verdict.order_id,
    answer: verdict.answer,
    label: verdict.label,
    headline: besideLabel(verdict.label, verdict.headline),
    steps: verdict.next_steps.map(({ text, url }) => ({ text, url: linkOf(url, verdict.order_id) })),
    nextDeadline: shown[0] ?? null,
    otherDeadlines: shown.slice(1),
    reasons: verdict.reasons.map(({ text, observed, citations }) => ({
      text,
      observed,
      sources: citations.map(sourceLine),
    })),
    warnings: verdict.warnings.map(({ text }) => text),
    notSeen: verdict.not_seen,
    refund: verdict.refund?.text ?? null,
    message: verdict.message?.text ?? null,
    language: verdict.language,
    asOf: verdict.evaluated_at,
    settled: pageSettled && verdict.settled,
  };
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

/** @param {Citation} citation */
function sourceLine({ publisher, title, date }) {
  return [publisher, title, date].filter(Boolean).join(", ");
}

/**
 * A step's link, unless it leads to the very page that the badge stands on.
 * @param {string | null} url
 * @param {string} orderId
 * @returns {string | null}
 */
function linkOf(url, orderId) {
  const link = aliexpressUrl(url);
  if (link === null) return null;
  const { pathname, searchParams } = new URL(link);
  return pathname === "/p/order/detail.html" && searchParams.get("orderId") === orderId ? null : link;
}

/**
 * The address, if it leads to AliExpress over https and nowhere else; the badge links to no other.
 * @param {string | null | undefined} url
 * @returns {string | null}
 */
export function aliexpressUrl(url) {
  if (!url || !URL.canParse(url)) return null;
  const { protocol, hostname, port, username, password, href } = new URL(url);
  const ours = /(^|\.)aliexpress\.(com|us)$/.test(hostname);
  return protocol === "https:" && ours && !port && !username && !password ? href : null;
}
