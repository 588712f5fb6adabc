/** The background's part in a walk through the history: what it asks, opens, keeps and refuses. */

import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";

import { BASE, FakeBrowser, ID } from "./fake-browser.mjs";
import { HELLO, StandIn, refusal, reply } from "./companion-stand-in.mjs";

const WWW = "https://www.aliexpress.com";
const LIST = `${WWW}/p/order/index.html`;
const DETAIL = `${WWW}/p/order/detail.html?orderId=8000000000000001`;
const TOKEN = "a-token-nobody-may-see";
const TAB = 5;

const browser = new FakeBrowser();
const { stored, session, heard } = browser;
const opened = [];
/** Addresses of the tabs that are open, undefined where the browser does not tell. */
let tabs;
/** What tabs were told. */
const spoken = [];
Object.assign(globalThis.chrome.tabs, {
  create: async ({ url }) => (opened.push(["new", url]), { id: 9 }),
  update: async (id, { url }) => void opened.push([id, url]),
  get: async (id) => ({ id, url: tabs[id] }),
  sendMessage: async (id, { type }) => {
    spoken.push([id, type]);
    if (!tabs[id]?.startsWith(WWW)) throw new Error("Receiving end does not exist.");
    return true;
  },
});
await import("../../extension/background.js");
const { started } = await import("../../extension/walk/desk.js");

const companion = await StandIn.start();
after(() => companion.stop());

const ask = (url, press = null) => ({ page: "order", url, press, wait_ms: 0, patience_ms: 30_000 });
const told = (step, asked, rest = {}) =>
  reply({ step, ask: asked, stopped: null, complete: false, listed: 3, opened: 0, left: null, seconds_left: null, ...rest });
const page = (id, url = LIST) => ({ id: ID, url, tab: { id }, frameId: 0 });
const popup = { id: ID, url: `${BASE}popup/popup.html` };

beforeEach(() => {
  browser.renew();
  session.started = true;
  Object.assign(stored, { port: companion.port, token: TOKEN });
  tabs = { [TAB]: LIST };
  opened.length = 0;
  spoken.length = 0;
  companion.asked.length = 0;
  companion.answers = {
    "/v1/hello": reply({ ...HELLO, features: ["assess", "walk"] }),
    "/v1/walk": told(1, ask(LIST)),
  };
});

const send = (message, sender) =>
  new Promise((resolve) => {
    if (heard.message(message, sender, resolve) !== true) resolve("ignored");
  });
const asked = () => companion.to("/v1/walk").map(({ body }) => JSON.parse(body));

/** Looks until it holds: what a browser's event brings about, nobody waits for. */
async function becomes(holds) {
  for (let tries = 0; tries < 200 && !holds(); tries += 1) await new Promise((done) => setTimeout(done, 10));
  assert.ok(holds());
}

async function underWay() {
  await send({ type: "walk-begin" }, page(TAB));
  return send({ type: "walk-open", step: 1 }, page(TAB));
}

test("it begins in the tab where it was asked for, and opens what the companion says", async () => {
  const turn = await send({ type: "walk-begin" }, page(TAB));
  assert.deepEqual([turn.view.status, turn.step, turn.isOpened], ["running", 1, false]);
  assert.deepEqual(opened, []);
  const next = await send({ type: "walk-open", step: 1 }, page(TAB));
  assert.deepEqual([next.isOpened, opened], [true, [[TAB, LIST]]]);
  assert.deepEqual(asked(), [{ action: "begin" }]);
  assert.equal(companion.to("/v1/walk")[0].headers.authorization, `Bearer ${TOKEN}`);
});

test("what is kept and told never holds the token", async () => {
  const turn = await underWay();
  assert.ok(!JSON.stringify([turn, stored.walk]).includes(TOKEN));
});

test("from the popup it begins in a new tab", async () => {
  const view = await send({ type: "walk-begin" }, popup);
  assert.deepEqual([view.status, opened], ["running", [["new", LIST]]]);
  assert.equal(stored.walk.tabId, 9);
});

test("pages that it opened are marked as such, and no others", async () => {
  companion.answers["/v1/assess"] = refusal(422, "blocked_page", { blocked: { kind: "skeleton", message: "" } });
  await underWay();
  const message = { type: "assess", subject: { kind: "list", orderId: null }, snapshot: { url: LIST, html: "" } };
  await send(message, page(TAB));
  await send(message, page(TAB + 1));
  await send({ type: "walk-pause" }, page(TAB));
  await send(message, page(TAB));
  assert.deepEqual(companion.to("/v1/assess").map(({ body }) => JSON.parse(body).walking), [true, undefined, undefined]);
});

test("another tab is told nothing and moves nothing", async () => {
  await underWay();
  for (const type of ["walk-look", "walk-next", "walk-open", "walk-pause", "walk-resume", "walk-stop"]) {
    assert.equal(await send({ type, step: 1 }, page(TAB + 1)), null);
  }
  assert.deepEqual([stored.walk.status, asked().length, opened.length], ["running", 1, 1]);
});

test("a step that is over is neither told nor opened again", async () => {
  await underWay();
  companion.answers["/v1/walk"] = told(2, ask(DETAIL));
  const turn = await send({ type: "walk-next", step: 1, trouble: null }, page(TAB));
  assert.deepEqual([turn.step, turn.isOpened], [2, false]);
  await send({ type: "walk-next", step: 1, trouble: null }, page(TAB));
  await send({ type: "walk-open", step: 1 }, page(TAB));
  assert.deepEqual([asked().length, opened.length], [2, 1]);
  // Nor is one told of before it was opened.
  await send({ type: "walk-next", step: 2, trouble: null }, page(TAB));
  assert.equal(asked().length, 2);
});

test("more of the list is pressed for, and nothing is opened", async () => {
  companion.answers["/v1/walk"] = told(1, ask(null, ".more button"));
  const turn = await underWay();
  assert.deepEqual([turn.press, opened], [".more button", []]);
});

for (const url of ["https://example.com/", "javascript:alert(1)", "http://www.aliexpress.com/p/order/index.html", null]) {
  test(`${url} is never opened`, async () => {
    companion.answers["/v1/walk"] = told(1, ask(url));
    await underWay();
    assert.deepEqual([opened, stored.walk.status], [[], "stopped"]);
  });
}

test("an address that is no order page's is told, without what it carries", async () => {
  await underWay();
  tabs[TAB] = `${WWW}/_____tmd_____/punish?x5secdata=secret`;
  companion.answers["/v1/walk"] = told(1, null, { stopped: { why: "challenge", until: "2026-12-01T08:00:00Z" } });
  heard.arrival(TAB, { status: "complete" });
  await becomes(() => stored.walk.status === "stopped");
  assert.deepEqual(asked().at(-1), { action: "go_on", step: 1, trouble: "elsewhere", url: `${WWW}/_____tmd_____/punish` });
});

test("a sign-in page, whose address the browser does not tell, is told too", async () => {
  await underWay();
  tabs[TAB] = undefined;
  companion.answers["/v1/walk"] = told(1, null, { stopped: { why: "login", until: null } });
  heard.arrival(TAB, { status: "complete" });
  await becomes(() => stored.walk.why === "login");
  assert.equal(asked().at(-1).url, "");
});

test("another page in the tab while nothing is being opened is the person's own", async () => {
  await send({ type: "walk-begin" }, page(TAB));
  tabs[TAB] = "https://www.aliexpress.com/";
  heard.arrival(TAB, { status: "complete" });
  await becomes(() => stored.walk.status === "paused");
  assert.deepEqual([stored.walk.why, asked().length], ["left", 1]);
});

test("other tabs, and pages that are still coming, are nobody's business", async () => {
  await underWay();
  tabs[TAB + 1] = undefined;
  heard.arrival(TAB + 1, { status: "complete" });
  heard.arrival(TAB, { status: "loading" });
  heard.removal(TAB + 1, { isWindowClosing: false });
  await send({ type: "walk-look" }, page(TAB));
  assert.deepEqual([stored.walk.status, asked().length], ["running", 1]);
});

test("a closed tab pauses it, and going on opens another", async () => {
  await underWay();
  heard.removal(TAB, { isWindowClosing: false });
  await becomes(() => stored.walk.status === "paused");
  const view = await send({ type: "walk-resume" }, popup);
  assert.deepEqual([view.status, opened.at(-1)], ["running", ["new", LIST]]);
  assert.deepEqual(asked().at(-1), { action: "begin" });
});

test("paused and taken up in the same tab, nothing is asked for anew", async () => {
  await underWay();
  assert.equal((await send({ type: "walk-pause" }, popup)).why, "asked");
  assert.equal((await send({ type: "walk-resume" }, page(TAB))).view.status, "running");
  assert.deepEqual([asked().length, opened.length], [1, 1]);
});

test("what the popup does to it, its tab sees at once", async () => {
  await underWay();
  await send({ type: "walk-pause" }, popup);
  await send({ type: "walk-resume" }, popup);
  await send({ type: "walk-stop" }, popup);
  const turns = spoken.filter(([, type]) => type === "walk-turn");
  assert.deepEqual(turns, [[TAB, "walk-turn"], [TAB, "walk-turn"], [TAB, "walk-turn"]]);
});

test("a walk that ran when the browser ended goes on when it starts", async () => {
  await underWay();
  heard.removal(TAB, { isWindowClosing: true });
  await becomes(() => stored.walk.tabId === null);
  assert.equal(stored.walk.status, "running");
  // The worker alone was stopped and started.
  await started();
  assert.equal(opened.length, 1);
  delete session.started;
  await started();
  assert.deepEqual([stored.walk.tabId, opened.at(-1)], [9, ["new", LIST]]);
});

test("a walk that was paused then stays paused", async () => {
  await underWay();
  await send({ type: "walk-pause" }, page(TAB));
  delete session.started;
  await started();
  assert.equal(stored.walk.tabId, null);
  assert.deepEqual([stored.walk.status, opened.length, asked().length], ["paused", 1, 1]);
});

test("stopped, it is forgotten", async () => {
  await underWay();
  assert.equal(await send({ type: "walk-stop" }, page(TAB)), null);
  assert.equal(stored.walk, undefined);
  assert.equal(await send({ type: "walk-look" }, page(TAB)), null);
});

test("without a companion, or with one too old, it says why and keeps nothing", async () => {
  companion.answers["/v1/hello"] = reply({ ...HELLO, features: ["assess"] });
  assert.equal((await send({ type: "walk-begin" }, page(TAB))).name, "lacking");
  delete stored.token;
  assert.equal((await send({ type: "walk-begin" }, popup)).name, "unpaired");
  assert.deepEqual([stored.walk, asked()], [undefined, []]);
});

test("a companion that is away meanwhile leaves the step as it is", async () => {
  await underWay();
  companion.answers["/v1/walk"] = refusal(503, "store_unavailable");
  const turn = await send({ type: "walk-next", step: 1, trouble: null }, page(TAB));
  assert.deepEqual([turn.step, turn.isOpened, turn.view.status], [1, true, "running"]);
});
