import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";

import { HELLO, StandIn, refusal, reply } from "./companion-stand-in.mjs";
import { BASE, FakeBrowser, ID } from "./fake-browser.mjs";

const browser = new FakeBrowser();
await import("../../extension/background.js");

const companion = await StandIn.start();
after(() => companion.stop());

const CODE = "ACDE-FGHJ";
const TOKEN = "a-token-nobody-may-see";
const PAGE = `http://127.0.0.1:${companion.port}/dashboard/clients/pairing`;
const options = { id: ID, url: `${BASE}options/options.html`, tab: { id: 1 }, frameId: 0 };
const pairingPage = { id: ID, url: PAGE, tab: { id: 2 }, frameId: 0 };
const offer = { type: "offer-pairing", code: CODE, expiresAt: new Date(Date.now() + 60_000).toISOString() };

beforeEach(() => {
  browser.renew();
  companion.asked.length = 0;
  companion.answers = {
    "/v1/hello": reply(HELLO),
    "/v1/pair": reply({ client_id: "c", token: TOKEN, name: "Desk" }),
    "/v1/withdraw": reply({ client_id: "c" }),
  };
});

/** What a sender is answered, or "ignored". */
function send(message, sender) {
  return new Promise((resolve) => {
    if (browser.heard.message(message, sender, resolve) !== true) resolve("ignored");
  });
}

const accept = (port = companion.port) => send({ type: "accept-offer", port, name: "Desk" }, options);

test("an offer of the companion's page opens the options and pairs with nobody", async () => {
  assert.equal(await send(offer, pairingPage), true);
  assert.deepEqual(browser.calls, ["openOptionsPage"]);
  assert.deepEqual(companion.asked, []);
  assert.deepEqual(browser.stored, {});
});

test("the options are told the port, and the code by nobody", async () => {
  await send(offer, pairingPage);
  assert.deepEqual(await send({ type: "get-offer" }, options), { port: companion.port });
});

test("once the person agrees, the browser is paired with that port", async () => {
  browser.stored.port = 9;
  await send(offer, pairingPage);
  assert.deepEqual(await accept(), { state: "ok" });
  assert.equal(browser.stored.port, companion.port);
  assert.equal(browser.stored.token, TOKEN);
  assert.deepEqual(JSON.parse(companion.to("/v1/pair")[0].body), { code: CODE, name: "Desk" });
  assert.equal(await send({ type: "get-offer" }, options), null);
  assert.deepEqual(Object.keys(browser.alarms), ["watch"]);
});

test("agreeing to one port is no agreement to another that came in between", async () => {
  await send(offer, pairingPage);
  await send(offer, { ...pairingPage, url: PAGE.replace(companion.port, "9") });
  const outcome = await accept();
  assert.equal(outcome.state, "problem");
  assert.deepEqual([browser.stored, companion.asked], [{}, []]);
});

test("a program that is no companion gets no code, and the old pairing stays", async () => {
  Object.assign(browser.stored, { port: 9, token: "the old one" });
  companion.answers["/v1/hello"] = { status: 200, headers: {}, body: "hi" };
  await send(offer, pairingPage);
  assert.equal((await accept()).view.name, "foreign");
  assert.deepEqual(companion.to("/v1/pair"), []);
  assert.deepEqual(browser.stored, { port: 9, token: "the old one" });
});

test("a code that was spent meanwhile is told, and changes nothing", async () => {
  companion.answers["/v1/pair"] = refusal(403, "pairing_closed");
  await send(offer, pairingPage);
  assert.equal((await accept()).view.name, "refused");
  assert.deepEqual(browser.stored, {});
});

test("an offer that is over, or declined, is none", async () => {
  await send({ ...offer, expiresAt: "2020-01-01T00:00:00Z" }, pairingPage);
  assert.equal(await send({ type: "get-offer" }, options), null);
  await send(offer, pairingPage);
  await send({ type: "decline-offer" }, options);
  assert.equal((await accept()).state, "problem");
});

test("an offer without an end ends all the same", async () => {
  await send({ ...offer, expiresAt: "never" }, pairingPage);
  assert.ok(browser.session.offer.until <= Date.now() + 600_000);
});

for (const code of ["", "ACDE", "ACDE-FGHJ-KMNP", 12345678, null, "<b>acde</b>"]) {
  test(`${JSON.stringify(code)} is no code, and opens nothing`, async () => {
    assert.equal(await send({ ...offer, code }, pairingPage), false);
    assert.deepEqual(browser.calls, []);
  });
}

for (const [what, sender] of Object.entries({
  "another page of the companion": { url: PAGE.replace("/clients/pairing", "/settings") },
  "the page inside another page": { frameId: 3 },
  "a page elsewhere on this computer": { url: PAGE.replace("127.0.0.1", "localhost") },
  "a page elsewhere": { url: "https://example.com/dashboard/clients/pairing" },
  "a page of a similar address": { url: "http://127.0.0.1.example.com/dashboard/clients/pairing" },
  "a page of the shop": { url: "https://www.aliexpress.com/p/order/index.html" },
  "another extension": { id: "ponmlkjihgfedcbaponmlkjihgfedcba" },
})) {
  test(`${what} offers nothing`, async () => {
    assert.equal(await send(offer, { ...pairingPage, ...sender }), "ignored");
    assert.deepEqual([browser.session, browser.calls], [{}, []]);
  });
}

test("the companion's page may do nothing but offer", async () => {
  const types = ["accept-offer", "get-offer", "pair", "get-settings", "assess", "recall", "overview", "forget-all"];
  for (const type of types) assert.equal(await send({ ...offer, type, port: companion.port }, pairingPage), "ignored");
});

const forgetAll = (withdraws) => send({ type: "forget-all", withdraws }, options);

test("forgetting everything leaves nothing, and withdraws the pairing where that is wanted", async () => {
  for (const withdraws of [true, false]) {
    Object.assign(browser.stored, { port: companion.port, token: TOKEN, language: "de", "badge:8": { isHidden: true } });
    browser.session.offer = { port: 1 };
    browser.notifications.one = { title: "Last day" };
    browser.alarms.watch = {};
    companion.asked.length = 0;
    assert.deepEqual(await forgetAll(withdraws), { withdrawn: withdraws ? true : null });
    assert.deepEqual([browser.stored, browser.session, browser.notifications, browser.alarms], [{}, {}, {}, {}]);
    assert.equal(companion.to("/v1/withdraw").length, withdraws ? 1 : 0);
  }
});

test("forgetting everything does not make the background's next start one of the browser", async () => {
  browser.session.started = true;
  await forgetAll(false);
  assert.deepEqual(browser.session, { started: true });
});

test("a companion that is away keeps nobody from forgetting, and that is told", async () => {
  companion.answers["/v1/hello"] = { status: 200, headers: {}, body: "hi" };
  Object.assign(browser.stored, { port: companion.port, token: TOKEN });
  assert.deepEqual(await forgetAll(true), { withdrawn: false });
  assert.deepEqual(browser.stored, {});
  assert.deepEqual(await forgetAll(true), { withdrawn: null });
});

const words = () => send({ type: "get-wording" }, options);

test("words follow the browser until a language is chosen, and answers come in it too", async () => {
  assert.equal(await words(), null);
  await send({ type: "set-language", language: "pt-BR" }, options);
  const { language, phrases } = await words();
  assert.deepEqual([language, phrases.language.message], ["pt-BR", "pt-BR"]);
  Object.assign(browser.stored, { port: companion.port, token: TOKEN });
  companion.answers["/v1/hello"] = reply({ ...HELLO, features: ["orders"] });
  await send({ type: "overview" }, { id: ID, url: `${BASE}popup/popup.html` });
  assert.deepEqual(JSON.parse(companion.to("/v1/overview")[0].body), { language: "pt-BR" });
  await send({ type: "set-language", language: "../../x" }, options);
  assert.equal(await words(), null);
});

test("quiet hours are the companion's: asked for, set and ended there", async () => {
  Object.assign(browser.stored, { port: companion.port, token: TOKEN });
  companion.answers["/v1/hello"] = reply({ ...HELLO, features: ["notices"] });
  const quiet = { start: "22:30", end: "07:00" };
  companion.answers["/v1/settings"] = reply({ language: "en", quiet_hours: quiet });
  assert.deepEqual(await send({ type: "get-quiet-hours" }, options), { quietHours: quiet });
  await send({ type: "set-quiet-hours", quietHours: quiet }, options);
  await send({ type: "set-quiet-hours", quietHours: null }, options);
  assert.deepEqual(
    companion.to("/v1/settings").map(({ body }) => JSON.parse(body)),
    [{}, { change: { quiet_hours: quiet } }, { change: { quiet_hours: null } }],
  );
  companion.answers["/v1/settings"] = reply({ language: "en", quiet_hours: { start: 22 } });
  assert.equal((await send({ type: "get-quiet-hours" }, options)).name, "garbled");
});
