// The list of returns and refunds: class names are hashed, only their beginnings are stable
// (order-pages.md 2.8).

import { h, icon, until } from "./elements.js";
import { LANGUAGE, post } from "./mtop.js";

const API = "mtop.aliexpress.buyer.reverse.queryReverseOrderPageListForBuyer";

/** Draw a card for each return. */
export async function drawReturns(view, delays) {
  document.title = "Refunds & disputes - AliExpress";
  view.root.replaceChildren(h("div", { class: "comet-loading-wrap" }, icon("loading")));
  const found = await post(API, { pageIndex: 1, reverseStatus: 1, shipTo: "IE", _lang: LANGUAGE });
  if (found === null || view.left) return;
  await until(view.start, delays.blocks_ms);
  if (view.left) return;
  const cards = found.module.items.flatMap(({ shopName, reverseOrderLines }) =>
    reverseOrderLines.map((line) => card(shopName, line)));
  view.root.replaceChildren(...cards,
    h("div", { class: "next-pagination" }, h("button", { class: "next-pagination-item next-current" }, "1")));
}

function card(shopName, line) {
  return h("div", { class: "orderItem--orderItem--2Kd8s" },
    h("div", { class: "orderItem--orderStore--3Lq0w" }, h("a", { href: line.seller.storeUrl }, shopName)),
    h("div", { class: "orderItem--orderSKUTitle--1Mz7x" }, line.itemTitle),
    h("div", { class: "orderItem--orderSKUId--9Pq1r" }, `Order ID: ${line.tradeOrderId}`),
    h("div", { class: "orderItem--orderStatusDesc--8Jk2v" }, line.reverseDetailStatusText),
    h("div", { class: "orderItem--orderStatusAction--5Rt3y" },
      h("div", {}, h("a", { href: `/p/refund-amount/detail.html?tradeOrderLineId=${line.tradeOrderLineId}` }, "View details"))));
}
