/**
 * An element of ours in the page: a closed shadow root that the page can neither read nor style, and
 * that comes back when the page takes it away.
 */

var CancelWindowHost = (() => {
  "use strict";

  /** On every host of ours, so that a snapshot leaves it out and a later run clears it away. */
  const MARKS = Object.freeze({ corner: "data-cancel-window-badge", card: "data-cancel-window-card" });

  /** On the document while a filter of the list is on (content/cards.css). */
  const FILTERING = "data-cancel-window-filter";

  /** A page may take the host away; it comes back, but not so eagerly that the two could race. */
  const RETURN_AFTER = 150;

  /** @type {WeakSet<Node>} */
  const ours = new WeakSet();

  /**
   * A host and its root, which nobody else can reach; not in the page yet.
   * @param {keyof typeof MARKS} kind
   * @param {string} style
   */
  function makeHost(kind, style) {
    const host = document.createElement("div");
    host.setAttribute(MARKS[kind], "");
    const root = host.attachShadow({ mode: "closed" });
    const sheet = document.createElement("style");
    sheet.textContent = style;
    root.append(sheet);
    ours.add(host);
    return { host, root };
  }

  /** Left by a run of the extension that was since updated or reloaded: they answer no more. */
  function clearStale() {
    const marked = document.querySelectorAll(Object.values(MARKS).map((mark) => `[${mark}]`).join());
    for (const stale of marked) if (!ours.has(stale)) stale.remove();
  }

  /** Whether a DOM change is only a host of ours coming or going. @param {MutationRecord} record */
  function isOwn(record) {
    const nodes = [...record.addedNodes, ...record.removedNodes];
    return ours.has(record.target) || (nodes.length > 0 && nodes.every((node) => ours.has(node)));
  }

  /** The host in the corner of the window, outside the page's own root element. */
  class CornerHost {
    #host;
    #watch = new MutationObserver(() => this.#returnSoon());
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    #returning;

    /** @param {string} style */
    constructor(style) {
      const { host, root } = makeHost("corner", style);
      this.#host = host;
      this.root = root;
      clearStale();
      this.#attach();
    }

    /** Whether the page's text runs from right to left where the host stands. */
    get isMirrored() {
      return getComputedStyle(this.#host).direction === "rtl";
    }

    remove() {
      this.#watch.disconnect();
      clearTimeout(this.#returning);
      this.#host.remove();
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
  }

  return Object.freeze({ CornerHost, FILTERING, MARKS, isOwn, makeHost });
})();
