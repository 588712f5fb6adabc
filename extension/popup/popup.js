/**
 * The popup: whether the companion answers, what to act on now, and the ways to dashboard and options.
 *
 * It asks the background for everything and sees neither the token nor the dashboard's link.
 */

import { ask, locale, one, say, sentence, speak } from "../pages/page.js";

/** @typedef {import("../companion/overview-view.js").DueOrder} DueOrder */
/** @typedef {import("../companion/overview-view.js").OverviewView} OverviewView */
/** @typedef {import("../companion/view.js").StateView} StateView */
/** @typedef {{earliest: string | null, latest: string | null}} Span */

/** The background did not answer: it was being replaced by a newer one. @type {StateView} */
const INTERRUPTED = { kind: "state", name: "interrupted", text: null, substitutions: [], action: "retry" };

await speak();

const countdown = new CancelWindowCountdown.Countdown(say, locale());
const cure = one("cure");
const dashboard = one("dashboard");
const options = one("options");

dashboard.addEventListener("click", () => void openDashboard());
options.addEventListener("click", () => void openOptions());
cure.addEventListener("click", () => void (cure.dataset["action"] === "options" ? openOptions() : look()));

void look();

async function look() {
  tell(say("popup_looking"), "");
  const view = /** @type {OverviewView | StateView} */ ((await ask({ type: "overview" })) ?? INTERRUPTED);
  if (view.kind === "state") return showProblem(view);
  tell(say("popup_connected"), "good");
  offer(null);
  showOrders(view);
}

async function openDashboard() {
  const view = /** @type {StateView | null | undefined} */ (await ask({ type: "open-dashboard" }));
  if (view === null) return window.close();
  showProblem(view ?? INTERRUPTED);
}

async function openOptions() {
  await ask({ type: "open-options" });
  window.close();
}

/**
 * One sentence and one thing to do about it. What was listed before may no longer hold.
 * @param {StateView} view
 */
function showProblem(view) {
  countdown.stop();
  one("act-now").hidden = true;
  tell(sentence(view), "bad");
  offer(view.action);
}

/**
 * The button that cures a problem comes first and stands out; none of them is there twice.
 * @param {StateView["action"]} action
 */
function offer(action) {
  one("cure-row").hidden = action === null;
  options.hidden = action === "options";
  dashboard.classList.toggle("main", action === null);
  if (action === null) return;
  cure.dataset["action"] = action;
  cure.textContent = say(`action_${action}`);
}

/** @param {OverviewView} view */
function showOrders({ orders, isEmpty, language }) {
  const list = one("orders");
  const nothing = one("nothing");
  /** @type {{element: HTMLElement, span: Span}[]} */
  const clocks = [];
  list.replaceChildren(...orders.map((order) => itemOf(order, language, clocks)));
  list.hidden = orders.length === 0;
  nothing.hidden = orders.length > 0;
  nothing.textContent = say(isEmpty ? "popup_no_orders" : "popup_nothing");
  one("act-now").hidden = false;
  countdown.start(clocks);
}

/**
 * An order as one link to its page.
 * @param {DueOrder} order
 * @param {string} language of the companion's words
 * @param {{element: HTMLElement, span: Span}[]} clocks gets the order's countdown
 * @returns {HTMLElement}
 */
function itemOf(order, language, clocks) {
  const link = document.createElement("a");
  link.href = order.url;
  link.target = "_blank";
  link.rel = "noreferrer";
  const label = piece("label", order.label);
  label.lang = language;
  const title = piece("title", "");
  // The shop's own words run in their own direction, and stand where ours begin.
  const words = document.createElement("bdi");
  words.textContent = order.title || say("popup_order", [order.orderId]);
  title.append(words);
  link.append(label, title);
  if (order.store) link.append(piece("store", order.store));
  if (order.due) {
    const due = piece("due", order.due.title ? `${say("popup_due", [order.due.title])} ` : "");
    const left = document.createElement("span");
    due.append(left);
    link.append(due);
    clocks.push({ element: left, span: { earliest: order.due.at, latest: order.due.at } });
  }
  const item = document.createElement("li");
  item.append(link);
  return item;
}

/**
 * @param {string} name of its class
 * @param {string} text
 * @returns {HTMLElement}
 */
function piece(name, text) {
  const element = document.createElement("span");
  element.className = name;
  element.textContent = text;
  return element;
}

/**
 * @param {string} text
 * @param {"good" | "bad" | ""} kind
 */
function tell(text, kind) {
  const state = one("state");
  state.textContent = text;
  state.className = kind;
}
