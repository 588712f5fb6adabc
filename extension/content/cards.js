/**
 * The cards of the order list: a small badge on each, and those that a filter leaves out hidden.
 *
 * Which elements are cards, the companion says (a selector); one of them is marked only where all
 * its links to orders lead to a single one. Nothing of a card is changed but an attribute of ours,
 * and nothing is moved: a badge takes no room in the page.
 */

var CancelWindowCards = (() => {
  "use strict";

  /** @typedef {import("../companion/verdict-view.js").VerdictView} VerdictView */
  /** @typedef {import("../companion/view.js").View} View */
  /** @typedef {import("../companion/memory.js").Filter} Filter */

  const { SHAPES, button, drawing, make } = CancelWindowParts;
  const { FILTERING, makeHost } = CancelWindowHost;
  const { orderIdIn } = CancelWindowPage;

  /** On each card that a filter leaves out (content/cards.css). */
  const LEFT_OUT = "data-cancel-window-left-out";

  /** A page that redraws its cards is followed, but not at every single step of it. */
  const FOLLOW_AFTER = 60;

  /**
   * @typedef {object} Outside
   * @property {(key: string, substitutions?: readonly string[]) => string} say
   * @property {(orderId: string, giveBack: () => void) => void} open
   */

  /** @typedef {{host: HTMLElement, orderId: string, drawn: string, press: HTMLButtonElement, root: ShadowRoot}} Mark */

  class Cards {
    #outside;
    /** @type {Map<Element, Mark>} */
    #marks = new Map();
    /** @type {ReadonlyMap<string, VerdictView>} */
    #orders = new Map();
    /** @type {string | null} */
    #selector = null;
    /** @type {Filter | null} */
    #filter = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    #next;

    /** @param {Outside} outside */
    constructor(outside) {
      this.#outside = outside;
    }

    /** An answer for the list, or a state in which there is none. @param {View} view */
    show(view) {
      const isList = view.kind === "list";
      this.#orders = new Map(isList ? view.orders.map((order) => [order.orderId, order]) : []);
      this.#selector = isList ? view.card : null;
      this.#follow();
    }

    /** The page's DOM changed. */
    changed() {
      if (this.#selector === null) return;
      clearTimeout(this.#next);
      this.#next = setTimeout(() => this.#follow(), FOLLOW_AFTER);
    }

    /** @param {Filter | null} filter */
    filter(filter) {
      this.#filter = filter;
      this.#follow();
    }

    /** The page as if we had never been there. */
    end() {
      this.#orders = new Map();
      this.#selector = null;
      this.#follow();
    }

    #follow() {
      clearTimeout(this.#next);
      const cards = new Map(cardsOf(document, this.#selector));
      for (const [card, { host }] of this.#marks) {
        if (this.#orders.has(cards.get(card) ?? "")) continue;
        host.remove();
        setFlag(card, LEFT_OUT, false);
        this.#marks.delete(card);
      }
      for (const [card, orderId] of cards) {
        const order = this.#orders.get(orderId);
        if (order) this.#mark(card, order);
        setFlag(card, LEFT_OUT, order !== undefined && !passes(order, this.#filter));
      }
      setFlag(document.documentElement, FILTERING, this.#filter !== null && this.#orders.size > 0);
    }

    /**
     * @param {Element} card
     * @param {VerdictView} order
     */
    #mark(card, order) {
      const mark = this.#marks.get(card) ?? this.#make(card, order);
      mark.orderId = order.orderId;
      const drawn = JSON.stringify([order.orderId, order.answer, order.label, order.isActNow]);
      if (mark.drawn !== drawn) {
        mark.drawn = drawn;
        this.#draw(mark, order);
      }
      if (mark.host.parentNode !== card) card.prepend(mark.host);
    }

    /**
     * @param {Element} card
     * @param {VerdictView} order
     * @returns {Mark}
     */
    #make(card, { orderId }) {
      const { host, root } = makeHost("card", CancelWindowCardStyle);
      const press = button("mark", "", () => this.#outside.open(mark.orderId, () => press.focus()));
      /** @type {Mark} */
      const mark = { host, orderId, drawn: "", press, root };
      root.append(press);
      this.#marks.set(card, mark);
      return mark;
    }

    /**
     * @param {Mark} mark
     * @param {VerdictView} order
     */
    #draw({ press }, { answer, label, orderId, isActNow, language }) {
      const { say } = this.#outside;
      const text = make("span", "", label);
      text.lang = language;
      text.dir = "auto";
      press.dataset["tone"] = answer;
      press.dir = say("direction");
      press.replaceChildren(drawing("icon", 18, SHAPES[answer]), text);
      // The blank takes no room, but without it the two run together where they are read as text.
      if (isActNow) press.append(" ", make("span", "urgent", say("act_now")));
      // The name begins with the very words that are shown, so that they can be spoken to press it.
      const shown = isActNow ? `${label}, ${say("act_now")}` : label;
      press.setAttribute("aria-label", say("card_name", [shown, orderId]));
    }
  }

  /**
   * The cards of a page with their orders: elements that the selector finds and whose links to
   * orders, their own included, all lead to one.
   * @param {Document} page
   * @param {string | null} selector
   * @returns {[Element, string][]}
   */
  function cardsOf(page, selector) {
    return elementsOf(page, selector).flatMap((card) => {
      const ids = new Set(linksOf(card).map(orderOf).filter((id) => id !== null));
      const [orderId] = ids;
      return orderId !== undefined && ids.size === 1 ? [/** @type {[Element, string]} */ ([card, orderId])] : [];
    });
  }

  /**
   * @param {Document} page
   * @param {string | null} selector
   * @returns {Element[]}
   */
  function elementsOf(page, selector) {
    if (selector === null) return [];
    try {
      return [...page.querySelectorAll(selector)];
    } catch {
      // A newer companion may know a form of selector that this browser does not.
      return [];
    }
  }

  /** @param {Element} card */
  function linksOf(card) {
    return [...(card.matches("a[href]") ? [card] : []), ...card.querySelectorAll("a[href]")];
  }

  /** @param {Element} link */
  function orderOf(link) {
    const address = link.getAttribute("href") ?? "";
    return URL.canParse(address, location.href) ? orderIdIn(new URL(address, location.href).searchParams) : null;
  }

  /**
   * Whether a filter leaves an order in. An order without an answer stays: not seen is never no.
   * @param {VerdictView} order
   * @param {Filter | null} filter
   */
  function passes({ isCancellable, isActNow }, filter) {
    return filter === null || (filter === "cancellable" ? isCancellable : isActNow);
  }

  /**
   * @param {Element} element
   * @param {string} name
   * @param {boolean} isSet
   */
  function setFlag(element, name, isSet) {
    if (element.hasAttribute(name) !== isSet) element.toggleAttribute(name, isSet);
  }

  return Object.freeze({ Cards, cardsOf });
})();
