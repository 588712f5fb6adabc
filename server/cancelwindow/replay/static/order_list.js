// The order list page (order-pages.md 1.1).

import { button, h, icon, price, recommendations, until } from "./elements.js";
import { LANGUAGE, fields, get, post } from "./mtop.js";

const API = "mtop.aliexpress.trade.buyer.order.list";

/** How late a part is that the replay lets come late. */
const LATE_MS = 250;

/** Draw the tabs, then the first ten cards; "View orders" adds the next ten. */
export async function drawList(view, delays, tab = "all") {
  document.title = "My Orders - AliExpress";
  view.root.replaceChildren(h("div", { class: "comet-loading-wrap" }, icon("loading")));
  const page = { view, tree: null, cards: h("div", { class: "comet-checkbox-group" }), more: null };
  page.tree = await get(API, { statusTab: tab, renderType: "init", clientPlatform: "pc", _lang: LANGUAGE });
  if (page.tree === null || view.left) return;
  await until(view.start, delays.status_ms);
  if (view.left) return;
  page.more = moreButton(page);
  page.main = h("div", { class: "order-content", "data-spm": "order_list_main" },
    tabs(page, delays), page.cards, page.more, recommendations());
  view.root.replaceChildren(h("div", { class: "order-wrap" }, page.main));
  await until(view.start, delays.blocks_ms);
  if (view.left) return;
  addCards(page);
  if (typeof delays.rerender_ms === "number") {
    await until(view.start, delays.rerender_ms);
    if (!view.left) view.replaceRoot(h("div", { class: "order-wrap" }, page.main));
  }
}

function tabs(page, delays) {
  const { statusTabList = [] } = fields(page.tree, "pc_om_list_header");
  const { statusTab } = fields(page.tree, "pc_om_list_header_action");
  const items = statusTabList.map(({ code, title }) => {
    const active = code === statusTab ? " comet-tabs-nav-item-active" : "";
    const item = h("div", { class: `comet-tabs-nav-item${active}` }, title);
    item.addEventListener("click", () => {
      page.view.start = performance.now();
      drawList(page.view, delays, code);
    });
    return item;
  });
  return h("div", { class: "order-nav" }, h("div", { class: "comet-tabs" }, ...items));
}

function moreButton(page) {
  const { hasMoreText } = fields(page.tree, "pc_om_list_body");
  const control = h("button", { class: "comet-btn comet-btn-large comet-btn-borderless", type: "button" },
    h("span", {}, hasMoreText));
  control.addEventListener("click", () => nextPage(page));
  return h("div", { class: "order-more", "data-pl": "order_more", hidden: "" }, control);
}

/** The site sends its own tree back, with the page index raised and the linkage it was given. */
async function nextPage(page) {
  const { data, linkage, hierarchy, endpoint } = page.tree;
  const key = Object.keys(data).find((name) => data[name].tag === "pc_om_list_body");
  const body = structuredClone(data[key]);
  body.fields.pageIndex = Number(body.fields.pageIndex) + 1;
  const params = {
    data: JSON.stringify({ ...data, [key]: body }),
    linkage: JSON.stringify(linkage),
    hierarchy: JSON.stringify(hierarchy),
    endpoint: JSON.stringify(endpoint),
    operator: key,
  };
  const tree = await post(API, { params: JSON.stringify(params) });
  if (tree?.data === undefined || page.view.left) return;
  page.tree = tree;
  addCards(page);
}

function addCards(page) {
  const { data, hierarchy } = page.tree;
  const bodyKey = Object.keys(data).find((name) => data[name].tag === "pc_om_list_body");
  const rows = hierarchy.structure[bodyKey].map((key) => card(page, data[key].fields));
  const wrong = page.tree.global.replay ?? [];
  const late = wrong.includes("late_rows") ? rows.splice(rows.length / 2) : [];
  page.cards.append(...rows);
  if (late.length > 0) setTimeout(() => page.cards.append(...late), LATE_MS);
  if (wrong.includes("stale_button")) renewButton(page);
  page.more.hidden = String(data[bodyKey].fields.hasMore) !== "true";
}

/** Another button stands in the old one's place; until the page is done with it, it does nothing. */
function renewButton(page) {
  const stale = page.more.firstElementChild;
  const fresh = stale.cloneNode(true);
  stale.replaceWith(fresh);
  setTimeout(() => fresh.addEventListener("click", () => nextPage(page)), LATE_MS);
}

function card(page, order) {
  return h("div", { class: "order-item" }, header(page, order), store(order), content(order));
}

function header(page, order) {
  const details = h("a", { "data-pl": "order_item_header_detail", href: order.orderDetailUrl, target: page.view.inPage ? null : "_blank" },
    h("span", {}, order.orderDetailText), icon("arrowright"));
  details.addEventListener("click", (event) => {
    if (!page.view.inPage) return;
    event.preventDefault();
    page.view.go(order.orderDetailUrl);
  });
  return h("div", { class: "order-item-header" },
    h("div", { class: "order-item-header-status", "data-pl": "order_item_header_status" },
      h("span", { class: "order-item-header-status-text" }, order.statusText)),
    h("div", { class: "order-item-header-right" },
      h("div", { class: "order-item-header-right-info", "data-pl": "order_item_header_info" },
        h("div", {}, `${order.orderDateTitle}: ${order.orderDateText}`),
        h("div", {}, `${order.orderIdTitle}: ${order.orderId}`,
          h("span", { class: "order-item-header-right-copy" }, "Copy"))),
      h("span", { class: "order-item-header-line" }),
      details));
}

function store(order) {
  const name = h("span", {}, order.storeName);
  return h("div", { class: "order-item-store" },
    order.shopIcon ? h("img", { class: "order-item-store-icon", src: order.shopIcon, alt: "" }) : null,
    // The class attribute ends in a blank on the site as well.
    h("span", { class: "order-item-store-name ", "data-pl": "order_item_store_name" },
      order.storePageUrl ? h("a", { href: order.storePageUrl, target: "_blank" }, name, icon("arrowright")) : name));
}

function content(order) {
  const lines = order.orderLines;
  return h("div", { class: "order-item-content" },
    h("div", { class: "order-item-content-body" }, ...(lines.length === 1 ? single(lines[0]) : [several(lines)])),
    h("div", { class: "order-item-content-opt" },
      order.totalPriceText ? total(order) : null,
      h("div", { class: "order-item-btns-wrap" },
        h("div", { class: "order-item-btns" },
          ...order.buttons.map((data) => button(data, "comet-btn comet-btn-block order-item-btn"))))));
}

function picture(line) {
  return h("a", { href: line.itemDetailUrl },
    h("div", { class: "order-item-content-img", style: `background-image:url(${line.itemImgUrl})` }));
}

function single(line) {
  return [
    picture(line),
    h("div", { class: "order-item-content-info" },
      h("div", { class: "order-item-content-info-name", "data-pl": "order_item_content_info_name" },
        h("a", { href: line.itemDetailUrl }, h("span", { title: line.itemTitle }, line.itemTitle))),
      line.skuAttrs
        ? h("div", { class: "order-item-content-info-sku", "data-pl": "order_item_content_info_sku" },
            line.skuAttrs.map(({ text }) => text).join(", "))
        : null,
      h("div", { class: "order-item-content-info-number" },
        line.itemPriceText ? price(line.itemPriceText) : null,
        h("span", { class: "order-item-content-info-number-quantity" }, `x${line.quantity}`))),
  ];
}

/** Several products: pictures only. Title, quantity and price are not in the DOM. */
function several(lines) {
  return h("div", { class: "order-item-content-img-list" }, ...lines.map(picture));
}

function total(order) {
  return h("div", { class: "order-item-content-opt-price" },
    h("span", { class: "order-item-content-opt-price-total", "data-pl": "order_item_content_price_total" },
      h("span", {}, `${order.totalPriceTitle}:`), price(order.totalPriceText)));
}
