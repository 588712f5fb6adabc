import assert from "node:assert/strict";
import { test } from "node:test";

import { contentScript } from "./content-script.mjs";

contentScript("host.js", "CancelWindowHost");
const { isWebAddress } = contentScript("snapshot.js", "CancelWindowSnapshot");

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
