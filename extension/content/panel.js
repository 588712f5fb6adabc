/**
 * The panel: all that is known of one order, or of the sellers of a page, as a dialog in the corner.
 *
 * It does not hold the page back: the person can go on reading and pressing there.
 */

var CancelWindowPanel = (() => {
  "use strict";

  /** @typedef {import("../companion/seller-view.js").SellersView} SellersView */
  /** @typedef {import("../companion/verdict-view.js").DeadlineView} DeadlineView */
  /** @typedef {import("../companion/verdict-view.js").VerdictView} VerdictView */

  const { SHAPES, TOOLS, button, drawing, iconButton, keepingKeyboard, make, saying } = CancelWindowParts;
  const { order, sellers } = CancelWindowPanelParts;
  const { Countdown } = CancelWindowCountdown;

  /**
   * @typedef {object} Outside
   * @property {(key: string, substitutions?: readonly string[]) => string} say the extension's own words
   * @property {string} locale that times are written in
   * @property {() => void} close
   * @property {(() => void) | null} hide for this order, where it can be
   * @property {(handle: HTMLElement) => void} movable
   * @property {(storeId: string, behaviours: readonly string[]) => Promise<boolean>} tick whether it is kept
   */

  class Panel {
    #outside;
    #frame;
    #parts;
    #countdown;
    #drawn = "";
    /** @type {Set<string>} the folds that the person opened */
    #unfolded = new Set();
    /** @type {{language: string | null}} */
    #chosen = { language: null };
    /** @type {{element: HTMLElement, span: DeadlineView}[]} */
    #counting = [];

    /** @param {Outside} outside */
    constructor(outside) {
      this.#outside = outside;
      this.#countdown = new Countdown(outside.say, outside.locale);
      this.#frame = this.#build();
      this.#parts = this.#lay("");
    }

    get element() {
      return this.#frame.panel;
    }

    /** @param {VerdictView | SellersView} view */
    show(view) {
      const drawn = JSON.stringify({ ...view, asOf: null });
      if (drawn !== this.#drawn) {
        this.#drawn = drawn;
        this.#draw(view);
      }
      this.#parts.asOf = saying(this.#parts.asOf, this.#dated(view));
    }

    /** @param {VerdictView | SellersView} view */
    #draw(view) {
      this.#countdown.stop();
      this.#counting = [];
      const { panel, heading } = this.#frame;
      const { body, copied } = this.#parts;
      const scrolled = body.scrollTop;
      keepingKeyboard(panel, heading, () => {
        this.#parts = this.#lay(copied.textContent);
        if (view.kind === "verdict") this.#drawOrder(view);
        else this.#drawSellers(view);
        this.#parts.body.scrollTop = scrolled;
      });
      this.#countdown.start(this.#counting);
    }

    focus() {
      this.#frame.heading.focus();
    }

    /** Nothing is counted down any more. */
    end() {
      this.#countdown.stop();
    }

    /** What stays as long as the panel. */
    #build() {
      const { say, close, hide, movable } = this.#outside;
      const frame = {
        panel: make("section", "panel"),
        top: make("div", "top"),
        icon: drawing("icon", 32, SHAPES.checking),
        heading: make("h2", "heading"),
      };
      const { panel, heading } = frame;
      const handle = iconButton("tool move", say("move"), TOOLS.move, () => undefined);
      movable(handle);
      const tools = make("div", "tools", handle);
      if (hide) tools.append(iconButton("tool", say("hide"), TOOLS.hide, hide));
      tools.append(iconButton("tool", say("close"), TOOLS.close, close));
      frame.top.append(frame.icon, heading, tools);
      panel.append(frame.top);
      heading.id = "heading";
      heading.tabIndex = -1;
      panel.setAttribute("role", "dialog");
      panel.setAttribute("aria-labelledby", "heading");
      panel.setAttribute("aria-describedby", "headline");
      panel.lang = say("language");
      panel.dir = say("direction");
      panel.addEventListener("keydown", (event) => {
        if (!event.isTrusted || event.key !== "Escape") return;
        event.stopPropagation();
        close();
      });
      return frame;
    }

    /**
     * What each view has of its own: an element that is moved counts as a shift of the page's layout.
     * @param {string | null} told what was last said of a press
     */
    #lay(told) {
      const { say } = this.#outside;
      const { panel, top } = this.#frame;
      const parts = {
        headline: make("p", "headline"),
        sure: make("p", "quiet sure"),
        body: make("div", "body"),
        copied: make("p", "quiet copied", told ?? ""),
        asOf: make("span", "as-of"),
      };
      parts.headline.id = "headline";
      parts.body.tabIndex = 0;
      parts.body.setAttribute("role", "group");
      parts.body.setAttribute("aria-label", say("panel_body"));
      parts.copied.setAttribute("role", "status");
      const foot = make("div", "foot", make("span", "", say("extension_name")), parts.asOf);
      for (const old of panel.querySelectorAll(":scope > :not(.top), .top > .headline, .top > .sure")) old.remove();
      top.append(parts.headline, parts.sure);
      panel.append(parts.body, parts.copied, foot);
      return parts;
    }

    /** @param {VerdictView} view */
    #drawOrder(view) {
      const { say } = this.#outside;
      const { headline, sure } = this.#parts;
      this.#drawTop(view.answer, view.label, view.language);
      headline.textContent = view.headline;
      sure.textContent = say("panel_order", [say(`confidence_${view.confidence}`), view.orderId]);
      this.#parts.body.replaceChildren(...order(this.#tools, view));
      this.#parts.body.lang = view.language;
    }

    /** @param {SellersView} view */
    #drawSellers({ sellers: cards }) {
      const { say } = this.#outside;
      this.#drawTop("seller", say("sellers"), say("language"));
      this.#parts.headline.textContent = cards.map(({ headline }) => headline).filter(Boolean).join(" ");
      this.#parts.sure.textContent = "";
      this.#parts.body.replaceChildren(...sellers(this.#tools, cards));
      this.#parts.body.lang = cards[0]?.language ?? say("language");
    }

    /**
     * @param {keyof typeof SHAPES} tone
     * @param {string} label
     * @param {string} language
     */
    #drawTop(tone, label, language) {
      const { panel, icon, heading } = this.#frame;
      const { headline } = this.#parts;
      panel.dataset["tone"] = tone;
      icon.firstElementChild?.setAttribute("d", SHAPES[tone]);
      heading.textContent = label;
      for (const part of [heading, headline]) {
        part.lang = language;
        part.dir = "auto";
      }
    }

    get #tools() {
      const { say, locale } = this.#outside;
      return {
        say,
        locale,
        chosen: this.#chosen,
        fold: this.#fold.bind(this),
        copyable: this.#copyable.bind(this),
        ticked: this.#ticked.bind(this),
        counting: (/** @type {DeadlineView} */ span) => {
          const element = make("span", "countdown");
          element.setAttribute("role", "timer");
          this.#counting.push({ element, span });
          return element;
        },
      };
    }

    /**
     * @param {string} key
     * @param {string} summary
     * @param {...Node} children
     */
    #fold(key, summary, ...children) {
      const fold = make("details", "", make("summary", "", summary), ...children);
      fold.open = this.#unfolded.has(key);
      fold.addEventListener("toggle", () => {
        if (fold.open) this.#unfolded.add(key);
        else this.#unfolded.delete(key);
      });
      return fold;
    }

    /**
     * @param {string} text
     * @param {string} language
     */
    #copyable(text, language) {
      const shown = make("p", "message", text);
      shown.lang = language;
      shown.dir = "auto";
      const copy = button("copy", this.#outside.say("copy"), () => void this.#copy(shown));
      return [shown, copy];
    }

    /** @param {HTMLElement} shown */
    async #copy(shown) {
      const { copied } = this.#parts;
      copied.textContent = "";
      try {
        await navigator.clipboard.writeText(shown.textContent ?? "");
        copied.textContent = this.#outside.say("copied");
      } catch {
        // The page's own policy may forbid the clipboard: the person copies what is selected.
        getSelection()?.selectAllChildren(shown);
        copied.textContent = this.#outside.say("copy_by_hand");
      }
    }

    /**
     * Keeps what is ticked of a seller; a tick that could not be kept is taken back.
     * @param {string} storeId
     * @param {readonly string[]} behaviours
     * @param {() => void} takeBack
     */
    async #ticked(storeId, behaviours, takeBack) {
      const { copied } = this.#parts;
      copied.textContent = "";
      const isKept = await this.#outside.tick(storeId, behaviours);
      if (!isKept) takeBack();
      copied.textContent = this.#outside.say(isKept ? "seller_noted" : "seller_not_noted");
    }

    /** @param {VerdictView | SellersView} view */
    #dated({ asOf, settled }) {
      if (!asOf) return "";
      return CancelWindowParts.dated(this.#outside, asOf, settled);
    }
  }

  return Object.freeze({ Panel });
})();
