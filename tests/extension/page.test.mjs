import assert from "node:assert/strict";
import { test } from "node:test";

import { contentScript } from "./content-script.mjs";

const { reduceUrl, subjectOf } = contentScript("page.js", "CancelWindowPage");

const WWW = "https://www.aliexpress.com";
const DETAIL = `${WWW}/p/order/detail.html`;
const TRACKING = `${WWW}/p/tracking/index.html`;
const ORDER = "8000000000000001";

for (const [href, kind, orderId] of [
  [`${DETAIL}?orderId=${ORDER}`, "detail", ORDER],
  [`${DETAIL}?spm=a.b&orderId=${ORDER}#top`, "detail", ORDER],
  [`${DETAIL}?tradeOrderId=${ORDER}`, "detail", ORDER],
  ["https://www.aliexpress.us/p/order/detail.html?orderId=100426841571559", "detail", "100426841571559"],
  [DETAIL, null],
  [`${DETAIL}?orderId=`, null],
  [`${DETAIL}?orderId=12345`, null],
  [`${DETAIL}?orderId=80000000000000011111`, null],
  [`${DETAIL}?orderId=${ORDER}%22`, null],
  [`${TRACKING}?_addShare=no&_login=yes&tradeOrderId=${ORDER}`, "tracking", ORDER],
  [TRACKING, null],
  [`${WWW}/p/order/index.html`, "list", null],
  [`${WWW}/p/order/index.html?orderId=${ORDER}`, "list", null],
  [`${WWW}/p/order/snapshot.html?orderId=${ORDER}`, null],
  [`${WWW}/store/1100010001`, "store", null],
  [`${WWW}/store/1100010001/pages/all-items.html?orderId=${ORDER}`, "store", null],
  [`${WWW}/store/`, null],
  [`${WWW}/item/1005900000000011.html`, "product", null],
  [`${WWW}/item/lamp-1005900000000011.html`, "product", null],
  [`${WWW}/`, null],
]) {
  test(`${href} is about ${kind} ${orderId ?? ""}`, () =>
    assert.deepEqual(subjectOf(href), kind && { kind, orderId }));
}

for (const [href, reduced] of [
  [`${DETAIL}?spm=a.1&orderId=8000000000000001&gatewayAdapt=glo2deu#x`, `${DETAIL}?orderId=8000000000000001`],
  [`${DETAIL}?_login=yes&tradeOrderId=8000000000000001`, `${DETAIL}?tradeOrderId=8000000000000001`],
  ["https://www.aliexpress.com/p/order/index.html?search=anna", "https://www.aliexpress.com/p/order/index.html"],
  [`https://anna:secret@www.aliexpress.com/p/order/detail.html?orderId=8000000000000001`, `${DETAIL}?orderId=8000000000000001`],
]) {
  test(`${href} is reduced`, () => assert.equal(reduceUrl(href), reduced));
}
