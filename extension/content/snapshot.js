/**
 * A snapshot: the order page's address and its rendered DOM, without what is personal or of no use.
 *
 * It is built by copying what may leave rather than by removing what may not: an element or an
 * attribute that nobody thought of stays behind. Copies are made in a document without a window, so
 * that none of the page's images load and none of its scripts run again.
 */

var CancelWindowSnapshot = (() => {
  "use strict";

  /**
   * What the page shows of a person: the address, the name and phone, the account's own menus, the
   * chat. The only selectors of the extension: everything else is read by the companion, but these
   * blocks must be gone before the page leaves the browser.
   */
  const PERSONAL = [
    ".contact-info",
    ".order-detail-info-item:not(.order-detail-order-info)",
    '[data-pl^="contact_info"]',
    ".address-detail",
    '[class*="ship-to--"]',
    '[class*="blurmode--"]',
    '[class*="shippingToInfo"]',
    "header",
    "footer",
    "nav",
    "#header",
    "#footer",
    "#_global_header_23_",
    ".pc-header",
    ".site-footer",
    "#J_xiaomi_dialog",
  ].join(", ");

  /** Nothing to read in them, and most of a page's size. */
  const USELESS = [
    "script",
    "style",
    "link",
    "meta",
    "base",
    "img:not(.order-item-store-icon)", // a store's icon tells a Choice order on the list
    "svg",
    "math",
    "picture",
    "video",
    "audio",
    "iframe",
    "object",
    "embed",
    "canvas",
    "noscript",
    "template",
  ].join(", ");

  /** Our own badges, and those that an earlier run of this extension may have left. */
  const OWN_HOST = Object.values(CancelWindowHost.MARKS)
    .map((mark) => `[${mark}]`)
    .join(", ");

  const KEPT_ATTRIBUTES = new Set([
    "class",
    "data-clipboard-text",
    "data-id",
    "data-orderid",
    "data-pl",
    "data-spm",
    "data-status",
    "data-testid",
    "data-type",
    "dir",
    "disabled",
    "href",
    "id",
    "label",
    "lang",
    "lefttime", // what a countdown of the site counts down from
    "name",
    "role",
    "src",
    "title",
    "type",
  ]);

  /** The companion takes 6 MiB of HTML and 8 MiB of request. */
  const MAX_BYTES = 6 * 1024 * 1024;

  const MAX_ADDRESS = 2048;

  /**
   * The page's DOM as HTML, or null when there is more of it than the companion takes.
   * @param {Document} page
   * @returns {string | null}
   */
  function htmlOf(page) {
    const left = new Set(page.querySelectorAll(`${PERSONAL}, ${USELESS}, ${OWN_HOST}`));
    const paper = page.implementation.createHTMLDocument("");
    // What our own filter leaves out is seen all the same: the page has not hidden it.
    const filter = CancelWindowHost.FILTERING;
    const isFiltering = page.documentElement.hasAttribute(filter);
    page.documentElement.removeAttribute(filter);
    try {
      const tools = { paper, left, body: page.body };
      const html = copyElement(page.documentElement, tools, OUTSIDE).copy.outerHTML;
      return new TextEncoder().encode(html).length > MAX_BYTES ? null : html;
    } catch (error) {
      // Nested deeper than a script can follow: no order page is, and the badge must say something.
      if (error instanceof RangeError) return null;
      throw error;
    } finally {
      if (isFiltering) page.documentElement.setAttribute(filter, "");
    }
  }

  /**
   * What a copy is made with: the document it is made in, the elements that stay behind with all
   * they hold, and the page's body.
   * @typedef {{paper: Document, left: ReadonlySet<Element>, body: Element | null}} Tools
   */

  /** Where an element stands: outside the body nothing is drawn, and nothing is marked. */
  const OUTSIDE = 0;
  const DRAWN = 1;
  const HIDDEN = 2;

  /**
   * A copy in which what the person cannot see carries the standard `hidden` attribute.
   * @param {Element} element
   * @param {Tools} tools
   * @param {number} place of the parent: OUTSIDE, DRAWN or HIDDEN
   * @returns {{copy: Element, visible: boolean}}
   */
  function copyElement(element, tools, place) {
    const copy = tools.paper.importNode(element, false);
    keepAttributes(copy);
    const inBody = place !== OUTSIDE || element === tools.body;
    let here = inBody && place === OUTSIDE ? DRAWN : place;
    let visible = here === DRAWN && isVisible(element);
    if (here === DRAWN && !visible && !isDrawn(element)) here = HIDDEN;
    let child = holdsTyping(element) ? null : element.firstChild;
    for (; child !== null; child = child.nextSibling) {
      if (child instanceof Text) {
        copy.append(tools.paper.createTextNode(child.data));
      } else if (child instanceof Element && !tools.left.has(child)) {
        const inner = copyElement(child, tools, here);
        copy.append(inner.copy);
        visible ||= inner.visible;
      }
    }
    // A child may be visible inside an element that is not, so the mark waits for the children. One
    // mark covers all that is inside.
    if (inBody && !visible && place !== HIDDEN) copy.setAttribute("hidden", "");
    return { copy, visible };
  }

  /** @param {Element} element */
  function isVisible(element) {
    return element.checkVisibility({ visibilityProperty: true }) || isUnboxed(element);
  }

  /**
   * Whether it takes part in the page's drawing at all, seen or unseen.
   * @param {Element} element
   */
  function isDrawn(element) {
    return element.checkVisibility() || getComputedStyle(element).display === "contents";
  }

  /**
   * `display: contents` makes no box of its own, but what is inside is seen.
   * @param {Element} element
   */
  function isUnboxed(element) {
    const { display, visibility } = getComputedStyle(element);
    return display === "contents" && visibility === "visible";
  }

  /**
   * What a person types stays with them; `value` is no attribute of ours either.
   * @param {Element} element
   */
  function holdsTyping(element) {
    return element instanceof HTMLTextAreaElement;
  }

  /** @param {Element} copy */
  function keepAttributes(copy) {
    for (const name of copy.getAttributeNames()) {
      const kept = KEPT_ATTRIBUTES.has(name) || name.startsWith("aria-");
      const address = name === "href" || name === "src";
      if (!kept || (address && !isWebAddress(copy.getAttribute(name) ?? ""))) {
        copy.removeAttribute(name);
      }
    }
  }

  /** @param {string} value */
  function isWebAddress(value) {
    return value.length <= MAX_ADDRESS && !/^\s*(?!https?:)[a-z][a-z0-9+.-]*:/i.test(value);
  }

  return Object.freeze({ htmlOf, isWebAddress });
})();
