/**
 * A snapshot: the order page's address and its rendered DOM, without what is personal or of no use.
 *
 * It is built by writing down what may leave rather than by removing what may not: an element or an
 * attribute that nobody thought of stays behind. One pass over the page writes it, without a second
 * document: none of the page's images load again, and the page is held up as briefly as can be.
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
  const USELESS = new Set([
    "script",
    "style",
    "link",
    "meta",
    "base",
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
    "noembed",
    "noframes",
    "plaintext",
    "xmp",
    "template",
  ]);

  /** The one picture that says something: it tells a Choice order on the list. */
  const TELLING_PICTURE = "order-item-store-icon";

  /** Elements without an end. */
  const VOID = new Set(["area", "br", "col", "hr", "img", "input", "param", "source", "track", "wbr"]);

  /**
   * Classes that only lay out and that no reader names (a test holds them to the reader's selectors).
   * A class that is not known here stays: it may be a new name of something that is read.
   */
  const LAYOUT =
    /^(?:notranslate|es--char.*|comet-icon.*|comet-btn-(?:block|large|small|primary|borderless)|order-item-(?:header|header-right|header-right-copy|header-line|content|content-opt|content-opt-price|btns-wrap))$/;

  /** Of the site's own marks (`data-pl`), the one that stands on every line of a list and is read by nobody. */
  const UNREAD_ANCHOR = "order_item_content_info_name";

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
  ]);

  /** The companion takes 6 MiB of HTML and 8 MiB of request. */
  const MAX_BYTES = 6 * 1024 * 1024;

  const MAX_ADDRESS = 2048;

  /** Where the list of orders mostly is; its links repeat it several times for each order. */
  const SITE_HOST = "//www.aliexpress.com";
  const SITE = `https:${SITE_HOST}`;

  /**
   * The page's DOM as HTML, or null when there is more of it than the companion takes.
   * @param {Document} page
   * @returns {string | null}
   */
  function htmlOf(page) {
    const left = new Set(page.querySelectorAll(`${PERSONAL}, ${OWN_HOST}`));
    // What our own filter leaves out is seen all the same: the page has not hidden it.
    const filter = CancelWindowHost.FILTERING;
    const isFiltering = page.documentElement.hasAttribute(filter);
    page.documentElement.removeAttribute(filter);
    try {
      const { html } = written(page.documentElement, { left, body: page.body }, OUTSIDE);
      return isTooLarge(html) ? null : html;
    } catch (error) {
      // Nested deeper than a script can follow: no order page is, and the badge must say something.
      if (error instanceof RangeError) return null;
      throw error;
    } finally {
      if (isFiltering) page.documentElement.setAttribute(filter, "");
    }
  }

  /** @param {string} html */
  function isTooLarge(html) {
    // No sign takes more than three bytes for each of its units.
    return html.length * 3 > MAX_BYTES && new TextEncoder().encode(html).length > MAX_BYTES;
  }

  /**
   * The elements that stay behind with all they hold, and the page's body.
   * @typedef {{left: ReadonlySet<Element>, body: Element | null}} Page
   */

  /** Where an element stands: outside the body nothing is drawn, and nothing is marked. */
  const OUTSIDE = 0;
  const DRAWN = 1;
  const HIDDEN = 2;

  /**
   * An element as HTML, in which what the person cannot see carries the standard `hidden` attribute.
   * @param {Element} element
   * @param {Page} page
   * @param {number} place of the parent: OUTSIDE, DRAWN or HIDDEN
   * @returns {{html: string, visible: boolean}}
   */
  function written(element, page, place) {
    const inBody = place !== OUTSIDE || element === page.body;
    let here = inBody && place === OUTSIDE ? DRAWN : place;
    let visible = here === DRAWN && isVisible(element);
    if (here === DRAWN && !visible && !isDrawn(element)) here = HIDDEN;
    let inside = "";
    let holdsText = false;
    let child = holdsTyping(element) ? null : element.firstChild;
    for (; child !== null; child = child.nextSibling) {
      if (child.nodeType === Node.TEXT_NODE) {
        const { data } = /** @type {Text} */ (child);
        inside += /[&<>\u00a0]/.test(data) ? escaped(data) : data;
        holdsText ||= data.trim() !== "";
      } else if (child.nodeType === Node.ELEMENT_NODE && !isLeft(/** @type {Element} */ (child), page.left)) {
        const inner = written(/** @type {Element} */ (child), page, here);
        inside += inner.html;
        visible ||= inner.visible;
      }
    }
    const name = element.localName;
    const { attributes, isLayout, isBare } = keptOf(element);
    // A child may be visible inside an element that is not, so the mark waits for the children. One
    // mark covers all that is inside.
    const isMarked = inBody && !visible && place !== HIDDEN;
    const isUnread = (isLayout && canGo(element, name, holdsText)) || (isBare && isWholeText(element, name));
    if (isUnread && !isMarked) return { html: inside, visible };
    const start = `<${name}${attributes}${isMarked ? ' hidden=""' : ""}>`;
    return { html: VOID.has(name) ? start : `${start}${inside}</${name}>`, visible };
  }

  /**
   * @param {Element} element
   * @param {ReadonlySet<Element>} left
   */
  function isLeft(element, left) {
    if (left.has(element) || USELESS.has(element.localName)) return true;
    return element.localName === "img" && !element.classList.contains(TELLING_PICTURE);
  }

  /**
   * Whether an element that only lays out can be left out around what it holds. A piece of a text
   * joins the text; a box of boxes goes, but one with a text of its own keeps it apart from the next.
   * The parts of a label are told by their place, and stay.
   * @param {Element} element
   * @param {string} name
   * @param {boolean} holdsText
   */
  function canGo(element, name, holdsText) {
    if (element.parentElement?.localName === "label") return false;
    return name === "span" || (name === "div" && !holdsText);
  }

  /**
   * Whether an element is nothing but a sleeve around the words of a link or a button.
   * @param {Element} element
   * @param {string} name
   */
  function isWholeText({ parentElement: parent, childElementCount: parts }, name) {
    if (name !== "span" || parts > 0 || parent === null || parent.childNodes.length > 1) return false;
    return parent.localName === "a" || parent.localName === "button";
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

  /**
   * The attributes that may leave, as they are written; whether the element has none at all, or none
   * but classes that only lay out.
   * @param {Element} element
   * @returns {{attributes: string, isLayout: boolean, isBare: boolean}}
   */
  function keptOf(element) {
    let written = "";
    let isLayout = false;
    for (const name of element.getAttributeNames()) {
      if (!KEPT_ATTRIBUTES.has(name) && !name.startsWith("aria-")) continue;
      const address = name === "href" || name === "src";
      const value = element.getAttribute(name) ?? "";
      if (value === UNREAD_ANCHOR || (address && !isWebAddress(value))) continue;
      const told = name === "class" ? readable(value) : address ? shortened(element, value) : value;
      if (name === "class" && told === "") isLayout = value !== "";
      else written += ` ${name}="${/[&"<>\u00a0]/.test(told) ? escaped(told) : told}"`;
    }
    return { attributes: written, isLayout: isLayout && written === "", isBare: !isLayout && written === "" };
  }

  /**
   * An address without what it shares with its page: the scheme, and the host that an address without
   * one is read as.
   * @param {Element} element
   * @param {string} address
   */
  function shortened({ ownerDocument: { location } }, address) {
    const bare = address.replace(/^https:(?=\/\/)/, "");
    return location?.origin === SITE && bare.startsWith(`${SITE_HOST}/`) ? bare.slice(SITE_HOST.length) : bare;
  }

  /** @type {Map<string, string>} a page has few class attributes, each many times */
  const seenClasses = new Map();
  const MOST_SEEN = 2_000;

  /**
   * The classes that are more than layout.
   * @param {string} classes
   */
  function readable(classes) {
    const seen = seenClasses.get(classes);
    if (seen !== undefined) return seen;
    const kept = classes
      .split(/\s+/)
      .filter((name) => name !== "" && !LAYOUT.test(name))
      .join(" ");
    if (seenClasses.size >= MOST_SEEN) seenClasses.clear();
    seenClasses.set(classes, kept);
    return kept;
  }

  const ESCAPES = /** @type {Readonly<Record<string, string>>} */ (
    Object.freeze({ "&": "&amp;", '"': "&quot;", "<": "&lt;", ">": "&gt;", "\u00a0": "&nbsp;" })
  );

  /** @param {string} text */
  function escaped(text) {
    return text.replace(/[&"<>\u00a0]/g, (sign) => ESCAPES[sign] ?? sign);
  }

  /** @param {string} value */
  function isWebAddress(value) {
    return value.length <= MAX_ADDRESS && !/^\s*(?!https?:)[a-z][a-z0-9+.-]*:/i.test(value);
  }

  return Object.freeze({ LAYOUT, UNREAD_ANCHOR, htmlOf, isWebAddress });
})();
