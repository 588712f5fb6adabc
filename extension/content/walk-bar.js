/**
 * The bar at the top of a walk's own tab: what is read and left, and how to pause and to stop it.
 */

var CancelWindowWalkBar = (() => {
  "use strict";

  /** @typedef {import("../companion/view.js").StateView} StateView */
  /** @typedef {import("../walk/state.js").Turn} Turn */

  const { button, make } = CancelWindowParts;
  const { CornerHost } = CancelWindowHost;
  const { actsOf, sentenceOf } = CancelWindowWalkWords;

  const STYLE = `${CancelWindowStyle}
    :host {
      inset-block: 16px auto !important;
      inset-inline: max(16px, calc(50vw - 320px)) !important;
      translate: none !important;
      align-items: stretch !important;
      inline-size: auto !important;
    }
    .walk {
      pointer-events: auto;
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 10px 14px;
      padding: 10px 14px;
      border: 1px solid var(--line);
      border-inline-start: 4px solid var(--link);
      border-radius: 12px;
      background: var(--surface);
      color: var(--text);
      box-shadow: 0 1px 2px rgb(0 0 0 / 10%), 0 8px 28px rgb(0 0 0 / 16%);
      font: 400 14px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
      text-align: start;
    }
    .walk p { flex: 1 1 240px; overflow-wrap: anywhere; }
    .walk .tabs { flex: none; }
    @media (forced-colors: active) { .walk { border-color: CanvasText; } }
  `;

  /**
   * @typedef {object} Outside
   * @property {(key: string, substitutions?: readonly string[]) => string} say
   * @property {() => string} locale
   * @property {(act: "pause" | "resume" | "stop") => void} act
   */

  class WalkBar {
    #outside;
    /** @type {InstanceType<typeof CornerHost> | null} while there is something to show */
    #host = null;
    #sentence = make("p", "");
    #row = make("div", "tabs");
    #drawn = "";

    /** @param {Outside} outside */
    constructor(outside) {
      this.#outside = outside;
    }

    /** @param {Turn | StateView | null} shown */
    show(shown) {
      if (shown === null) return this.remove();
      this.#appear();
      if ("kind" in shown) return this.#draw(this.#problem(shown), ["stop"]);
      const { say, locale } = this.#outside;
      this.#draw(sentenceOf(shown.view, say, locale()), actsOf(shown.view));
    }

    remove() {
      this.#host?.remove();
      this.#host = null;
      this.#drawn = "";
    }

    /** @param {StateView} state */
    #problem({ name, text, substitutions }) {
      return text ?? this.#outside.say(`state_${name}_text`, substitutions);
    }

    #appear() {
      if (this.#host) return;
      const { say } = this.#outside;
      this.#host = new CornerHost(STYLE);
      this.#sentence.setAttribute("role", "status");
      const bar = make("section", "walk", this.#sentence, this.#row);
      bar.setAttribute("aria-label", say("walk_title"));
      bar.lang = say("language");
      bar.dir = say("direction");
      this.#host.root.append(bar);
    }

    /**
     * @param {string} sentence
     * @param {readonly import("../walk/state.js").WalkAct[]} acts
     */
    #draw(sentence, acts) {
      this.#sentence.textContent = sentence;
      // The same buttons stay where they are, and keep the keyboard.
      if (this.#drawn === acts.join()) return;
      this.#drawn = acts.join();
      const { say, act } = this.#outside;
      const hasKeyboard = this.#row.contains(this.#host?.root.activeElement ?? null);
      this.#row.replaceChildren(
        ...acts.map((name) => button("action", say(`walk_${name}`), () => act(name === "close" ? "stop" : name))),
      );
      // Who has paused it by keyboard goes on, or stops it, from there.
      if (hasKeyboard) this.#row.querySelector("button")?.focus();
    }
  }

  return Object.freeze({ WalkBar });
})();
