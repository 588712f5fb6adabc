/** What the tab of a walk does in its turn. */

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { contentScript } from "./content-script.mjs";

const { TRY_AGAIN, Walking } = contentScript("walking.js", "CancelWindowWalking");

const VIEW = { status: "running", why: null, until: null, isComplete: false, listed: 0, opened: 0, left: null, secondsLeft: null };
const WAITING = { view: VIEW, step: 1, isOpened: false, press: null, waitMs: 2_000, patienceMs: 30_000 };
const OPENED = { ...WAITING, isOpened: true, waitMs: 0 };
const MORE = { ...OPENED, step: 2, press: ".more button" };
const ANSWER = { kind: "list", orders: [] };
const state = (name) => ({ kind: "state", name, text: null, substitutions: [], action: null });

/** What the tab has sent, what it is answered (the last one again and again), and what it showed. */
let sent, answers, shown, buttons, walking;

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  sent = [];
  answers = [];
  shown = [];
  buttons = [];
  walking = new Walking({
    send: async (message) => (sent.push(message), answers.length > 1 ? answers.shift() : (answers[0] ?? null)),
    press: (selector) => (buttons.push(selector), true),
    show: (turn) => shown.push(turn),
  });
});

async function passes(milliseconds) {
  mock.timers.tick(milliseconds);
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
}

const types = () => sent.map(({ type }) => type);

test("a tab of no walk does nothing", async () => {
  await walking.look();
  walking.answered(ANSWER);
  walking.changed();
  await passes(100_000);
  assert.deepEqual(types(), ["walk-look"]);
  assert.equal(walking.isUnderWay, false);
});

test("a step is opened when it is due, and not before", async () => {
  answers = [WAITING];
  await walking.look();
  await passes(1_999);
  assert.deepEqual(types(), ["walk-look"]);
  await passes(1);
  assert.deepEqual(sent.at(-1), { type: "walk-open", step: 1 });
});

test("each answer of its page is told, once at a time", async () => {
  answers = [OPENED];
  await walking.look();
  walking.answered(ANSWER);
  walking.answered(ANSWER);
  assert.deepEqual(types(), ["walk-look", "walk-next"]);
  assert.deepEqual(sent.at(-1), { type: "walk-next", step: 1, trouble: null });
  // What was answered meanwhile is told after that.
  await passes(0);
  assert.deepEqual(types(), ["walk-look", "walk-next", "walk-next"]);
});

test("a page that is still coming tells nothing, and one that cannot be read does", async () => {
  answers = [OPENED];
  await walking.look();
  for (const name of ["checking", "blocked_skeleton", "offline", "timeout", "too_large"]) walking.answered(state(name));
  assert.deepEqual(types(), ["walk-look"]);
  walking.answered(state("blocked_challenge"));
  assert.deepEqual(types(), ["walk-look", "walk-next"]);
});

test("a page that was answered before its turn was known is told", async () => {
  answers = [OPENED];
  walking.answered(ANSWER);
  await walking.look();
  assert.deepEqual(types(), ["walk-look", "walk-next"]);
});

test("a page that does not come is told as silence", async () => {
  answers = [OPENED, null];
  await walking.look();
  await passes(30_000);
  assert.deepEqual(sent.at(-1), { type: "walk-next", step: 1, trouble: "silence" });
});

test("a button is pressed once, as soon as it is there", async () => {
  let isThere = false;
  walking = new Walking({
    send: async (message) => (sent.push(message), MORE),
    press: (selector) => isThere && buttons.push(selector) > 0,
    show: (turn) => shown.push(turn),
  });
  await walking.look();
  walking.changed();
  assert.deepEqual(buttons, []);
  isThere = true;
  walking.changed();
  walking.changed();
  assert.deepEqual(buttons, [".more button"]);
  // What the list answered before is no answer for the rows that are asked for.
  assert.deepEqual(types(), ["walk-look"]);
  walking.answered(ANSWER);
  assert.deepEqual(types(), ["walk-look", "walk-next"]);
});

test("a button that never comes is told", async () => {
  walking = new Walking({ send: async (message) => (sent.push(message), MORE), press: () => false, show: () => {} });
  await walking.look();
  await passes(30_000);
  assert.deepEqual(sent.at(-1), { type: "walk-next", step: 2, trouble: "no_button" });
});

test("a background that was stopped is asked again, though not for ever", async () => {
  answers = [state("interrupted")];
  await walking.look();
  for (let tries = 0; tries < 20; tries += 1) await passes(TRY_AGAIN);
  assert.ok(sent.length > 1 && sent.length < 10);
  assert.deepEqual(new Set(shown), new Set([null]));
});

test("why it cannot begin is shown", async () => {
  answers = [state("unpaired")];
  await walking.act("begin");
  assert.equal(shown.at(-1).name, "unpaired");
  await passes(100_000);
  assert.deepEqual(types(), ["walk-begin"]);
});

test("paused, it opens and tells nothing; stopped, neither", async () => {
  answers = [WAITING, { ...WAITING, view: { ...VIEW, status: "paused", why: "asked" } }];
  await walking.look();
  await walking.act("pause");
  walking.answered(ANSWER);
  walking.changed();
  await passes(100_000);
  assert.deepEqual(types(), ["walk-look", "walk-pause"]);
  answers = [null];
  await walking.act("stop");
  await passes(100_000);
  assert.equal(shown.at(-1), null);
  assert.equal(sent.length, 3);
});

test("after its end nothing is opened", async () => {
  answers = [WAITING];
  await walking.look();
  walking.end();
  await passes(100_000);
  assert.deepEqual(types(), ["walk-look"]);
});
