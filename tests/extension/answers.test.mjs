import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { contentScript } from "./content-script.mjs";

const { Answers } = contentScript("answers.js", "CancelWindowAnswers");

const ORDER = "8000000000000001";
const DETAIL_API = "mtop.aliexpress.trade.buyer.order.detail";
const LIST_API = "mtop.aliexpress.trade.buyer.order.list";
const detail = { kind: "detail", orderId: ORDER };
const list = { kind: "list", orderId: null };

const address = (api, data) =>
  `https://acs.aliexpress.com/h5/${api}/1.0/?t=1&sign=secret&data=${encodeURIComponent(JSON.stringify(data))}`;

const message = (body, { api = DETAIL_API, data = { tradeOrderId: ORDER, _lang: "en_US" }, ...rest } = {}) => ({
  cancelWindow: "answer",
  url: address(api, data),
  status: 200,
  body: typeof body === "string" ? body : JSON.stringify(body),
  ...rest,
});

const taken = (...messages) => {
  const answers = new Answers();
  for (const one of messages) answers.take(one);
  return answers;
};

test("an answer is kept with what its request says of whose it is", () => {
  const [{ url, status, body }] = taken(message({ data: 1 })).of(detail);
  const { origin, pathname, searchParams } = new URL(url);
  assert.deepEqual([origin + pathname, status, body], [`https://acs.aliexpress.com/h5/${DETAIL_API}/1.0/`, 200, '{"data":1}']);
  assert.deepEqual([...searchParams.keys()], ["data"]);
  assert.deepEqual(JSON.parse(searchParams.get("data")), { tradeOrderId: ORDER, _lang: "en_US" });
});

for (const [what, value] of Object.entries({
  nothing: null,
  "a text": "answer",
  "another message": { type: "answer" },
  "one with more in it": { ...message({}), orderId: ORDER },
  "one with less in it": { cancelWindow: "answer", url: address(DETAIL_API, {}), body: "{}" },
  "an answer of another site": message({}, { url: `https://evil.example/h5/${DETAIL_API}/1.0/` }),
  "an answer of a site with a similar name": message({}, { url: `https://evilaliexpress.com/h5/${DETAIL_API}/1.0/` }),
  "an answer without https": message({}, { url: `http://acs.aliexpress.com/h5/${DETAIL_API}/1.0/` }),
  "a status that is none": message({}, { status: 9 }),
  "a body that is no JSON": message("<html>"),
  "a body that is a list": message("[1]"),
  "a body that is no text": message({}, { body: { data: 1 } }),
  "a body that is too long": message(`{"a":"${"x".repeat(800_000)}"}`),
})) {
  test(`${what} is not taken`, () => assert.deepEqual(taken(value).of(list), []));
}

test("JSON in a call is unwrapped", () => {
  assert.equal(taken(message(' mtopjsonp1({"a":1});')).of(detail)[0].body, '{"a":1}');
});

test("a number too large to be exact stays as it was written", () => {
  const [{ body }] = taken(message('{"orderId":8123456789012345678,"total":1.5}')).of(detail);
  assert.equal(body, '{"orderId":"8123456789012345678","total":1.5}');
});

test("what names a person does not leave", () => {
  const planted = ["Quillon Testwright", "+00 000 555 0199", "17 Nowhere Mews", "PAY-1"];
  const [name, phone, street, payment] = planted;
  const [{ body }] = taken(
    message({
      data: {
        addressVO: { contactName: name, fullPhoneNo: phone, detailAddress: street },
        logisticsReceiverInfo: { contactName: name },
        lines: [{ contactName: name, paymentOutId: payment, sellerConnectUrl: "//msg?x=1", title: "Lamp" }],
        buttons: [{ type: "EDIT_ADDRESS", text: "Edit address" }],
      },
    }),
  ).of(detail);
  for (const one of planted) assert.ok(!body.includes(one), one);
  assert.deepEqual(JSON.parse(body).data, {
    lines: [{ title: "Lamp" }],
    buttons: [{ type: "EDIT_ADDRESS", text: "Edit address" }],
  });
});

test("a page of an order is given that order's answers only, a list all", () => {
  const answers = taken(message({ a: 1 }), message({ b: 1 }, { data: { tradeOrderId: "8000000000000002" } }));
  assert.deepEqual(answers.of(detail).map(({ body }) => body), ['{"a":1}']);
  assert.equal(answers.of(list).length, 2);
});

test("a newer answer to the same question takes the place of the older", () => {
  const answers = taken(message({ status: "old" }), message({ status: "new" }));
  assert.deepEqual(answers.of(detail).map(({ body }) => body), ['{"status":"new"}']);
});

test("the pages of a list stand beside each other", () => {
  const page = (index) => message({ pageIndex: index }, { api: LIST_API, data: {} });
  assert.equal(taken(page(1), page(2), page(2)).of(list).length, 2);
});

test("the same list is given while there is no other answer", () => {
  const answers = taken(message({ a: 1 }));
  const first = answers.of(detail);
  answers.take({ nothing: "of ours" });
  assert.equal(answers.of(detail), first);
  answers.take(message({ a: 2 }));
  assert.notEqual(answers.of(detail), first);
});

test("of many answers the newest are kept", () => {
  const answers = new Answers();
  for (let place = 0; place < 40; place += 1) answers.take(message({ place }, { data: { storeId: String(place) } }));
  const bodies = answers.of(list).map(({ body }) => JSON.parse(body).place);
  assert.deepEqual(bodies, [28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39]);
});

test("all answers together stay below what is sent", () => {
  const answers = new Answers();
  for (const storeId of "12345") answers.take(message({ x: "x".repeat(400_000) }, { data: { storeId } }));
  assert.equal(answers.of(list).length, 2);
});

test("once they are not wanted none is kept", () => {
  const answers = taken(message({ a: 1 }));
  answers.refuse();
  answers.take(message({ a: 2 }));
  assert.deepEqual(answers.of(list), []);
});

test("the calls that are listened to are those that the companion reads on these pages", () => {
  const script = readFileSync(new URL("../../extension/content/tap.js", import.meta.url), "utf8");
  const heard = new Set(script.match(/"mtop\.[a-z.]+"/g).map((name) => name.slice(1, -1)));
  const readers = ["order_list", "order_detail", "tracking", "products", "sellers"].map((name) =>
    readFileSync(new URL(`../../scraper/aliorders/responses/${name}.py`, import.meta.url), "utf8"),
  );
  const read = new Set(readers.join("").match(/(?<=API = ")mtop\.[a-z.]+/g));
  assert.deepEqual(heard, read);
});
