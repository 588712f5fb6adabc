import assert from "node:assert/strict";
import { test } from "node:test";

import { contentScript } from "./content-script.mjs";

const { isWebAddress, orderOfDetailPage, reduceUrl } = contentScript(
  "snapshot.js",
  "CancelWindowSnapshot",
);

const DETAIL = "https://www.aliexpress.com/p/order/detail.html";

for (const [href, order] of [
  [`${DETAIL}?orderId=8000000000000001`, "8000000000000001"],
  [`${DETAIL}?spm=a.b&orderId=8000000000000001#top`, "8000000000000001"],
  [`${DETAIL}?tradeOrderId=8000000000000001`, "8000000000000001"],
  ["https://www.aliexpress.us/p/order/detail.html?orderId=100426841571559", "100426841571559"],
  [DETAIL, null],
  [`${DETAIL}?orderId=`, null],
  [`${DETAIL}?orderId=12345`, null],
  [`${DETAIL}?orderId=80000000000000011111`, null],
  [`${DETAIL}?orderId=8000000000000001%22`, null],
  ["https://www.aliexpress.com/p/order/index.html?orderId=8000000000000001", null],
  ["https://www.aliexpress.com/p/order/snapshot.html?orderId=8000000000000001", null],
  ["https://www.aliexpress.com/p/tracking/index.html?tradeOrderId=8000000000000001", null],
]) {
  test(`the order of ${href} is ${order}`, () => assert.equal(orderOfDetailPage(href), order));
}

for (const [href, reduced] of [
  [`${DETAIL}?spm=a.1&orderId=8000000000000001&gatewayAdapt=glo2deu#x`, `${DETAIL}?orderId=8000000000000001`],
  [`${DETAIL}?_login=yes&tradeOrderId=8000000000000001`, `${DETAIL}?tradeOrderId=8000000000000001`],
  ["https://www.aliexpress.com/p/order/index.html?search=anna", "https://www.aliexpress.com/p/order/index.html"],
  [`https://anna:secret@www.aliexpress.com/p/order/detail.html?orderId=8000000000000001`, `${DETAIL}?orderId=8000000000000001`],
]) {
  test(`${href} is reduced`, () => assert.equal(reduceUrl(href), reduced));
}

for (const [address, kept] of [
  ["https://www.aliexpress.com/item/1005006000000001.html", true],
  ["//www.aliexpress.com/store/1100000001", true],
  ["/p/tracking/index.html?tradeOrderId=8000000000000001", true],
  ["?orderId=8000000000000001", true],
  ["javascript:void(0)", false],
  [" JavaScript:void(0)", false],
  ["data:image/png;base64,AAAA", false],
  ["mailto:anna@example.invalid", false],
  ["tel:+490000000", false],
  ["blob:https://www.aliexpress.com/1", false],
  [`https://www.aliexpress.com/?q=${"a".repeat(2048)}`, false],
]) {
  test(`the address ${address.slice(0, 40)} is ${kept ? "kept" : "dropped"}`, () =>
    assert.equal(isWebAddress(address), kept));
}
