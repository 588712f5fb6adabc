/**
 * How long until a deadline, in words that keep up with the clock.
 *
 * It looks at the clock once a minute, once a second in the last hour, and not at all while nobody
 * sees the page.
 */

var CancelWindowCountdown = (() => {
  "use strict";

  /** @typedef {(key: string, substitutions?: readonly string[]) => string} Say */
  /** @typedef {{earliest: string | null, latest: string | null}} Span */

  const SECOND = 1_000;
  const MINUTE = 60 * SECOND;
  const HOUR = 60 * MINUTE;
  const DAY = 24 * HOUR;

  const UNITS = Object.freeze(
    /** @type {const} */ ([["day", DAY], ["hour", HOUR], ["minute", MINUTE], ["second", SECOND]]),
  );

  /**
   * What is left until a deadline, or how long it has passed; empty for one without a date.
   * @param {Span} span
   * @param {number} now milliseconds since the epoch
   * @param {Say} say
   * @param {string} locale
   * @returns {string}
   */
  function wordsFor({ earliest, latest }, now, say, locale) {
    const ends = [earliest, latest].filter((end) => end !== null).map((end) => Date.parse(end) - now);
    if (ends.length === 0) return "";
    const first = Math.min(...ends);
    const last = Math.max(...ends);
    const words = (/** @type {number} */ length) => duration(length, locale);
    if (last < 0) return say("countdown_passed", [words(-last)]);
    if (first < 0) return say("countdown_running", [words(last)]);
    if (words(first) === words(last)) return say("countdown_left", [words(first)]);
    return say("countdown_range", [words(first), words(last)]);
  }

  /**
   * The two largest units of a length of time; seconds only where there is no whole hour.
   * @param {number} length in milliseconds
   * @param {string} locale
   * @returns {string}
   */
  function duration(length, locale) {
    const largest = UNITS.findIndex(([, size]) => length >= size);
    const start = largest < 0 ? UNITS.length - 1 : largest;
    const shown = UNITS.slice(start, length >= DAY ? start + 2 : length >= HOUR ? 3 : 4);
    let rest = length;
    const parts = shown.map(([unit, size]) => {
      const count = Math.floor(rest / size);
      rest -= count * size;
      return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" }).format(count);
    });
    return new Intl.ListFormat(locale, { type: "unit", style: "short" }).format(parts);
  }

  /**
   * How long the words of these deadlines stay true, or null where none of them runs.
   * @param {readonly Span[]} spans
   * @param {number} now milliseconds since the epoch
   * @returns {number | null} milliseconds
   */
  function nextLook(spans, now) {
    const ends = spans.flatMap(({ earliest, latest }) => [earliest, latest]);
    const left = ends.filter((end) => end !== null).map((end) => Date.parse(end) - now);
    const running = left.filter((length) => length >= 0);
    if (running.length === 0) return null;
    const step = running.some((length) => length < HOUR) ? SECOND : MINUTE;
    return step - (now % step);
  }

  /** Keeps the words of several deadlines. */
  class Countdown {
    #say;
    #locale;
    /** @type {readonly {element: HTMLElement, span: Span}[]} */
    #shown = [];
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    #next;
    #look = () => this.#tick();

    /**
     * @param {Say} say
     * @param {string} locale
     */
    constructor(say, locale) {
      this.#say = say;
      this.#locale = locale;
    }

    /** @param {readonly {element: HTMLElement, span: Span}[]} shown */
    start(shown) {
      this.stop();
      this.#shown = shown;
      document.addEventListener("visibilitychange", this.#look);
      this.#tick();
    }

    stop() {
      clearTimeout(this.#next);
      document.removeEventListener("visibilitychange", this.#look);
      this.#shown = [];
    }

    #tick() {
      clearTimeout(this.#next);
      if (document.visibilityState !== "visible") return;
      const now = Date.now();
      for (const { element, span } of this.#shown) {
        const words = wordsFor(span, now, this.#say, this.#locale);
        if (element.textContent !== words) element.textContent = words;
      }
      const pause = nextLook(this.#shown.map(({ span }) => span), now);
      if (pause !== null) this.#next = setTimeout(this.#look, pause);
    }
  }

  return Object.freeze({ Countdown, duration, nextLook, wordsFor });
})();
