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

  const MARK = "data-cancel-window-badge";
  const SVG = "http://www.w3.org/2000/svg";

  /** A page may take the host away; it comes back, but not so eagerly that the two could race. */
  const RETURN_AFTER = 150;

  /** One shape per answer, in a 24 by 24 box: colour is never the only sign. */
  const SHAPES = Object.freeze({
    yes: "M6.5 12.5l3.7 3.7 7.3-8",
    ask_seller: "M6 8h12v7.5h-6.5L8.2 18.4V15.5H6z",
    pending: "M12 6.8v5.4l3.6 2.2M12 4.6a7.4 7.4 0 1 0 .01 0",
    recall: "M8.6 6.2L5.4 9.4l3.2 3.2M5.8 9.4h8a4 4 0 0 1 0 8h-3.4",
    no: "M7.6 7.6l8.8 8.8M16.4 7.6l-8.8 8.8",
    closed: "M7 12h10",
    unknown: "M9.2 9.4a2.9 2.9 0 1 1 4 2.7c-.9.4-1.2 1-1.2 2M12 17v.3",
    problem: "M12 6.8v6.4M12 16.8v.3",
    checking: "M7.4 12v.3M12 12v.3M16.6 12v.3",
  });

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
        icon: document.createElementNS(SVG, "svg"),
        shape: document.createElementNS(SVG, "path"),
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
      parts.icon.setAttribute("viewBox", "0 0 24 24");
      parts.icon.setAttribute("class", "icon");
      parts.icon.setAttribute("aria-hidden", "true");
      for (const [name, value] of Object.entries({
        fill: "none",
        stroke: "currentColor",
        "stroke-width": "2",
        "stroke-linecap": "round",
        "stroke-linejoin": "round",
      })) {
        parts.shape.setAttribute(name, value);
      }
      parts.icon.append(parts.shape);

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
      const icon = document.createElementNS(SVG, "svg");
      const path = document.createElementNS(SVG, "path");
      icon.setAttribute("viewBox", "0 0 24 24");
      icon.setAttribute("width", "18");
      icon.setAttribute("height", "18");
      icon.setAttribute("aria-hidden", "true");
      path.setAttribute("d", "M7 7l10 10M17 7L7 17");
      path.setAttribute("stroke", "currentColor");
      path.setAttribute("stroke-width", "2");
      path.setAttribute("stroke-linecap", "round");
      icon.append(path);
      button.append(icon);
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
      const { card, shape, label: labelPart, headline: headlinePart } = this.#parts;
      card.dataset["tone"] = tone;
      shape.setAttribute("d", SHAPES[tone]);
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

  /**
   * @template {keyof HTMLElementTagNameMap} Tag
   * @param {Tag} tag
   * @param {string} className
   * @param {...(Node | string)} children
   * @returns {HTMLElementTagNameMap[Tag]}
   */
  function make(tag, className, ...children) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.append(...children);
    return element;
  }

  /**
   * An empty part is not shown.
   * @param {HTMLElement} part
   * @param {readonly Node[]} children
   */
  function fill(part, children) {
    part.replaceChildren(...children);
    part.hidden = children.length === 0;
  }

  /**
   * A sentence in whatever direction its own letters run.
   * @param {string} text
   */
  function words(text) {
    const element = make("span", "", text);
    element.dir = "auto";
    return element;
  }

  /** @param {string} text */
  function caption(text) {
    return make("span", "caption", text);
  }

  /** @param {string} text */
  function quiet(text) {
    const element = make("div", "quiet", text);
    element.dir = "auto";
    return element;
  }

  /** @param {{text: string, url: string | null}} step */
  function stepText({ text, url }) {
    if (url === null) return words(text);
    const link = make("a", "", text);
    link.href = url;
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    link.dir = "auto";
    link.addEventListener("click", (event) => {
      if (!event.isTrusted) event.preventDefault();
    });
    return link;
  }

  /**
   * A captioned list, or nothing where there is nothing to list.
   * @param {string} title
   * @param {readonly (readonly Node[])[]} items
   */
  function section(title, items) {
    if (items.length === 0) return [];
    return [make("h2", "caption", title), make("ul", "", ...items.map((item) => make("li", "", ...item)))];
  }

  return Object.freeze({ Badge });
})();
