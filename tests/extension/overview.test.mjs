/** What the popup asks for, and what it is told. */

import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";

import { dashboardLink, overview } from "../../extension/companion/client.js";
import { dashboardUrl, orderUrl } from "../../extension/companion/links.js";
import { overviewView } from "../../extension/companion/overview-view.js";
import { HELLO, StandIn, refusal, reply } from "./companion-stand-in.mjs";

const ORDER = "8000000000000001";
const SUMMARY = {
  order_id: ORDER,
  answer: "recall",
  label: "Shipped on paper only",
  title: "Clip-on reading lamp",
  store_name: "Example Lamps Store",
  next_act_title: "Protection ends",
  next_act_at: "2026-12-01T08:00:00Z",
};
const OVERVIEW = { counts: { recall: 1, no: 4 }, act_now: [SUMMARY], deadlines: [], at_risk: [] };
const FEATURES = ["assess", "orders", "dashboard"];

const companion = await StandIn.start();
after(() => companion.stop());

beforeEach(() => {
  companion.asked.length = 0;
  companion.answers = {
    "/v1/hello": reply({ ...HELLO, features: FEATURES }),
    "/v1/overview": reply(OVERVIEW),
    "/v1/dashboard-link": reply({ url: "http://127.0.0.1:1/dashboard/open#c", expires_at: SUMMARY.next_act_at }),
  };
});

test("the overview is asked for with the token in a header, in a language", async () => {
  assert.deepEqual(await overview(companion.port, "secret", "de"), { state: "ok", reply: OVERVIEW });
  const [request] = companion.to("/v1/overview");
  assert.equal(request.method, "POST");
  assert.equal(request.headers.authorization, "Bearer secret");
  assert.deepEqual(JSON.parse(request.body), { language: "de" });
});

test("the dashboard's link is asked for without a word on anything", async () => {
  const { state } = await dashboardLink(companion.port, "secret");
  assert.equal(state, "ok");
  assert.deepEqual(companion.to("/v1/dashboard-link").map(({ body }) => body), ["{}"]);
});

for (const [what, call, path] of [
  ["orders", (port) => overview(port, "secret", "en"), "/v1/overview"],
  ["dashboard", (port) => dashboardLink(port, "secret"), "/v1/dashboard-link"],
]) {
  test(`a companion that does not name ${what} is too old, and is not asked`, async () => {
    for (const features of [FEATURES.filter((feature) => feature !== what), [], undefined]) {
      companion.answers["/v1/hello"] = reply({ ...HELLO, features });
      assert.deepEqual(await call(companion.port), { state: "lacking" });
    }
    assert.deepEqual(companion.to(path), []);
  });

  test(`another program gets no token by a question for ${what}`, async () => {
    companion.answers["/v1/hello"] = { status: 200, headers: {}, body: "hello" };
    assert.deepEqual(await call(companion.port), { state: "foreign" });
    assert.ok(!JSON.stringify(companion.asked).includes("secret"));
  });

  test(`a refusal of ${what} is understood`, async () => {
    companion.answers[path] = refusal(401, "revoked");
    assert.deepEqual(await call(companion.port), { state: "revoked" });
  });
}

for (const [what, broken] of Object.entries({
  "no list": { act_now: null },
  "no counts": { counts: null },
  "a count that is none": { counts: { yes: "1" } },
  "an order without a number": { act_now: [{ ...SUMMARY, order_id: "8000/../1" }] },
  "an unknown answer": { act_now: [{ ...SUMMARY, answer: "perhaps" }] },
  "a date that is none": { act_now: [{ ...SUMMARY, next_act_at: "soon" }] },
})) {
  test(`an overview with ${what} is no reply of ours`, async () => {
    companion.answers["/v1/overview"] = reply({ ...OVERVIEW, ...broken });
    assert.deepEqual(await overview(companion.port, "secret", "en"), { state: "garbled" });
  });
}

const viewOf = (change) => overviewView({ state: "ok", reply: { ...OVERVIEW, ...change } }, "en", 1);

test("an overview becomes a view", () => {
  assert.deepEqual(viewOf({}), {
    kind: "overview",
    orders: [
      {
        orderId: ORDER,
        url: `https://www.aliexpress.com/p/order/detail.html?orderId=${ORDER}`,
        answer: "recall",
        label: "Shipped on paper only",
        title: "Clip-on reading lamp",
        store: "Example Lamps Store",
        due: { title: "Protection ends", at: "2026-12-01T08:00:00Z" },
      },
    ],
    isEmpty: false,
    language: "en",
  });
});

test("what was not seen of an order is left out", () => {
  const { order_id, answer, label } = SUMMARY;
  const [order] = viewOf({ act_now: [{ order_id, answer, label }] }).orders;
  assert.deepEqual([order.title, order.store, order.due], ["", "", null]);
  const [undated] = viewOf({ act_now: [{ ...SUMMARY, next_act_at: null }] }).orders;
  assert.equal(undated.due, null);
});

test("nothing to do is told from nothing seen", () => {
  assert.equal(viewOf({ act_now: [], counts: { no: 3 } }).isEmpty, false);
  assert.equal(viewOf({ act_now: [], counts: { no: 0 } }).isEmpty, true);
  assert.equal(viewOf({ act_now: [], counts: {} }).isEmpty, true);
});

test("a failure becomes the same state as in the badge", () => {
  assert.deepEqual(overviewView({ state: "offline" }, "en", 17863), {
    kind: "state",
    name: "offline",
    text: null,
    substitutions: ["17863"],
    action: "retry",
  });
  assert.equal(overviewView({ state: "unpaired" }, "en", 17863).action, "options");
});

test("an order's number cannot lead elsewhere", () => {
  assert.equal(new URL(orderUrl("1&x=/..#")).searchParams.get("orderId"), "1&x=/..#");
});

const LINK = "http://127.0.0.1:17863/dashboard/open#code";
test("the link of the companion on our port opens", () => assert.equal(dashboardUrl(LINK, 17863), LINK));
for (const url of [
  "http://127.0.0.1:17864/dashboard/open#code",
  "http://127.0.0.1.example.com:17863/dashboard/open#code",
  "http://a:b@127.0.0.1:17863/dashboard/open#code",
  "https://127.0.0.1:17863/dashboard/open#code",
  "http://127.0.0.1:17863/v1/hello#code",
  "http://127.0.0.1:17863/dashboard/../v1/hello#code",
  "http://127.0.0.1:17863/dashboard/open",
  "javascript:alert(1)//dashboard/#code",
  "file:///dashboard/open#code",
  "",
]) {
  test(`${JSON.stringify(url)} is no link to the dashboard`, () => assert.equal(dashboardUrl(url, 17863), null));
}
