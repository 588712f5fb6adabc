/**
 * One page's conversation with the companion: when to ask, when to ask again, when to stop.
 *
 * Everything it touches is handed in, so that it runs the same under a test's clock.
 */

var CancelWindowInquiry = (() => {
  "use strict";

  /** @typedef {import("../companion/view.js").View} View */
  /** @typedef {import("../companion/protocol.js").WireResponse} WireResponse */
  /** @typedef {import("../companion/protocol.js").WireSnapshot} WireSnapshot */

  /** Pauses while a page is still arriving: 30 s in all, twice what the slowest part takes. */
  const SETTLING = Object.freeze([1_000, 2_000, 3_000, 4_000, 5_000, 5_000, 5_000, 5_000]);

  /** Pauses while the companion is away; the last one repeats. */
  const AWAY = Object.freeze([2_000, 4_000, 8_000, 15_000, 30_000]);

  /** States that pass by themselves once the companion is started, or is less busy. */
  const PASSING = new Set([
    "foreign",
    "interrupted",
    "offline",
    "refused",
    "timeout",
    "version_companion",
  ]);

  /** States that are put right on the options page, perhaps in another window. */
  const CURED_ELSEWHERE = new Set(["permission", "unpaired"]);

  /** A page that draws in several steps is asked about once. */
  const DEBOUNCE = 600;

  /** Until there is a first answer the person waits for it: each step is asked about at once. */
  const EAGER = Object.freeze({ debounce: 30, pause: 150, states: Object.freeze(["checking", "blocked_skeleton"]) });

  /** A page that never stops moving is asked about all the same. */
  const LONGEST_DEBOUNCE = 3_000;

  /** How often a companion that answered is looked at again, so that its end is noticed. */
  const HEARTBEAT = 15_000;

  /** Clocks run: an answer older than this is asked for again even on a page that did not change. */
  const LONGEST_LIFE = 5 * 60_000;

  /** A page that nobody looks at is asked about again after this, where its order can still change. */
  const UNWATCHED_LIFE = 15 * 60_000;

  /** How long a page that moved to another order may still show the one before. */
  const LEFTOVER = 10_000;

  const LONGEST_AGE = 86_400_000;

  /** @type {View} */
  const CHECKING = Object.freeze({
    kind: "state",
    name: "checking",
    text: null,
    substitutions: Object.freeze([]),
    action: null,
  });

  /**
   * The least time between two questions, however busily the page changes.
   * @param {number} age of the page, in milliseconds
   */
  function leastPause(age) {
    if (age < 30_000) return 1_000;
    return age < LONGEST_LIFE ? 5_000 : 30_000;
  }

  /**
   * @typedef {object} Surroundings
   * @property {() => string | null} read the page's HTML, null when it is too large
   * @property {() => readonly WireResponse[]} answers what the page received; another list when it
   *   received more
   * @property {string} url reduced address of the page
   * @property {(snapshot: WireSnapshot) => Promise<View>} ask
   * @property {() => Promise<View | null>} check null while the companion is well
   * @property {(view: View) => void} show
   * @property {() => boolean} watched false while nobody looks at the page
   * @property {() => number} now monotonic, in milliseconds
   * @property {number} startedAt when this page started to load, on the same clock
   * @property {string | null} leftover HTML of the order that was shown before at another address
   */

  class Inquiry {
    /** @type {Surroundings} */
    #around;
    #ended = false;
    #asking = false;
    #askAgain = false;
    /** @type {View | null} */
    #view = null;
    #askedAt = -Infinity;
    #noticedAt = -Infinity;
    /** @type {string | null} the page as it was last read */
    #html = null;
    /** @type {string | null} the page as it was last sent */
    #sent = null;
    /** @type {readonly WireResponse[] | null} what was sent beside it */
    #sentAnswers = null;
    #changedAt;
    #mutatedAt;
    /** @type {number | null} when the page began to change, since it was last asked about */
    #movingSince = null;
    #round = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    #next;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    #settle;
    /** @type {ReturnType<typeof setInterval> | undefined} */
    #heartbeat;

    /** @param {Surroundings} around */
    constructor(around) {
      this.#around = around;
      this.#changedAt = this.#mutatedAt = around.now();
    }

    /** HTML of the last snapshot. */
    get html() {
      return this.#html;
    }

    start() {
      this.#around.show(CHECKING);
      this.#heartbeat = setInterval(() => void this.#beat(), HEARTBEAT);
      void this.#ask();
    }

    /** Nothing is asked, and no late answer shown, from here on. */
    end() {
      this.#ended = true;
      clearTimeout(this.#next);
      clearTimeout(this.#settle);
      clearInterval(this.#heartbeat);
    }

    /** The page's DOM changed. */
    changed() {
      this.#mutatedAt = this.#around.now();
      this.#soon();
    }

    /** The person came back to the page. */
    noticed() {
      const { now } = this.#around;
      // Coming back shows as several events in a row.
      if (now() - this.#noticedAt < leastPause(0)) return;
      this.#noticedAt = now();
      if (isAnswer(this.#view)) {
        void this.#askIfNew();
        void this.#beat();
      } else {
        this.#round = 0;
        void this.#ask();
      }
    }

    /**
     * The watch comes by, whether or not anybody looks at the page.
     * @param {boolean} canChange whether what the page shows can still change
     */
    lookAgain(canChange) {
      const { now } = this.#around;
      if (canChange && now() - this.#askedAt >= UNWATCHED_LIFE) void this.#ask();
    }

    /** The person wants it tried again, and sees that it is. */
    retry() {
      this.#round = 0;
      this.#around.show(CHECKING);
      void this.#ask();
    }

    /** Notices the end of a companion that answered, and the cure of what was put right elsewhere. */
    async #beat() {
      const { check, now, watched } = this.#around;
      const answered = isAnswer(this.#view);
      const curable = this.#view?.kind === "state" && CURED_ELSEWHERE.has(this.#view.name);
      if (this.#ended || this.#asking || !watched() || !(answered || curable)) return;
      if (answered && now() - this.#askedAt >= LONGEST_LIFE) return this.#ask();
      const problem = await check();
      if (this.#ended || this.#asking) return;
      if (problem) this.#answered(problem);
      else if (curable) await this.#ask();
    }

    /** Ask once the page has stopped drawing, but not too soon after the last question. */
    #soon() {
      clearTimeout(this.#settle);
      const now = this.#around.now();
      const age = now - this.#around.startedAt;
      this.#movingSince ??= now;
      const quiet = Math.min(now + (this.#isEager(age) ? EAGER.debounce : DEBOUNCE), this.#movingSince + LONGEST_DEBOUNCE);
      const allowed = this.#askedAt + (this.#isEager(age) ? EAGER.pause : leastPause(age));
      this.#settle = setTimeout(() => {
        this.#movingSince = null;
        void this.#askIfNew();
      }, Math.max(quiet, allowed) - now);
    }

    /** @param {number} age of the page, in milliseconds */
    #isEager(age) {
      const isWaiting = this.#view === null || (this.#view.kind === "state" && EAGER.states.includes(this.#view.name));
      return isWaiting && age < LEFTOVER;
    }

    async #askIfNew() {
      // A page nobody looks at is asked about when it is looked at (`noticed`).
      if (this.#ended || !this.#around.watched()) return;
      const isSame = this.#look() === this.#sent && this.#around.answers() === this.#sentAnswers;
      // A page that is still arriving is asked about again anyway, at its own pauses.
      if (isSame && this.#view !== null && (isArriving(this.#view) || isAnswer(this.#view))) return;
      await this.#ask();
    }

    /** Reads the page and keeps when it last differed: mutations that change nothing we send are noise. */
    #look() {
      const html = this.#around.read();
      if (html !== this.#html) {
        if (this.#html !== null) this.#changedAt = this.#mutatedAt;
        this.#html = html;
      }
      return html;
    }

    async #ask() {
      if (this.#ended) return;
      if (this.#asking) {
        this.#askAgain = true;
        return;
      }
      clearTimeout(this.#next);
      const { answers, ask, leftover, now, startedAt, url } = this.#around;
      const html = this.#look();
      const responses = answers();
      if (html === null) return this.#answered(problem("too_large"));
      const age = now() - startedAt;
      if (html === leftover && age < LEFTOVER) return this.#later(SETTLING);
      this.#asking = true;
      this.#askedAt = now();
      this.#sent = html;
      this.#sentAnswers = responses;
      const view = await ask({
        url,
        html,
        captured_at: new Date().toISOString(),
        age_ms: within(age),
        quiet_ms: within(now() - this.#changedAt),
        ...(responses.length > 0 ? { responses } : {}),
      });
      this.#asking = false;
      if (this.#ended) return;
      this.#answered(view);
      if (this.#askAgain) {
        this.#askAgain = false;
        this.#soon();
      }
    }

    /** @param {View} view */
    #answered(view) {
      const before = this.#view;
      this.#view = view;
      if (!before || nameOf(before) !== nameOf(view)) this.#round = 0;
      this.#around.show(view);
      clearTimeout(this.#next);
      if (isArriving(view)) this.#later(SETTLING);
      else if (view.kind === "state" && PASSING.has(view.name)) this.#later(AWAY);
    }

    /**
     * Ask again after this round's pause. While a page settles the pauses run out; while the
     * companion is away the last one repeats.
     * @param {readonly number[]} pauses
     */
    #later(pauses) {
      const pause = pauses[this.#round] ?? (pauses === AWAY ? AWAY.at(-1) : undefined);
      this.#round += 1;
      if (pause === undefined) return;
      this.#next = setTimeout(() => {
        if (this.#around.watched() || pauses === SETTLING) void this.#ask();
      }, pause);
    }
  }

  /**
   * @param {View | null} view
   * @returns {view is import("../companion/view.js").AnswerView}
   */
  function isAnswer(view) {
    return view !== null && view.kind !== "state";
  }

  /** @param {View} view */
  function isArriving(view) {
    return view.kind === "state" ? view.name === "blocked_skeleton" : !view.settled;
  }

  /** @param {View} view */
  function nameOf(view) {
    return view.kind === "state" ? view.name : "answer";
  }

  /**
   * @param {string} name
   * @returns {View}
   */
  function problem(name) {
    return { kind: "state", name, text: null, substitutions: [], action: "retry" };
  }

  /** @param {number} milliseconds */
  function within(milliseconds) {
    return Math.round(Math.min(Math.max(milliseconds, 0), LONGEST_AGE));
  }

  return Object.freeze({ AWAY, DEBOUNCE, EAGER, HEARTBEAT, Inquiry, LONGEST_LIFE, SETTLING, UNWATCHED_LIFE, leastPause, problem });
})();
