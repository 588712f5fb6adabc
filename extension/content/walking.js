/**
 * A walk's own tab: waits until a step is due, opens it, and says when its page was answered.
 *
 * It decides nothing of its own. Everything it touches is handed in, so that it runs the same under
 * a test's clock.
 */

var CancelWindowWalking = (() => {
  "use strict";

  /** @typedef {import("../companion/protocol-walk.js").WalkTrouble} WalkTrouble */
  /** @typedef {import("../companion/view.js").StateView} StateView */
  /** @typedef {import("../companion/view.js").View} View */
  /** @typedef {import("../walk/state.js").Turn} Turn */

  /** The background was stopped while it was asked, or the companion is away. */
  const TRY_AGAIN = 2_000;

  /** How often it is asked again for the turn of a tab that may be no walk's. */
  const TRIES = 5;

  /** Pages that tell the walk nothing yet: they are still coming, or nobody could read them. */
  const TELLS_NOTHING = new Set(["checking", "blocked_skeleton"]);

  /**
   * @typedef {object} Surroundings
   * @property {(message: object) => Promise<any>} send
   * @property {(selector: string) => boolean} press whether there was something to press
   * @property {(shown: Turn | StateView | null) => void} show
   */

  class Walking {
    #around;
    /** @type {Turn | null} */
    #turn = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    #next;
    #hasAnswer = false;
    #isAsking = false;
    /** Whether the page was answered while the background was asked. */
    #isMissed = false;
    #isOver = false;
    #hasLooked = false;
    #tries = 0;
    /** The step whose button was pressed. */
    #pressed = -1;

    /** @param {Surroundings} around */
    constructor(around) {
      this.#around = around;
    }

    /** Whether this tab is a walk's, and the walk runs. */
    get isUnderWay() {
      return this.#turn?.view.status === "running";
    }

    /** Whether it was ever asked for its turn. */
    get hasLooked() {
      return this.#hasLooked;
    }

    /** Learns what its turn is: in a tab of no walk, nothing. */
    async look() {
      this.#hasLooked = true;
      await this.#ask({ type: "walk-look" });
    }

    /** @param {"begin" | "pause" | "resume" | "stop"} act */
    async act(act) {
      await this.#ask({ type: `walk-${act}` });
    }

    /** The page was answered. @param {View} view */
    answered(view) {
      this.#hasAnswer = view.kind !== "state" || (view.name.startsWith("blocked_") && !TELLS_NOTHING.has(view.name));
      if (this.#hasAnswer) this.#report();
    }

    /** The page changed: a button that is waited for may have come. */
    changed() {
      this.#press();
    }

    /** Nothing is opened from here on. */
    end() {
      this.#isOver = true;
      clearTimeout(this.#next);
    }

    /**
     * @param {object} message
     * @returns {Promise<void>}
     */
    async #ask(message) {
      this.#isAsking = true;
      const answer = await this.#around.send(message);
      this.#isAsking = false;
      if (this.#isOver) return;
      clearTimeout(this.#next);
      if (answer && "kind" in answer) {
        // The extension was interrupted, or the companion says why not.
        const isInterrupted = answer.name === "interrupted";
        this.#around.show(isInterrupted ? this.#turn : answer);
        if (this.#turn || (isInterrupted && this.#tries < TRIES)) this.#later();
        return;
      }
      this.#tries = 0;
      this.#follow(answer ?? null);
    }

    #later() {
      this.#tries += 1;
      this.#next = setTimeout(() => void this.look(), TRY_AGAIN);
    }

    /** @param {Turn | null} turn */
    #follow(turn) {
      const isNew = turn?.step !== this.#turn?.step;
      this.#turn = turn;
      this.#around.show(turn);
      if (!turn || turn.view.status !== "running") return;
      if (!turn.isOpened) {
        this.#next = setTimeout(() => void this.#ask({ type: "walk-open", step: turn.step }), turn.waitMs);
        return;
      }
      this.#next = setTimeout(() => this.#silent(), turn.patienceMs);
      this.#press();
      if (this.#isMissed || (isNew && turn.press === null && this.#hasAnswer)) this.#report();
    }

    #report() {
      this.#isMissed = false;
      const turn = this.#turn;
      if (!turn?.isOpened || !this.isUnderWay) return;
      this.#isMissed = this.#isAsking;
      if (this.#isAsking) return;
      void this.#ask({ type: "walk-next", step: turn.step, trouble: null });
    }

    /** Nothing that is enough came in time. */
    #silent() {
      const turn = this.#turn;
      if (!turn) return;
      const isUnpressed = turn.press !== null && this.#pressed !== turn.step;
      /** @type {WalkTrouble} */
      const trouble = isUnpressed ? "no_button" : "silence";
      void this.#ask({ type: "walk-next", step: turn.step, trouble });
    }

    #press() {
      const turn = this.#turn;
      if (!turn?.isOpened || turn.press === null || !this.isUnderWay || this.#pressed === turn.step) return;
      if (!this.#around.press(turn.press)) return;
      this.#pressed = turn.step;
      this.#hasAnswer = false;
    }
  }

  return Object.freeze({ TRY_AGAIN, Walking });
})();
