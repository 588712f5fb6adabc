import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { contentScript } from "./content-script.mjs";
import { say } from "./words.mjs";

const { Countdown, duration, nextLook, wordsFor } = contentScript("countdown.js", "CancelWindowCountdown");

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = Date.parse("2026-11-26T12:00:20Z");

const at = (offset) => (offset === null ? null : new Date(NOW + offset).toISOString());
const span = (earliest, latest) => ({ earliest: at(earliest), latest: at(latest) });

for (const [length, words] of [
  [2 * DAY + 4 * HOUR + 59 * MINUTE, "2 days, 4 hours"],
  [DAY, "1 day, 0 hours"],
  [DAY - 1, "23 hours, 59 minutes"],
  [HOUR, "1 hour, 0 minutes"],
  [HOUR - 1, "59 minutes, 59 seconds"],
  [MINUTE - 1, "59 seconds"],
  [0, "0 seconds"],
]) {
  test(`${length} ms are ${words}`, () => assert.equal(duration(length, "en"), words));
}

test("lengths are written in the language of the browser", () => {
  assert.equal(duration(2 * DAY + 4 * HOUR, "de"), "2 Tage, 4 Stunden");
  assert.match(duration(2 * DAY + 4 * HOUR, "ar"), /يومان/);
});

for (const [earliest, latest, words] of [
  [null, null, ""],
  [null, DAY, "1 day, 0 hours left"],
  [DAY, DAY, "1 day, 0 hours left"],
  [DAY, 2 * DAY, "between 1 day, 0 hours and 2 days, 0 hours left"],
  [-HOUR, 2 * HOUR, "may end at any time, at the latest in 2 hours, 0 minutes"],
  [-DAY, -HOUR, "passed 1 hour, 0 minutes ago"],
  [-HOUR, null, "passed 1 hour, 0 minutes ago"],
]) {
  test(`a deadline from ${earliest} to ${latest} reads "${words}"`, () =>
    assert.equal(wordsFor(span(earliest, latest), NOW, say, "en"), words));
}

for (const [what, spans, pause] of [
  ["none", [], null],
  ["one without a date", [span(null, null)], null],
  ["one that passed", [span(-DAY, -HOUR)], null],
  ["one in days", [span(null, DAY)], 40_000],
  ["one in the last hour", [span(HOUR - 1, DAY)], 1_000],
]) {
  test(`with ${what} the clock is looked at in ${pause} ms`, () => assert.equal(nextLook(spans, NOW), pause));
}

/** A document that can be hidden, and whether anybody listens to that. */
class Page extends EventTarget {
  visibilityState = "visible";

  turn(state) {
    this.visibilityState = state;
    this.dispatchEvent(new Event("visibilitychange"));
  }
}

/** An element that counts how often its text was set. */
class Element {
  texts = [];

  get textContent() {
    return this.texts.at(-1) ?? "";
  }

  set textContent(text) {
    this.texts.push(text);
  }
}

beforeEach(() => {
  mock.timers.enable({ apis: ["Date", "setTimeout"], now: NOW });
  globalThis.document = new Page();
});

afterEach(() => {
  mock.timers.reset();
  delete globalThis.document;
});

function counting(...spans) {
  const shown = spans.map((one) => ({ element: new Element(), span: one }));
  const countdown = new Countdown(say, "en");
  countdown.start(shown);
  return { countdown, elements: shown.map(({ element }) => element) };
}

test("words follow the clock: by the minute, and by the second in the last hour", () => {
  const { elements } = counting(span(null, HOUR + 2 * MINUTE));
  const [element] = elements;
  for (let minute = 0; minute < 4; minute += 1) mock.timers.tick(MINUTE);
  assert.equal(element.textContent, "58 minutes, 0 seconds left");
  const before = element.texts.length;
  for (let second = 0; second < 5; second += 1) mock.timers.tick(1_000);
  assert.equal(element.texts.length, before + 5);
});

test("nothing is done while nobody sees the page, and all is right when they do", () => {
  const { elements } = counting(span(null, HOUR / 2));
  const [element] = elements;
  document.turn("hidden");
  mock.timers.tick(10 * MINUTE);
  const before = element.texts.length;
  mock.timers.tick(5 * MINUTE);
  assert.equal(element.texts.length, before);
  document.turn("visible");
  assert.equal(element.textContent, "15 minutes, 0 seconds left");
});

test("a panel that is closed looks at no clock", () => {
  const { countdown, elements } = counting(span(null, HOUR / 2));
  countdown.stop();
  mock.timers.tick(10 * MINUTE);
  document.turn("visible");
  assert.equal(elements[0].texts.length, 1);
});
