import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";

import { HELLO, StandIn, refusal, reply } from "./companion-stand-in.mjs";
import { BASE, FakeBrowser, ID } from "./fake-browser.mjs";

const browser = new FakeBrowser();
await import("../../extension/background.js");
const { isWithin } = await import("../../extension/companion/watch.js");

const companion = await StandIn.start();
after(() => companion.stop());

const TOKEN = "a-token-nobody-may-see";
const ORDER = "8300000000000018";
const PAGE = `https://www.aliexpress.com/p/order/detail.html?orderId=${ORDER}`;
const NOTICE = {
  id: "0f1e2d3c",
  kind: "deadline",
  name: "dispute_after_receipt",
  title: "Last day for a dispute",
  message: "Desk lamp: you must have acted by Nov 23, 2026.",
  order_id: ORDER,
  url: PAGE,
  due_at: "2026-11-16T08:00:00Z",
};
const HOUR = 3_600_000;

beforeEach(() => {
  browser.renew();
  Object.assign(browser.stored, { port: companion.port, token: TOKEN });
  companion.asked.length = 0;
  companion.answers = {
    "/v1/hello": reply({ ...HELLO, features: ["orders", "notices"] }),
    "/v1/notices/claim": reply({ notices: [], next_check_at: null }),
    "/v1/notices/done": reply({ done: 1 }),
  };
});

const due = (...notices) =>
  (companion.answers["/v1/notices/claim"] = reply({ notices: notices.map((one) => ({ ...NOTICE, ...one })), next_check_at: null }));
const ring = (name = "watch") => browser.heard.alarm({ name });
const shown = () => Object.values(browser.notifications).map(({ title, message }) => [title, message]);
const done = () => companion.to("/v1/notices/done").map(({ body }) => JSON.parse(body).ids);
const options = { id: ID, url: `${BASE}options/options.html`, tab: { id: 1 }, frameId: 0 };
const send = (message) => new Promise((resolve) => browser.heard.message(message, options, resolve));

for (const event of ["startup", "installed"]) {
  test(`the alarm is there again after ${event}, and only for a browser that is paired`, async () => {
    await browser.heard[event]();
    assert.deepEqual(Object.keys(browser.alarms), ["watch"]);
    assert.ok(browser.alarms.watch.periodInMinutes < 10);
    delete browser.stored.token;
    await browser.heard[event]();
    assert.deepEqual(browser.alarms, {});
  });
}

test("a browser that is to show nothing is not woken, and one that is paired is", async () => {
  await browser.heard.startup();
  for (const name of ["showsDeadlines", "showsEvents"]) await send({ type: "set-switch", name, isOn: false });
  assert.deepEqual(browser.alarms, {});
  await send({ type: "set-switch", name: "showsEvents", isOn: true });
  assert.deepEqual(Object.keys(browser.alarms), ["watch"]);
  await send({ type: "forget" });
  assert.deepEqual(browser.alarms, {});
});

test("a notice is shown with its own words, then acknowledged", async () => {
  due({});
  await ring();
  assert.deepEqual(shown(), [[NOTICE.title, NOTICE.message]]);
  assert.deepEqual(done(), [[NOTICE.id]]);
  assert.deepEqual(JSON.parse(companion.to("/v1/notices/claim")[0].body), {});
});

test("one whose acknowledgement was lost is not shown again, but acknowledged", async () => {
  companion.answers["/v1/notices/done"] = refusal(503, "store_unavailable");
  due({});
  await ring();
  await chrome.notifications.clear(Object.keys(browser.notifications)[0]);
  due({ id: "another" });
  await ring();
  assert.deepEqual(shown(), []);
  assert.deepEqual(done(), [[NOTICE.id], ["another"]]);
});

test("one that the browser could not show is left for the next time", async () => {
  browser.isBroken = true;
  due({});
  await ring();
  assert.deepEqual(done(), []);
  browser.isBroken = false;
  await ring();
  assert.equal(shown().length, 1);
});

test("a kind that is not wanted counts as shown", async () => {
  browser.stored.showsDeadlines = false;
  due({}, { id: "event", kind: "event", name: "seller_answered", title: "The seller answered" });
  await ring();
  assert.deepEqual(shown().map(([title]) => title), ["The seller answered"]);
  assert.deepEqual(done(), [[NOTICE.id, "event"]]);
});

for (const [what, arrange] of [
  ["without a pairing", () => delete browser.stored.token],
  ["without the browser's permission", () => (browser.permitted = false)],
  ["where the system lets nothing be shown", () => (browser.permissionLevel = "denied")],
  ["by a companion without notices", () => (companion.answers["/v1/hello"] = reply(HELLO))],
  ["by another program on the port", () => (companion.answers["/v1/hello"] = { status: 200, headers: {}, body: "hi" })],
]) {
  test(`nothing is claimed ${what}`, async () => {
    arrange();
    await ring();
    assert.deepEqual(companion.to("/v1/notices/claim"), []);
    assert.ok(!JSON.stringify(companion.asked).includes(TOKEN));
  });
}

for (const broken of [{ kind: "advert" }, { order_id: "1" }, { due_at: "soon" }, { title: null }]) {
  test(`a notice with ${JSON.stringify(broken)} is none of ours`, async () => {
    due(broken);
    await ring();
    assert.deepEqual([shown(), done()], [[], []]);
  });
}

test("the browser rings when the companion expects something, but not at once", async () => {
  const at = Date.now() + HOUR;
  companion.answers["/v1/notices/claim"] = reply({ notices: [], next_check_at: new Date(at).toISOString() });
  await ring();
  assert.equal(browser.alarms["watch-due"].when, at);
  companion.answers["/v1/notices/claim"] = reply({ notices: [], next_check_at: "2020-01-01T00:00:00Z" });
  await ring("watch-due");
  assert.ok(browser.alarms["watch-due"].when > Date.now());
  assert.equal(companion.to("/v1/notices/claim").length, 2);
  await ring("another extension's");
  assert.equal(companion.to("/v1/notices/claim").length, 2);
});

test("a press on a notice opens its page, by a worker that remembers nothing", async () => {
  due({});
  await ring();
  const [id] = Object.keys(browser.notifications);
  await browser.heard.notification(id);
  assert.deepEqual(browser.calls, [PAGE]);
  assert.deepEqual(browser.notifications, {});
});

for (const url of ["https://example.com/p/order/detail.html", "http://www.aliexpress.com/", "javascript:alert(1)"]) {
  test(`a notice that names ${url} leads to the order instead`, async () => {
    due({ url });
    await ring();
    await browser.heard.notification(Object.keys(browser.notifications)[0]);
    assert.deepEqual(browser.calls, [PAGE]);
  });
}

test("pages of orders that are open anyway are looked at again, and no page is opened", async () => {
  browser.tabs = [{ id: -1 }, { id: 7 }];
  await ring();
  assert.deepEqual(browser.told, [[-1, { type: "look-again" }], [7, { type: "look-again" }]]);
  assert.deepEqual(browser.calls, []);
});

const ago = (hours) => new Date(Date.now() - hours * HOUR).toISOString();
const open = (...orders) => (companion.answers["/v1/orders"] = reply({ orders }));
const settings = (quiet_hours) => (companion.answers["/v1/settings"] = reply({ language: "en", quiet_hours }));

test("an order that nobody looked at is named once a day, where the person wants that", async () => {
  open({ order_id: ORDER, title: "Desk lamp", last_seen_at: ago(13) }, { order_id: "8300000000000011", last_seen_at: ago(1) });
  settings(null);
  await ring();
  assert.deepEqual(companion.to("/v1/orders"), []);
  browser.stored.asksToLook = true;
  await ring();
  assert.deepEqual(shown(), [
    ["Look at an order again", "Desk lamp: nobody has looked for a while, and it can still change. Open its page."],
  ]);
  await browser.heard.notification(Object.keys(browser.notifications)[0]);
  assert.deepEqual(browser.calls, [PAGE]);
  browser.stored.lookedAt = 0;
  await ring();
  assert.deepEqual(shown(), []);
  assert.deepEqual(JSON.parse(companion.to("/v1/orders")[0].body).answers, ["yes", "ask_seller", "pending", "recall"]);
});

test("the companion is asked for such orders once an hour, and several are named together", async () => {
  browser.stored.asksToLook = true;
  settings(null);
  open(...[11, 12].map((end) => ({ order_id: `83000000000000${end}`, last_seen_at: ago(20) })));
  await ring();
  await ring();
  assert.equal(companion.to("/v1/orders").length, 1);
  assert.equal(shown().length, 1);
  assert.match(shown()[0][1], /^2 orders/);
});

test("in quiet hours no order is named", async () => {
  browser.stored.asksToLook = true;
  settings({ start: "00:00", end: "23:59" });
  open({ order_id: ORDER, last_seen_at: ago(20) });
  if (new Date().toTimeString().startsWith("23:59")) settings({ start: "12:00", end: "11:00" });
  await ring();
  assert.deepEqual(shown(), []);
});

for (const [start, end, time, isQuiet] of [
  ["22:30", "07:00", "22:29", false],
  ["22:30", "07:00", "22:30", true],
  ["22:30", "07:00", "06:59", true],
  ["22:30", "07:00", "07:00", false],
  ["12:00", "14:00", "13:00", true],
  ["12:00", "14:00", "14:00", false],
]) {
  test(`from ${start} to ${end} it is ${isQuiet ? "quiet" : "not quiet"} at ${time}`, () => {
    assert.equal(isWithin({ start, end }, new Date(`2026-11-26T${time}:00`)), isQuiet);
  });
}
