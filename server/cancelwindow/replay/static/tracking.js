// The tracking page: class names are hashed, only their beginnings are stable (order-pages.md 3).

import { h, icon, until } from "./elements.js";
import { LANGUAGE, get } from "./mtop.js";

const API = "mtop.ae.ld.querydetail";

/** Draw the parcels of one order. */
export async function drawTracking(view, delays) {
  document.title = "Tracking - AliExpress";
  view.root.replaceChildren(h("div", { class: "comet-loading-wrap" }, icon("loading")));
  const found = await get(API, {
    tradeOrderId: view.parameters.get("tradeOrderId") ?? "", tradeOrderLineId: "",
    terminalType: "PC", needPageDisplayInfo: true, _lang: LANGUAGE,
  });
  if (found === null || view.left) return;
  await until(view.start, delays.blocks_ms);
  if (view.left) return;
  const { trackingDetailLineList: parcels = [], logisticsReceiverInfo, fastDeliveryInfoDTO } = found.module;
  const page = h("div", { class: "tracking-page" });
  if (parcels.length === 0) {
    page.append(h("div", { class: "logistic-info-v2--empty--1gh2Kq9" }, "Logistics information has not been updated yet."));
  }
  if (parcels.length > 1) page.append(tabs(parcels));
  page.append(...parcels.map(parcel));
  if (fastDeliveryInfoDTO?.fdContentList.length > 0) page.append(promises(fastDeliveryInfoDTO));
  if (logisticsReceiverInfo) page.append(receiver(logisticsReceiverInfo));
  view.root.replaceChildren(page);
}

function tabs(parcels) {
  return h("div", { class: "tab-list-v2--tabs--3kQw0Zx" },
    ...parcels.map((_, index) => h("div", { class: "tab-list-v2--tab--1o2e9r7" }, `Package ${index + 1}`)));
}

function parcel(data) {
  const delivered = data.detailList.some(({ trackingSecondCode: code }) => code === "AE_GTMS_SIGNED");
  const headline = delivered ? "Delivered" : data.etaInfo ? `Estimated delivery: ${data.etaInfo.etaTimeText}` : null;
  return h("div", { class: "logistic-info-v2--wrap--2x8pLmD" },
    headline ? h("div", { class: "arrival-time-v2--title--3xV7dQa" }, headline) : null,
    data.mailNo
      ? h("div", { class: "logistic-info-v2--mailNo--3TCkYIM" },
          h("span", { class: "logistic-info-v2--mailNoTitle--1yYx5Bs" }, "Tracking number:"),
          h("span", { class: "logistic-info-v2--mailNoValue--X0fPzen" }, data.mailNo),
          h("span", { class: "logistic-info-v2--copy--2bFz0pR" }, "Copy"))
      : null,
    h("div", { class: "logistic-info-v2--carrier--9dK2mXw" },
      h("span", { class: "logistic-info-v2--carrierTitle--4sJt8Lq" }, "Carrier"),
      h("span", { class: "logistic-info-v2--carrierValue--7pHn1Gc" }, data.logisticsCarrierName)),
    h("div", { class: "logistic-info-v2--track--1nqL7Vl" }, ...data.detailList.map(node)),
    h("div", { class: "package-items-v2--list--5mRw3Ns" },
      ...data.packageItemList.map((item) =>
        h("div", { class: "package-items-v2--product--8qTz6Yb" },
          h("div", { class: "package-items-v2--productTitle--6090gOp" }, item.itemTitle),
          item.skuDesc ? h("div", { class: "package-items-v2--skuText--2UwaJJO" }, item.skuDesc) : null))));
}

function node(event) {
  return h("div", { class: "logistic-info-v2--node--3bTq9Vd" },
    h("div", { class: "logistic-info-v2--nodeTitle--2rejjVx" }, event.trackingName),
    h("div", { class: "logistic-info-v2--nodeDesc--2U3A3Yt" }, event.trackingDetailDesc),
    event.timeText ? h("div", { class: "logistic-info-v2--nodeTime--6kMw2Fs" }, event.timeText) : null);
}

function promises({ fdTitle, fdContentList }) {
  return h("div", { class: "fast-delivery-v2--wrap--2nCk4Rt" },
    h("div", { class: "fast-delivery-v2--title--1jHx7Zp" }, fdTitle),
    h("ul", {}, ...fdContentList.map((text) => h("li", { class: "fast-delivery-v2--item--5vBq8Lm" }, text))));
}

function receiver(info) {
  return h("div", { class: "ship-to--wrap--4wEr2Ty" },
    h("div", { class: "logistic-info-v2--shippingToInfo--3aSd5Fg" }, info.contactName),
    h("div", { class: "ship-to--phone--6hJk7Lz" }, info.phone),
    h("div", { class: "ship-to--address--1qWe9Rt" },
      [info.address, info.zipCode, info.city, info.province, info.country].join(", ")));
}
