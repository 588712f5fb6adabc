/**
 * What the badge shows: a pure function of what a call came to. The badge draws a view as it is.
 */

import { sellersView } from "./seller-view.js";
import { verdictView } from "./verdict-view.js";

/** @typedef {import("./client.js").Failure} Failure */
/** @typedef {import("./protocol.js").AssessReply} AssessReply */
/** @typedef {import("./seller-view.js").SellersView} SellersView */
/** @typedef {import("./verdict-view.js").VerdictView} VerdictView */

/**
 * What a page is about: one order, a list of them, or a seller. `orderId` is null but for the first.
 * @typedef {{kind: "detail" | "list" | "tracking" | "store" | "product", orderId: string | null}} Subject
 */

/**
 * The answers for the orders of a list. `card` is the selector of what each is drawn in.
 * @typedef {object} ListView
 * @property {"list"} kind
 * @property {readonly VerdictView[]} orders
 * @property {string | null} card
 * @property {string} language
 * @property {string} asOf ISO 8601, UTC; empty without an order
 * @property {boolean} settled
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

/** @typedef {VerdictView | ListView | SellersView} AnswerView */
/** @typedef {AnswerView | StateView} View */

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
 * The view of a page.
 * @param {{state: "ok", reply: AssessReply} | Problem} result
 * @param {Subject} subject what the page's address is about
 * @param {number} port the companion's port, for the sentence that names it
 * @returns {View}
 */
export function viewOf(result, { kind, orderId }, port) {
  if (result.state !== "ok") return stateView(result, port);
  const { reply } = result;
  if (kind === "list") return listView(reply);
  if (kind === "store" || kind === "product") return sellersView(reply.sellers ?? [], reply.settled);
  const verdict = reply.verdicts.find((candidate) => candidate.order_id === orderId);
  // A verdict for another order is no answer for this one.
  return verdict ? verdictView(verdict, reply) : state("blocked_no_order");
}

/**
 * @param {AssessReply} reply
 * @returns {ListView}
 */
function listView(reply) {
  const orders = reply.verdicts.map((verdict) => verdictView(verdict, reply));
  return {
    kind: "list",
    orders,
    card: reply.card ?? null,
    language: orders[0]?.language ?? "en",
    asOf: orders[0]?.asOf ?? "",
    settled: reply.settled,
  };
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
