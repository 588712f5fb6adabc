/**
 * What the popup shows: a pure function of what a call came to.
 */

import { orderUrl } from "./links.js";
import { stateView } from "./view.js";

/** @typedef {import("./client.js").Failure} Failure */
/** @typedef {import("./protocol-verdict.js").Answer} Answer */
/** @typedef {import("./protocol-orders.js").OverviewReply} OverviewReply */
/** @typedef {import("./view.js").Problem} Problem */
/** @typedef {import("./view.js").StateView} StateView */

/**
 * An order to act on. `due` is the next deadline of the buyer's own.
 * @typedef {object} DueOrder
 * @property {string} orderId
 * @property {string} url its page at AliExpress
 * @property {Answer} answer
 * @property {string} label
 * @property {string} title may be empty
 * @property {string} store may be empty
 * @property {{title: string, at: string} | null} due
 */

/**
 * @typedef {object} OverviewView
 * @property {"overview"} kind
 * @property {readonly DueOrder[]} orders the most urgent first
 * @property {boolean} isEmpty whether no order was ever read, which is not the same as nothing to do
 * @property {string} language of the companion's words
 */

/**
 * @param {{state: "ok", reply: OverviewReply} | Problem} result
 * @param {string} language
 * @param {number} port
 * @returns {OverviewView | StateView}
 */
export function overviewView(result, language, port) {
  if (result.state !== "ok") return stateView(result, port);
  const { counts, act_now: orders } = result.reply;
  return {
    kind: "overview",
    orders: orders.map((order) => ({
      orderId: order.order_id,
      url: orderUrl(order.order_id),
      answer: order.answer,
      label: order.label,
      title: order.title ?? "",
      store: order.store_name ?? "",
      due: order.next_act_at ? { title: order.next_act_title ?? "", at: order.next_act_at } : null,
    })),
    isEmpty: orders.length === 0 && Object.values(counts).every((count) => count === 0),
    language,
  };
}
