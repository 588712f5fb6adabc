// The order detail page (order-pages.md 2.1).

import { button, h, icon, price, recommendations, until } from "./elements.js";
import { LANGUAGE, fields, get, truth } from "./mtop.js";

const API = "mtop.aliexpress.trade.buyer.order.detail";

/** Draw the page of one order: status first, then its blocks, buttons, and Cancel last. */
export async function drawDetail(view, delays) {
  document.title = "Order details - AliExpress";
  const tradeOrderId = view.parameters.get("orderId") ?? "";
  const page = { tree: null, stage: 0, expanded: delays.expanded === true };
  view.root.replaceChildren(skeleton());
  page.tree = await get(API, { tradeOrderId, clientPlatform: "pc", _lang: LANGUAGE });
  if (page.tree === null || view.left) return;
  if (page.tree.global.replay?.includes("restless")) return neverRest(view);
  const wrap = h("div", { class: "order-wrap" });
  // A part never comes before the one it belongs to, whatever the delays say.
  let earliest = 0;
  const parts = ["status_ms", "blocks_ms", "buttons_ms", "cancel_ms"].map((name, index) => {
    earliest = Math.max(earliest, delays[name]);
    return [earliest, () => grow(wrap, page, index + 1)];
  });
  const moments = [
    ...parts,
    [delays.rerender_ms, () => view.replaceRoot(redrawn(wrap, page))],
    [delays.change_ms, () => change(wrap, page, tradeOrderId, view)],
  ].filter(([ms]) => typeof ms === "number");
  moments.sort((one, other) => one[0] - other[0]);
  for (const [ms, draw] of moments) {
    await until(view.start, ms);
    if (view.left) return;
    if (!wrap.isConnected && page.stage === 0) view.root.replaceChildren(wrap);
    await draw();
  }
}

/** A page that never shows its order and never stops changing. */
function neverRest(view) {
  const line = h("div", { class: "comet-skeleton" });
  view.root.append(line);
  const timer = setInterval(() => {
    line.dataset.beat = String(performance.now());
    if (view.left) clearInterval(timer);
  }, 20);
}

function skeleton() {
  return h("div", { class: "comet-loading-wrap" }, icon("loading"));
}

function grow(wrap, page, stage) {
  page.stage = Math.max(page.stage, stage);
  const live = document.querySelector("#root .order-wrap") ?? wrap;
  if (stage === 1) live.append(statusBlock(page));
  if (stage === 2) live.append(...blocks(page));
  if (stage > 2) drawActions(live.querySelector(".order-status"), page);
}

function redrawn(wrap, page) {
  const fresh = h("div", { class: "order-wrap" });
  if (page.stage > 0) fresh.append(statusBlock(page));
  if (page.stage > 1) fresh.append(...blocks(page));
  wrap.remove();
  return fresh;
}

async function change(wrap, page, tradeOrderId, view) {
  const tree = await get(API, { tradeOrderId, renderType: "refresh", clientPlatform: "pc" });
  if (tree === null || view.left) return;
  page.tree = tree;
  const live = document.querySelector("#root .order-wrap") ?? wrap;
  live.querySelector(".order-status")?.replaceWith(statusBlock(page));
}

function statusBlock(page) {
  const { title, reminder } = fields(page.tree, "detail_order_status_block");
  const block = h(
    "div",
    { class: "order-status order-block" },
    h("div", { class: "order-block-title" }, title),
    reminder ? h("div", { class: "order-status-info" }, reminder) : null,
    h("div", { class: "order-status-buttons" }),
  );
  drawActions(block, page);
  return block;
}

/** The action row. Cancel is drawn by the last stage only: its absence before proves nothing. */
function drawActions(block, page) {
  if (page.stage < 3) return;
  const { buttonVOList = [] } = fields(page.tree, "detail_order_status_block");
  const ready = buttonVOList.filter((data) => page.stage > 3 || data.text !== "Cancel");
  const row = block.querySelector(".order-status-buttons");
  const present = new Set(Array.from(row.children, (node) => node.textContent));
  for (const [index, data] of ready.entries()) {
    if (present.has(data.text)) continue;
    row.insertBefore(button(data, "comet-btn comet-btn-large"), row.children[index] ?? null);
  }
}

function blocks(page) {
  const info = fields(page.tree, "detail_simple_order_info_component");
  return [
    serviceBlock(fields(page.tree, "detail_order_services")),
    h("div", { class: "order-detail-info" }, addressItem(info), orderItem(info, page)),
    productBlock(fields(page.tree, "detail_product_block")),
    priceBlock(fields(page.tree, "detail_order_price_block")),
    recommendations(),
  ].filter((block) => block !== null);
}

function serviceBlock({ title, serviceList = [] }) {
  if (serviceList.length === 0) return null;
  return h(
    "div",
    { class: "order-detail-services order-block" },
    h("div", { class: "order-block-title" }, `${title}: active`),
    h("ul", {}, ...serviceList.map(({ text }) => h("li", {}, text))),
  );
}

function addressItem({ addressVO }) {
  return h(
    "div",
    { class: "order-detail-info-item" },
    h("div", { class: "order-block-title" }, "Delivery address"),
    h(
      "div",
      { class: "order-detail-info-content" },
      h(
        "div",
        { class: "contact-info" },
        h("div", { "data-pl": "contact_info" }, addressVO.contactName),
        h("div", {}, addressVO.fullPhoneNo),
        h("div", { "data-pl": "contact_info_address" }, addressVO.detailAddress),
      ),
    ),
  );
}

function orderItem(info, page) {
  const row = (label, value, name) =>
    value ? h("div", { class: "info-row" }, h("span", { "data-pl": name ?? null }, `${label}:`), ` ${value}`) : null;
  const id = new URLSearchParams(location.search).get("orderId") ?? "";
  const number = row(info.tradeOrderIdTitle, id, "order_detail_gray_id");
  number.append(h("span", { class: "order-copy" }, "Copy"));
  const later = () => [
    row(info.labels.paid, info.payTime),
    row(info.labels.sent, info.orderShipTime),
    row(info.labels.ended, info.orderEndTime),
  ].filter((part) => part !== null);
  const content = h(
    "div",
    { class: "order-detail-info-content" },
    number,
    row(info.labels.placed, info.orderCreatTime, "order_detail_gray_date"),
    ...(page.expanded ? later() : []),
    row(info.labels.method, info.paymentMethod, "order_detail_gray_payment"),
  );
  const arrow = icon(page.expanded ? "arrowup" : "arrowdown", "switch-icon");
  arrow.addEventListener("click", () => {
    if (page.expanded) return;
    page.expanded = true;
    content.querySelector("[data-pl=order_detail_gray_date]").parentElement.after(...later());
    arrow.className = "comet-icon comet-icon-arrowup switch-icon";
  });
  return h("div", { class: "order-detail-info-item order-detail-order-info" },
    h("div", { class: "order-block-title" }, "Order info"), content, arrow);
}

function productBlock({ productVOList = [], sellerVO = {} }) {
  const name = h("span", { class: "store-name" }, sellerVO.sellerName ?? "");
  const store = sellerVO.storeUrl
    ? h("a", { href: sellerVO.storeUrl, target: "_blank" }, name, icon("arrowright", "store-arrow"))
    : name;
  return h(
    "div",
    { class: "order-detail-item" },
    h("div", { class: "order-detail-item-store" }, store),
    ...productVOList.map(lineBlock),
  );
}

function lineBlock(line) {
  return h(
    "div",
    { class: "order-detail-item-content-wrap" },
    h(
      "div",
      { class: "order-detail-item-content" },
      h(
        "a",
        {
          class: "order-detail-item-content-img",
          href: line.itemDetailUrl,
          style: `background-image:url(${line.itemImgUrl})`,
        },
        h("div", { class: "order-detail-item-snapshot" }),
      ),
      h(
        "div",
        { class: "order-detail-item-content-info" },
        h("div", { class: "item-title" }, h("a", { href: line.itemDetailUrl }, line.itemTitle)),
        line.skuAttrs
          ? h("div", { class: "item-sku-attr" }, line.skuAttrs.map(({ text }) => text).join(", "))
          : null,
        h(
          "div",
          { class: "item-price" },
          line.itemPriceText ? price(line.itemPriceText) : null,
          h("span", { class: "item-price-quantity" }, `x${line.quantity}`),
        ),
      ),
    ),
    trackStrip(line.etaAndTrack),
  );
}

function trackStrip(track) {
  if (!track) return null;
  const strip = h(
    track.trackUrl ? "a" : "div",
    { class: "order-detail-item-track", href: track.trackUrl ?? null },
    track.expectDeliveryDateTitle
      ? h("div", { class: "order-detail-item-track-eta-text" }, track.expectDeliveryDateTitle)
      : null,
  );
  if (track.trackDesc) {
    strip.append(
      h("div", { class: "order-detail-item-track-info-title" }, track.trackTitle),
      h("div", { class: "order-detail-item-track-info-desc" }, track.trackDesc),
    );
  }
  return strip;
}

/** Only the rows that are not hidden are in the DOM until the arrow is pressed. */
function priceBlock({ priceDetails = [], totalPrice }) {
  if (priceDetails.length === 0 && !totalPrice) return null;
  const row = ({ title, value }, bold) =>
    h(
      "div",
      { class: `order-price-item${bold ? " bold-font" : ""}` },
      h("span", { class: "left-col", "data-pl": "order_price_item_title" }, title),
      h("div", { class: "right-col", "data-pl": "order_price_item_value" }, /\d/.test(value) ? price(value) : value),
    );
  const block = h("div", { class: "order-price" });
  const draw = (open) => {
    const rows = priceDetails.filter((detail) => open || !truth(detail.hide)).map((detail) => row(detail, false));
    if (totalPrice) rows.push(row(totalPrice, true));
    const arrow = icon(open ? "arrowup" : "arrowdown", "switch-icon");
    arrow.addEventListener("click", () => draw(!open));
    block.replaceChildren(...rows, arrow);
  };
  draw(false);
  return block;
}
