/**
 * The badge: the answer for this page in the corner of the window, and the panel that it opens.
 *
 * It lives in a closed shadow root outside the page's own root element, so that the page can neither
 * read it, nor style it, nor take it along when it draws itself anew. It holds text, never markup.
 */

var CancelWindowBadge = (() => {
  "use strict";

  /** @typedef {import("../companion/seller-view.js").SellersView} SellersView */
  /** @typedef {import("../companion/verdict-view.js").VerdictView} VerdictView */
  /** @typedef {import("../companion/view.js").Action} Action */
  /** @typedef {import("../companion/view.js").ListView} ListView */
  /** @typedef {import("../companion/view.js").StateView} StateView */
  /** @typedef {import("../companion/view.js").View} View */
  /** @typedef {import("../companion/memory.js").Remembered} Remembered */
  /** @typedef {import("../companion/memory.js").Filter} Filter */

  const { SHAPES, TOOLS, button, caption, dated, drawing, fill, iconButton, keepingKeyboard, linked, make, saying, words } =
    CancelWindowParts;
  const { CornerHost } = CancelWindowHost;
  const { Movable } = CancelWindowPlace;
  const { Panel } = CancelWindowPanel;

  /** @type {readonly Filter[]} */
  const FILTERS = Object.freeze(["cancellable", "act_now"]);

  /**
   * @typedef {object} Outside
   * @property {(key: string, substitutions?: readonly string[]) => string} say the extension's own words
   * @property {string} locale that times are written in
   * @property {boolean} isQuiet shown only where there is something to warn of
   * @property {(action: Action) => void} act
   * @property {(() => void) | null} hide for this order, where the page is one order's
   * @property {(change: Partial<Remembered>) => void} remember
   * @property {(storeId: string, behaviours: readonly string[]) => Promise<boolean>} tick whether it is kept
   * @property {(filter: Filter | null) => void} filter
   * @property {() => void} readHistory
   */

  class Badge {
    #outside;
    #host;
    #frame;
    #parts;
    #movable;
    #panel;
    #drawn = "";
    /** @type {View | null} */
    #view = null;
    /** Whether the person opened the panel; it shows while there is an answer for it. */
    #isOpen = false;
    /** @type {string | null} the order of a list that the panel is about */
    #orderId = null;
    /** @type {(() => void) | null} gives the keyboard back to what opened the panel */
    #giveBack = null;
    /** @type {Filter | null} */
    #filter = null;

    /**
     * @param {Outside} outside
     * @param {Remembered} remembered
     */
    constructor(outside, { isOpen, place }) {
      this.#outside = outside;
      this.#host = new CornerHost(CancelWindowStyle + CancelWindowPanelStyle);
      this.#movable = new Movable(this.#host.root, {
        isMirrored: () => this.#host.isMirrored,
        moved: (to) => outside.remember({ place: to }),
      });
      this.#movable.put(place);
      const { say, locale, hide, tick } = outside;
      const movable = (/** @type {HTMLElement} */ handle) => this.#movable.listen(handle);
      this.#panel = new Panel({ say, locale, hide, movable, tick, close: () => this.#close() });
      this.#frame = this.#build();
      this.#parts = this.#lay();
      this.#isOpen = isOpen;
      this.#arrange();
    }

    /** @param {View} view */
    show(view) {
      this.#view = view;
      const drawn = JSON.stringify({ ...view, asOf: null });
      if (drawn !== this.#drawn) {
        this.#drawn = drawn;
        this.#draw(view);
      }
      const asOf = view.kind === "state" || !view.asOf ? "" : dated(this.#outside, view.asOf, view.settled);
      this.#parts.asOf = saying(this.#parts.asOf, asOf);
      this.#arrange();
    }

    /**
     * Opens the panel for one order of the list.
     * @param {string} orderId
     * @param {() => void} giveBack
     */
    open(orderId, giveBack) {
      this.#orderId = orderId;
      this.#giveBack = giveBack;
      this.#isOpen = true;
      this.#arrange();
      this.#panel.focus();
    }

    remove() {
      this.#panel.end();
      this.#host.remove();
    }

    /** What stays as long as the badge. */
    #build() {
      const { say, hide } = this.#outside;
      const frame = {
        card: make("section", "card"),
        icon: drawing("icon", 32, SHAPES.checking),
        status: make("div", "status"),
      };
      frame.status.setAttribute("role", "status");
      frame.status.setAttribute("aria-live", "polite");
      frame.status.setAttribute("aria-atomic", "true");
      const handle = iconButton("tool move", say("move"), TOOLS.move, () => undefined);
      this.#movable.listen(handle);
      const tools = make("div", "tools", handle);
      if (hide) tools.append(iconButton("tool hide", say("hide"), TOOLS.hide, hide));
      frame.card.append(make("div", "top", frame.icon, frame.status, tools));
      frame.card.setAttribute("aria-label", say("extension_name"));
      frame.card.lang = say("language");
      frame.card.dir = say("direction");
      frame.card.tabIndex = -1;
      this.#host.root.append(frame.card, this.#panel.element);
      return frame;
    }

    /** What each answer has of its own: an element that is moved counts as a shift of the page's layout. */
    #lay() {
      const { card, status } = this.#frame;
      const parts = {
        label: make("strong", "label"),
        headline: make("p", "headline"),
        parcel: make("p", "row parcel"),
        step: make("p", "row step"),
        deadline: make("p", "row deadline"),
        actionRow: make("div", "row actions"),
        asOf: make("span", "as-of"),
      };
      const rows = [parts.parcel, parts.step, parts.deadline, parts.actionRow];
      for (const row of rows) row.hidden = true;
      const body = make("div", "body", ...rows);
      const foot = make("div", "foot", make("span", "", this.#outside.say("extension_name")), parts.asOf);
      for (const old of card.querySelectorAll(":scope > :not(.top)")) old.remove();
      status.replaceChildren(parts.label, parts.headline);
      card.append(body, foot);
      return parts;
    }

    /** Shows the panel or the card, whichever is due. */
    #arrange() {
      const about = this.#about;
      const shown = this.#isOpen && about !== null;
      const { card } = this.#frame;
      if (shown) this.#panel.show(about);
      else this.#panel.end();
      this.#panel.element.hidden = !shown;
      const isNews = this.#view?.kind === "sellers" && warned(this.#view);
      card.hidden = shown || this.#view === null || (this.#outside.isQuiet && !isNews);
    }

    /** What the panel would show now. */
    get #about() {
      const view = this.#view;
      if (view?.kind === "list") return view.orders.find(({ orderId }) => orderId === this.#orderId) ?? null;
      return view?.kind === "verdict" || view?.kind === "sellers" ? view : null;
    }

    #close() {
      this.#isOpen = false;
      this.#remember();
      this.#arrange();
      if (this.#giveBack) this.#giveBack();
      else this.#parts.actionRow.querySelector("button")?.focus();
      this.#giveBack = null;
      this.#orderId = null;
    }

    #openOwn() {
      this.#isOpen = true;
      this.#remember();
      this.#arrange();
      this.#panel.focus();
    }

    #remember() {
      if (this.#view?.kind === "verdict") this.#outside.remember({ isOpen: this.#isOpen });
    }

    /** @param {View} view */
    #draw(view) {
      const { card } = this.#frame;
      keepingKeyboard(card, card, () => {
        this.#parts = this.#lay();
        if (view.kind === "verdict") this.#drawVerdict(view);
        else if (view.kind === "list") this.#drawList(view);
        else if (view.kind === "sellers") this.#drawSellers(view);
        else this.#drawState(view);
      });
    }

    /** @param {VerdictView} view */
    #drawVerdict(view) {
      const { say } = this.#outside;
      const { parcel, step, deadline, actionRow } = this.#parts;
      this.#drawTop(view.answer, view.label, view.headline, view.language);
      const [first] = view.steps;
      const [next] = view.deadlines;
      const seen = view.page === "tracking" ? view.parcels : [];
      fill(
        parcel,
        seen.flatMap(({ label, text }, place) => [
          caption(`${say("parcel_number", [String(place + 1)])}: ${label}`),
          words(text),
        ]),
      );
      fill(step, first ? [caption(say("next_step")), linked(first.text, first.url)] : []);
      fill(deadline, next ? [caption(next.title), words(next.text)] : []);
      const worries = view.warnings.length + view.sellers.filter(hasWarning).length;
      const text = worries > 0 ? say("open_panel_warned", [String(worries)]) : say("open_panel");
      fill(actionRow, [button("action open", text, () => this.#openOwn())]);
      for (const part of [parcel, step, deadline]) part.lang = view.language;
    }

    /** @param {ListView} view */
    #drawList(view) {
      const { say, filter, readHistory } = this.#outside;
      const counts = {
        cancellable: view.orders.filter(({ isCancellable }) => isCancellable).length,
        act_now: view.orders.filter(({ isActNow }) => isActNow).length,
      };
      this.#drawTop("list", say("list_label"), say("list_text", [String(view.orders.length)]), say("language"));
      const buttons = FILTERS.map((name) => {
        const one = button("tab", say(`filter_${name}`, [String(counts[name])]), () => {
          this.#filter = this.#filter === name ? null : name;
          buttons.forEach((other, place) =>
            other.setAttribute("aria-pressed", String(FILTERS[place] === this.#filter)),
          );
          filter(this.#filter);
        });
        one.setAttribute("aria-pressed", String(name === this.#filter));
        one.disabled = counts[name] === 0 && name !== this.#filter;
        return one;
      });
      const bar = make("div", "tabs", ...buttons);
      bar.setAttribute("role", "group");
      bar.setAttribute("aria-label", say("filter"));
      fill(this.#parts.actionRow, [bar, button("action history", say("walk_begin"), readHistory)]);
    }

    /** @param {SellersView} view */
    #drawSellers({ sellers }) {
      const { say } = this.#outside;
      const first = sellers.find(hasWarning);
      this.#drawTop("seller", first?.name ?? "", first?.label ?? "", first?.language ?? say("language"));
      const texts = (first?.findings ?? []).filter(({ isWarning }) => isWarning).slice(0, 1);
      fill(this.#parts.step, texts.map(({ text }) => words(text)));
      fill(this.#parts.actionRow, [button("action open", say("open_seller"), () => this.#openOwn())]);
    }

    /** @param {StateView} view */
    #drawState({ name, text, substitutions, action }) {
      const { say, act } = this.#outside;
      const tone = name === "checking" ? "checking" : "problem";
      const sentence = text ?? say(`state_${name}_text`, substitutions);
      this.#drawTop(tone, say(`state_${name}_label`), sentence, say("language"));
      if (action === null) return;
      fill(this.#parts.actionRow, [button("action", say(`action_${action}`), () => act(action))]);
    }

    /**
     * @param {keyof typeof SHAPES} tone
     * @param {string} label
     * @param {string} headline
     * @param {string} language
     */
    #drawTop(tone, label, headline, language) {
      const { card, icon } = this.#frame;
      const { label: labelPart, headline: headlinePart } = this.#parts;
      card.dataset["tone"] = tone;
      icon.firstElementChild?.setAttribute("d", SHAPES[tone]);
      for (const [part, text] of /** @type {const} */ ([[labelPart, label], [headlinePart, headline]])) {
        part.textContent = text;
        part.lang = language;
        part.dir = "auto";
      }
    }
  }

  /** @param {{findings: readonly {isWarning: boolean}[]}} seller */
  function hasWarning({ findings }) {
    return findings.some(({ isWarning }) => isWarning);
  }

  /** @param {SellersView} view */
  function warned({ sellers }) {
    return sellers.some(hasWarning);
  }

  return Object.freeze({ Badge });
})();
