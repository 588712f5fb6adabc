import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";

import { MOST_KEPT } from "../../extension/companion/memory.js";
import { HELLO, StandIn, refusal, reply } from "./companion-stand-in.mjs";
import { BASE, FakeBrowser, ID } from "./fake-browser.mjs";

const ORDER = "8000000000000001";
const DETAIL = `https://www.aliexpress.com/p/order/detail.html?orderId=${ORDER}`;
const TOKEN = "a-token-nobody-may-see";

const browser = new FakeBrowser();
const { stored, calls } = browser;
await import("../../extension/background.js");
const atStart = [...calls];

const companion = await StandIn.start();
after(() => companion.stop());

const optionsPage = { id: ID, url: `${BASE}options/options.html`, tab: { id: 1 }, frameId: 0 };
const popupPage = { id: ID, url: `${BASE}popup/popup.html` };
const orderPage = { id: ID, url: DETAIL, tab: { id: 2 }, frameId: 0 };
const subject = { kind: "detail", orderId: ORDER };
const assessMessage = { type: "assess", subject, snapshot: { url: DETAIL, html: "<html></html>" } };

beforeEach(() => {
  browser.renew();
  stored.port = companion.port;
  companion.asked.length = 0;
  companion.answers = { "/v1/hello": reply(HELLO) };
});

/** What a sender is answered, or "ignored". */
function send(message, sender) {
  return new Promise((resolve) => {
    if (browser.heard.message(message, sender, resolve) !== true) resolve("ignored");
  });
}

test("storage is closed to content scripts", () => {
  assert.deepEqual(atStart, [{ accessLevel: "TRUSTED_CONTEXTS" }]);
});

const OF_WALKS = ["walk-begin", "walk-look", "walk-pause", "walk-resume", "walk-stop"];
const OF_PAGES = [...OF_WALKS, "walk-next", "walk-open", "assess", "check", "open-options", "recall", "remember"];
const OF_POPUP = [...OF_WALKS, "overview", "open-dashboard", "open-options"];
const OF_OPTIONS = [
  ...["get-settings", "set-port", "set-switch", "set-language", "show-hidden", "pair", "forget", "forget-all", "test"],
  ...["get-quiet-hours", "set-quiet-hours", "get-offer", "accept-offer", "decline-offer"],
];

for (const [who, sender] of Object.entries({
  "another extension": { ...optionsPage, id: "ponmlkjihgfedcbaponmlkjihgfedcba" },
  "a page of the shop that is none of ours": { ...orderPage, url: "https://www.aliexpress.com/p/message/index.html" },
  "a page of another site": { ...orderPage, url: "https://example.com/p/order/detail.html" },
  "a site with a similar name": { ...orderPage, url: "https://evilaliexpress.com/p/order/detail.html" },
  "an order page inside another page": { ...orderPage, frameId: 3 },
  "an unknown sender": { id: ID },
})) {
  test(`${who} is answered nothing`, async () => {
    stored.token = TOKEN;
    for (const type of [...OF_PAGES, ...OF_POPUP, ...OF_OPTIONS]) {
      assert.equal(await send({ ...assessMessage, type, port: 1, code: "", name: "" }, sender), "ignored");
    }
    assert.deepEqual(companion.asked, []);
    assert.equal(stored.token, TOKEN);
  });
}

test("an order page may not pair, test, forget or change anything", async () => {
  for (const type of [...OF_OPTIONS, "overview", "open-dashboard", "constructor", "__proto__"]) {
    assert.equal(await send({ type }, orderPage), "ignored");
  }
});

test("the options page may not ask about orders", async () => {
  for (const type of ["assess", "recall", "remember"]) {
    assert.equal(await send({ ...assessMessage, type }, optionsPage), "ignored");
  }
});

test("the popup may neither pair nor ask about a page", async () => {
  for (const type of [...OF_OPTIONS, "assess", "check", "recall", "remember"]) {
    assert.equal(await send({ ...assessMessage, type }, popupPage), "ignored");
  }
});

test("the popup is told the orders to act on, in the browser's language, and never the token", async () => {
  stored.token = TOKEN;
  companion.answers["/v1/hello"] = reply({ ...HELLO, features: ["orders"] });
  companion.answers["/v1/overview"] = reply({ counts: {}, act_now: [] });
  const view = await send({ type: "overview" }, popupPage);
  assert.deepEqual(view, { kind: "overview", orders: [], isEmpty: true, language: "en-GB" });
  assert.deepEqual(JSON.parse(companion.to("/v1/overview")[0].body), { language: "en-GB" });
});

for (const type of ["overview", "open-dashboard"]) {
  test(`${type} says what is missing, first things first`, async () => {
    assert.equal((await send({ type }, popupPage)).name, "unpaired");
    companion.answers["/v1/hello"] = reply({}, { protocol: "2.0" });
    assert.equal((await send({ type }, popupPage)).name, "version_extension");
    stored.token = TOKEN;
    companion.answers["/v1/hello"] = reply({ ...HELLO, features: [] });
    assert.equal((await send({ type }, popupPage)).name, "lacking");
    browser.permitted = false;
    assert.equal((await send({ type }, popupPage)).name, "permission");
    assert.deepEqual(calls, []);
    assert.ok(!JSON.stringify(companion.asked).includes(TOKEN));
  });
}

test("the dashboard is opened by a link of our companion's and by no other", async () => {
  stored.token = TOKEN;
  companion.answers["/v1/hello"] = reply({ ...HELLO, features: ["dashboard"] });
  const open = (url) => {
    companion.answers["/v1/dashboard-link"] = reply({ url, expires_at: "2026-11-22T10:02:00Z" });
    return send({ type: "open-dashboard" }, popupPage);
  };
  assert.equal((await open("https://example.com/dashboard/open#code")).name, "garbled");
  assert.deepEqual(calls, []);
  const link = `http://127.0.0.1:${companion.port}/dashboard/open#code`;
  assert.equal(await open(link), null);
  assert.deepEqual(calls, [link]);
});

for (const page of ["p/order/index.html", "p/tracking/index.html?tradeOrderId=1", "store/1", "item/1.html"]) {
  test(`a page at ${page} may ask`, async () => {
    const sender = { ...orderPage, url: `https://de.aliexpress.com/${page}` };
    assert.equal((await send(assessMessage, sender)).name, "unpaired");
  });
}

test("what the page received is sent on, unless the person does not want it read", async () => {
  stored.token = TOKEN;
  const blocked = { kind: "skeleton", message: "Still loading." };
  companion.answers["/v1/assess"] = refusal(422, "blocked_page", { blocked });
  const responses = [{ url: "https://acs.aliexpress.com/h5/x/", status: 200, body: "{}" }];
  const message = { ...assessMessage, snapshot: { ...assessMessage.snapshot, responses } };
  await send(message, orderPage);
  await send({ type: "set-switch", name: "readsAnswers", isOn: false }, optionsPage);
  await send(message, orderPage);
  assert.deepEqual(
    companion.to("/v1/assess").map(({ body }) => JSON.parse(body).snapshot.responses),
    [responses, undefined],
  );
});

const remember = (orderId, change) => send({ type: "remember", subject: orderId, change }, orderPage);
const recall = (orderId) => send({ type: "recall", subject: orderId }, orderPage);
const OTHER = "8000000000000002";

test("what a person did to the badge of an order is remembered of that order", async () => {
  await remember(ORDER, { isHidden: true });
  await remember(ORDER, { isOpen: true });
  const rest = { place: null, readsAnswers: true, wording: null };
  assert.deepEqual(await recall(ORDER), { isHidden: true, isOpen: true, ...rest });
  assert.deepEqual(await recall(OTHER), { isHidden: false, isOpen: false, ...rest });
});

test("an order that was never moved stands where the last one was put", async () => {
  await remember(ORDER, { place: { inline: 40, block: 8 } });
  assert.deepEqual((await recall(OTHER)).place, { inline: 40, block: 8 });
  await remember(OTHER, { place: null });
  assert.equal((await recall(OTHER)).place, null);
});

test("hidden badges are counted, and shown again together", async () => {
  await remember(ORDER, { isHidden: true, isOpen: true });
  await remember(OTHER, { isHidden: true });
  assert.equal((await send({ type: "get-settings" }, optionsPage)).hidden, 2);
  await send({ type: "show-hidden" }, optionsPage);
  assert.equal((await send({ type: "get-settings" }, optionsPage)).hidden, 0);
  assert.equal((await recall(ORDER)).isOpen, true);
});

for (const [what, key, change] of [
  ["no order", "constructor", { isHidden: true }],
  ["no text", { toString: () => ORDER }, { isHidden: true }],
  ["a setting", "token", { isHidden: true }],
]) {
  test(`nothing is remembered of ${what}`, async () => {
    await remember(key, change);
    assert.deepEqual(Object.keys(stored), ["port"]);
  });
}

test("of a change only its known parts are kept", async () => {
  await remember(ORDER, { isHidden: "yes", place: { inline: -1, block: 1e9 }, token: "x", isOpen: true });
  const { at, ...kept } = stored[`badge:${ORDER}`];
  assert.deepEqual(kept, { isOpen: true });
  assert.equal(typeof at, "number");
});

test("of many orders the oldest are forgotten", async () => {
  for (let place = 0; place < MOST_KEPT; place += 1) {
    stored[`badge:${8000000000001000 + place}`] = { isHidden: true, at: place + 1 };
  }
  await remember(ORDER, { isHidden: true });
  const kept = Object.keys(stored).filter((key) => key.startsWith("badge:"));
  assert.equal(kept.length, MOST_KEPT);
  assert.ok(!kept.includes("badge:8000000000001000"));
  assert.ok(kept.includes(`badge:${ORDER}`));
});

test("what is no message is ignored", async () => {
  for (const message of [undefined, null, "assess", {}, { type: 1 }]) {
    assert.equal(await send(message, orderPage), "ignored");
  }
});

test("without a pairing nothing of the page is sent", async () => {
  const view = await send(assessMessage, orderPage);
  assert.equal(view.name, "unpaired");
  assert.deepEqual(companion.asked.map(({ url }) => url), ["/v1/hello"]);
});

test("without a pairing and a companion, the companion comes first", async () => {
  companion.answers["/v1/hello"] = reply({}, { protocol: "2.0" });
  assert.equal((await send(assessMessage, orderPage)).name, "version_extension");
});

test("without the browser's permission that is what is told", async () => {
  browser.permitted = false;
  stored.token = TOKEN;
  assert.equal((await send(assessMessage, orderPage)).name, "permission");
  assert.equal((await send({ type: "check" }, orderPage)).name, "permission");
  assert.deepEqual(companion.asked, []);
});

test("a page is assessed in the browser's language", async () => {
  stored.token = TOKEN;
  const blocked = { kind: "skeleton", message: "Still loading." };
  companion.answers["/v1/assess"] = refusal(422, "blocked_page", { blocked });
  assert.equal((await send(assessMessage, orderPage)).name, "blocked_skeleton");
  browser.uiLanguage = "pt_BR";
  await send(assessMessage, orderPage);
  browser.uiLanguage = "";
  await send(assessMessage, orderPage);
  assert.deepEqual(
    companion.to("/v1/assess").map(({ body }) => JSON.parse(body)),
    ["en-GB", "pt-BR", "en"].map((language) => ({ snapshot: assessMessage.snapshot, language })),
  );
});

test("a check carries nothing of the page and is quiet while all is well", async () => {
  stored.token = TOKEN;
  assert.equal(await send({ type: "check" }, orderPage), null);
  companion.answers["/v1/hello"] = { status: 200, headers: {}, body: "hello" };
  assert.equal((await send({ type: "check" }, orderPage)).name, "foreign");
  assert.deepEqual(companion.asked.map(({ url, body }) => [url, body]), [
    ["/v1/hello", ""],
    ["/v1/hello", ""],
  ]);
});

test("the options page is opened at an order page's wish", async () => {
  await send({ type: "open-options" }, orderPage);
  assert.deepEqual(calls, ["openOptionsPage"]);
});

test("pairing keeps the token and tells nobody", async () => {
  companion.answers["/v1/pair"] = reply({ client_id: "c", token: TOKEN, name: "Desk" });
  const paired = await send({ type: "pair", code: "ACDE-FGHJ", name: "Desk" }, optionsPage);
  const settings = await send({ type: "get-settings" }, optionsPage);
  assert.deepEqual(paired, { state: "ok" });
  assert.deepEqual(settings, {
    port: companion.port,
    paired: true,
    clientName: "Desk",
    language: null,
    readsAnswers: true,
    showsDeadlines: true,
    showsEvents: true,
    asksToLook: false,
    hidden: 0,
  });
  assert.equal(stored.token, TOKEN);
});

test("a wrong code is told in the companion's words, and nothing is kept", async () => {
  companion.answers["/v1/pair"] = refusal(403, "wrong_code");
  const { view } = await send({ type: "pair", code: "ACDE-FGHJ", name: "Desk" }, optionsPage);
  assert.equal(view.text, "It is wrong_code. Do this.");
  assert.equal(stored.token, undefined);
});

test("forgetting a pairing keeps the port", async () => {
  Object.assign(stored, { token: TOKEN, clientName: "Desk" });
  await send({ type: "forget" }, optionsPage);
  assert.deepEqual(stored, { port: companion.port });
});

for (const [port, saved] of [
  [1, true],
  [65_535, true],
  [0, false],
  [65_536, false],
  [80.5, false],
  ["80", false],
  [Number.NaN, false],
]) {
  test(`port ${JSON.stringify(port)} is ${saved ? "saved" : "refused"}`, async () => {
    assert.equal(await send({ type: "set-port", port }, optionsPage), saved);
    assert.equal(stored.port, saved ? port : companion.port);
  });
}

for (const [what, answers, token, steps, name] of [
  ["paired", { "/v1/assess": refusal(422, "blocked_page", { blocked: { kind: "not_an_order_page", message: "" } }) }, TOKEN, "answers companion protocol paired", null],
  ["not paired", {}, undefined, "answers companion protocol !paired", "unpaired"],
  ["revoked", { "/v1/assess": refusal(401, "revoked") }, TOKEN, "answers companion protocol !paired", "revoked"],
  ["another protocol", { "/v1/hello": reply({}, { protocol: "2.0" }) }, TOKEN, "answers companion !protocol", "version_extension"],
  ["another program", { "/v1/hello": { status: 200, headers: {}, body: "hi" } }, TOKEN, "answers !companion", "foreign"],
]) {
  test(`a test of the connection says how far it gets: ${what}`, async () => {
    if (token) stored.token = token;
    Object.assign(companion.answers, answers);
    const outcome = await send({ type: "test" }, optionsPage);
    assert.equal(outcome.steps.map(({ step, ok }) => (ok ? step : `!${step}`)).join(" "), steps);
    assert.equal(outcome.view?.name ?? null, name);
    assert.ok(!JSON.stringify(outcome).includes(TOKEN));
  });
}

test("a test of the connection says when nothing answers", async () => {
  const gone = await StandIn.start();
  await gone.stop();
  stored.port = gone.port;
  const { steps, view } = await send({ type: "test" }, optionsPage);
  assert.deepEqual(steps, [{ step: "answers", ok: false }]);
  assert.equal(view.name, "offline");
});
