/**
 * What is said of a walk through the history, and what can be done about it. Used by the bar in the
 * walk's tab and by the popup.
 */

var CancelWindowWalkWords = (() => {
  "use strict";

  /** @typedef {import("../walk/state.js").WalkView} WalkView */
  /** @typedef {(key: string, substitutions?: readonly string[]) => string} Say */
  /** @typedef {import("../walk/state.js").WalkAct} WalkAct */

  /** In whole minutes: the rest is a guess, and nobody wants to see it jump. */
  const MINUTE = 60;

  /**
   * One or two sentences.
   * @param {WalkView} view
   * @param {Say} say
   * @param {string} locale
   */
  function sentenceOf(view, say, locale) {
    const { status, why, until, listed, left, secondsLeft, isComplete } = view;
    const counts = countsOf(view, say);
    if (status === "done") return say(isComplete ? "walk_done" : "walk_done_partly", [String(listed)]);
    if (status === "running") {
      if (left === null || secondsLeft === null) return counts;
      const minutes = new Intl.NumberFormat(locale, { style: "unit", unit: "minute", unitDisplay: "long" });
      return `${counts} ${say("walk_time", [minutes.format(Math.ceil(secondsLeft / MINUTE))])}`;
    }
    const reason = say(status === "paused" ? `walk_paused_${why}` : `walk_stopped_${why}`);
    if (until === null) return `${reason} ${counts}`;
    const time = new Intl.DateTimeFormat(locale, { timeStyle: "short" }).format(new Date(until));
    return `${reason} ${say("walk_rest", [time])} ${counts}`;
  }

  /**
   * @param {WalkView} view
   * @param {Say} say
   */
  function countsOf({ left, listed, opened }, say) {
    return left === null
      ? say("walk_listed", [String(listed)])
      : say("walk_opened", [String(opened), String(left)]);
  }

  /**
   * What the person can do about it, the likeliest first.
   * @param {WalkView} view
   * @returns {readonly WalkAct[]}
   */
  function actsOf({ status }) {
    if (status === "running") return ["pause", "stop"];
    return status === "done" ? ["close"] : ["resume", "stop"];
  }

  return Object.freeze({ actsOf, sentenceOf });
})();
