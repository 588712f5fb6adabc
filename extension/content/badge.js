/**
 * The badge: the answer for the order of this page, in the corner of the window.
 *
 * It lives in a closed shadow root outside the page's own root element, so that the page can neither
 * read it, nor style it, nor take it along when it draws itself anew. It holds text, never markup.
 */

var CancelWindowBadge = (() => {
  "use strict";

  /** @typedef {import("../companion/view.js").Action} Action */
  /** @typedef {import("../companion/view.js").StateView} StateView */
  /** @typedef {import("../companion/view.js").VerdictView} VerdictView */
  /** @typedef {import("../companion/view.js").View} View */

  const { SHAPES, caption, drawing, fill, make, quiet, section, stepText, words } = CancelWindowBadgeParts;

  const MARK = "data-cancel-window-badge";

  /** A page may take the host away; it comes back, but not so eagerly that the two could race. */
  const RETURN_AFTER = 150;

  /**
   * @typedef {object} Outside
   * @property {(key: string, substitutions?: readonly string[]) => string} say the extension's own words
   * @property {string} locale that times are written in
   * @property {(action: Action) => void} act
   * @property {() => void} hidden the person closed the badge
   */

  class Badge {
    #outside;
    #host = document.createElement("div");
    #root;
    #parts;
    #drawn = "";
    #watch = new MutationObserver(() => this.#returnSoon());
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    #returning;

    /** @param {Outside} outside */
    constructor(outside) {
      this.#outside = outside;
      this.#host.setAttribute(MARK, "");
      this.#root = this.#host.attachShadow({ mode: "closed" });
      this.#parts = this.#build();
      // Left by a run of the extension that was since updated or reloaded: it answers no more.
      for (const stale of document.querySelectorAll(`[${MARK}]`)) stale.remove();
      this.#attach();
    }

    /** @param {View} view */
    show(view) {
      const drawn = JSON.stringify({ ...view, asOf: null });
      if (drawn !== this.#drawn) {
        this.#drawn = drawn;
        const focused = this.#root.activeElement !== null;
        if (view.kind === "verdict") this.#drawVerdict(view);
        else this.#drawState(view);
        if (focused && this.#root.activeElement === null) this.#parts.card.focus();
      }
      this.#parts.asOf.textContent = view.kind === "verdict" ? this.#dated(view) : "";
    }

    remove() {
      this.#watch.disconnect();
      clearTimeout(this.#returning);
      this.#host.remove();
    }

    /** Whether a DOM change is only our own host coming or going. @param {MutationRecord} record */
    isOwn(record) {
      const nodes = [...record.addedNodes, ...record.removedNodes];
      return record.target === this.#host || (nodes.length > 0 && nodes.every((node) => node === this.#host));
    }

    #attach() {
      this.#watch.disconnect();
      if (this.#host.parentNode !== document.documentElement) document.documentElement.append(this.#host);
      // The page may replace the document's root element as well as its children.
      this.#watch.observe(document, { childList: true });
      this.#watch.observe(document.documentElement, { childList: true });
    }

    #returnSoon() {
      if (this.#host.parentNode === document.documentElement) return;
      clearTimeout(this.#returning);
      this.#returning = setTimeout(() => this.#attach(), RETURN_AFTER);
    }

    #build() {
      const { say } = this.#outside;
      const parts = {
        card: make("section", "card"),
        icon: drawing("icon", 32, SHAPES.checking),
        label: make("strong", "label"),
        headline: make("p", "headline"),
        step: make("p", "row step"),
        deadline: make("p", "row deadline"),
        actionRow: make("div", "row"),
        why: make("details", "row why"),
        whyBody: make("div", ""),
        message: make("details", "row seller"),
        messageText: make("p", "message"),
        copied: make("p", "quiet"),
        asOf: make("span", "as-of"),
      };
      const status = make("div", "status", parts.label, parts.headline);
      status.setAttribute("role", "status");
      status.setAttribute("aria-live", "polite");
      status.setAttribute("aria-atomic", "true");
      parts.copied.setAttribute("role", "status");
      parts.why.append(make("summary", "", say("why")), parts.whyBody);
      const copy = this.#button("copy", () => void this.#copy(), say("copy"));
      parts.message.append(make("summary", "", say("message")), parts.messageText, copy, parts.copied);

      const top = make("div", "top", parts.icon, status, this.#hideButton());
      const body = make("div", "body", parts.step, parts.deadline, parts.actionRow, parts.why, parts.message);
      const foot = make("div", "foot", make("span", "", say("extension_name")), parts.asOf);
      parts.card.append(top, body, foot);
      parts.card.setAttribute("aria-label", say("extension_name"));
      parts.card.lang = say("language");
      parts.card.dir = say("direction");
      parts.card.tabIndex = -1;
      this.#root.append(make("style", "", CancelWindowBadgeStyle), parts.card);
      return parts;
    }

    #hideButton() {
      const button = this.#button("hide", () => this.#outside.hidden());
      button.append(drawing("", 18, "M7 7l10 10M17 7L7 17"));
      button.setAttribute("aria-label", this.#outside.say("hide"));
      button.title = this.#outside.say("hide");
      return button;
    }

    /**
     * A button that a script cannot press: only a person's own click or key counts.
     * @param {string} name
     * @param {() => void} press
     * @param {string} [text]
     */
    #button(name, press, text = "") {
      const button = make("button", name, text);
      button.type = "button";
      button.addEventListener("click", (event) => {
        if (event.isTrusted) press();
      });
      return button;
    }

    /** @param {VerdictView} view */
    #drawVerdict(view) {
      const { say } = this.#outside;
      const parts = this.#parts;
      this.#drawTop(view.answer, view.label, view.headline, view.language);
      const [first, ...others] = view.steps;
      fill(parts.step, first ? [caption(say("next_step")), stepText(first)] : []);
      const next = view.nextDeadline;
      fill(parts.deadline, next ? [caption(next.title), words(next.text)] : []);
      fill(parts.actionRow, []);
      fill(parts.whyBody, [
        ...section(
          say("reasons"),
          view.reasons.map(({ text, observed, sources }) => [
            words(text),
            ...(observed ? [quiet(say("observed", [observed]))] : []),
            ...sources.map((source) => quiet(say("source", [source]))),
          ]),
        ),
        ...section(say("other_steps"), others.map((step) => [stepText(step)])),
        ...section(
          say("other_deadlines"),
          view.otherDeadlines.map(({ title, text }) => [words(`${title}: ${text}`)]),
        ),
        ...section(say("refund"), view.refund ? [[words(view.refund)]] : []),
        ...section(say("warnings"), view.warnings.map((text) => [words(text)])),
        ...section(say("not_seen"), view.notSeen.map((text) => [words(text)])),
      ]);
      parts.why.hidden = parts.whyBody.childElementCount === 0;
      parts.messageText.textContent = view.message ?? "";
      parts.messageText.dir = "auto";
      parts.message.hidden = view.message === null;
      parts.copied.textContent = "";
      for (const part of [parts.step, parts.deadline, parts.why, parts.message]) part.lang = view.language;
    }

    /** @param {StateView} view */
    #drawState({ name, text, substitutions, action }) {
      const { say, act } = this.#outside;
      const parts = this.#parts;
      const tone = name === "checking" ? "checking" : "problem";
      const sentence = text ?? say(`state_${name}_text`, substitutions);
      this.#drawTop(tone, say(`state_${name}_label`), sentence, say("language"));
      for (const part of [parts.step, parts.deadline, parts.whyBody]) fill(part, []);
      parts.why.hidden = parts.message.hidden = true;
      parts.why.open = parts.message.open = false;
      if (action === null) return fill(parts.actionRow, []);
      const button = this.#button("action", () => act(action), say(`action_${action}`));
      fill(parts.actionRow, [button]);
    }

    /**
     * @param {keyof typeof SHAPES} tone
     * @param {string} label
     * @param {string} headline
     * @param {string} language
     */
    #drawTop(tone, label, headline, language) {
      const { card, icon, label: labelPart, headline: headlinePart } = this.#parts;
      card.dataset["tone"] = tone;
      icon.firstElementChild?.setAttribute("d", SHAPES[tone]);
      for (const [part, text] of /** @type {const} */ ([[labelPart, label], [headlinePart, headline]])) {
        part.textContent = text;
        part.lang = language;
        part.dir = "auto";
      }
    }

    /** @param {VerdictView} view */
    #dated({ asOf, settled }) {
      const moment = new Date(asOf);
      const today = moment.toDateString() === new Date().toDateString();
      const time = new Intl.DateTimeFormat(this.#outside.locale, {
        timeStyle: "short",
        ...(today ? {} : { dateStyle: "medium" }),
      }).format(moment);
      return this.#outside.say(settled ? "as_of" : "as_of_arriving", [time]);
    }

    async #copy() {
      const { messageText, copied } = this.#parts;
      try {
        await navigator.clipboard.writeText(messageText.textContent ?? "");
        copied.textContent = this.#outside.say("copied");
      } catch {
        // The page's own policy may forbid the clipboard: the person copies what is selected.
        getSelection()?.selectAllChildren(messageText);
        copied.textContent = this.#outside.say("copy_by_hand");
      }
    }
  }

  return Object.freeze({ Badge });
})();
