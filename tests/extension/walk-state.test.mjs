/** Where a walk through the history stands, and what the tab is told to do. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { advanced, opened, paused, resumed, turnOf, viewOf, walkOf } from "../../extension/walk/state.js";

const NOW = 1_800_000_000_000;
const ASK = { page: "order", url: "https://www.aliexpress.com/p/order/detail.html?orderId=1", press: null, wait_ms: 2_000, patience_ms: 30_000 };
const REPLY = { step: 3, ask: ASK, stopped: null, complete: false, listed: 12, opened: 4, left: 8, seconds_left: 60 };
const TAB = 7;
const waiting = advanced(null, REPLY, TAB, NOW);

test("a step is waited with as long as the companion says, and then has its patience", () => {
  assert.deepEqual([turnOf(waiting, NOW).isOpened, turnOf(waiting, NOW).waitMs], [false, 2_000]);
  assert.equal(turnOf(waiting, NOW + 5_000).waitMs, 0);
  const shown = opened(waiting, TAB, NOW + 2_000);
  assert.deepEqual([turnOf(shown, NOW + 3_000).isOpened, turnOf(shown, NOW + 3_000).patienceMs], [true, 29_000]);
  assert.equal(turnOf(shown, NOW + 90_000).patienceMs, 0);
});

test("a page that is opened a second time has no new patience", () => {
  const shown = opened(waiting, TAB, NOW);
  assert.equal(opened(shown, TAB, NOW + 9_000).at, NOW);
});

test("the same step stays opened, and another one is waited with", () => {
  const shown = opened(waiting, TAB, NOW);
  const same = advanced(shown, { ...REPLY, listed: 13 }, TAB, NOW + 1);
  assert.deepEqual([same.isOpened, same.at, same.listed], [true, NOW, 13]);
  const next = advanced(shown, { ...REPLY, step: 4 }, TAB, NOW + 1);
  assert.deepEqual([next.isOpened, next.at], [false, NOW + 2_001]);
});

test("a button is told of only once it may be pressed", () => {
  const more = advanced(null, { ...REPLY, ask: { ...ASK, url: null, press: ".more button" } }, TAB, NOW);
  assert.equal(turnOf(more, NOW).press, null);
  assert.equal(turnOf(opened(more, TAB, NOW), NOW).press, ".more button");
});

test("without a page to open it has stopped, or is done", () => {
  const until = "2026-12-01T08:00:00Z";
  const stopped = advanced(waiting, { ...REPLY, ask: null, stopped: { why: "challenge", until } }, TAB, NOW);
  assert.deepEqual([stopped.status, stopped.why, stopped.until], ["stopped", "challenge", until]);
  const done = advanced(waiting, { ...REPLY, ask: null, complete: true }, TAB, NOW);
  assert.deepEqual([done.status, done.isComplete], ["done", true]);
});

test("a reason of a newer companion has words too", () => {
  const stopped = advanced(null, { ...REPLY, ask: null, stopped: { why: "the moon", until: null } }, TAB, NOW);
  assert.equal(stopped.why, "unreachable");
});

test("only what runs is paused, and only what is paused goes on", () => {
  const shown = opened(waiting, TAB, NOW);
  const held = paused(shown, "asked");
  assert.deepEqual([held.status, held.why, held.tabId], ["paused", "asked", TAB]);
  assert.equal(paused(held, "closed"), held);
  const going = resumed(held, NOW + 50_000);
  // A page that stood open meanwhile did not fail to come.
  assert.deepEqual([going.status, going.why, going.at], ["running", null, NOW + 50_000]);
  assert.equal(resumed(paused(waiting, "asked"), NOW).at, NOW + 2_000);
  assert.equal(resumed(shown, NOW), shown);
  assert.equal(paused(shown, "closed").tabId, null);
});

test("a walk whose tab has gone with its window is shown as paused", () => {
  assert.deepEqual([viewOf({ ...waiting, tabId: null }).status, viewOf({ ...waiting, tabId: null }).why], ["paused", "closed"]);
  assert.equal("url" in viewOf(waiting), false);
});

for (const broken of [null, undefined, 1, {}, { ...waiting, status: "flying" }, { ...waiting, at: "soon" }, { ...waiting, step: null }]) {
  test(`${JSON.stringify(broken)} is no walk that was kept`, () => assert.equal(walkOf(broken), null));
}
test("a walk that was kept is one", () => assert.deepEqual(walkOf(waiting), waiting));
