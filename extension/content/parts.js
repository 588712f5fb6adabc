/**
 * What the badge and the panel are put together from: elements that hold text, never markup.
 */

var CancelWindowParts = (() => {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";

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
    seller: "M5.5 10.5V18h13v-7.5M4.5 10.5L6.5 6h11l2 4.5zM10 18v-4h4v4",
    list: "M7 8h10M7 12h10M7 16h6",
  });

  /** What the buttons without words show. */
  const TOOLS = Object.freeze({
    close: "M7 7l10 10M17 7L7 17",
    hide: "M4 12s3-5.5 8-5.5 8 5.5 8 5.5-3 5.5-8 5.5S4 12 4 12zM5 19L19 5",
    move: "M12 4v16M4 12h16M9.5 6.5L12 4l2.5 2.5M9.5 17.5L12 20l2.5-2.5M6.5 9.5L4 12l2.5 2.5M17.5 9.5L20 12l-2.5 2.5",
  });

  /**
   * A line drawing in the colour of the text around it; decoration, so a screen reader passes it by.
   * @param {string} className
   * @param {number} size in pixels
   * @param {string} path in a 24 by 24 box
   */
  function drawing(className, size, path) {
    const svg = document.createElementNS(SVG, "svg");
    const line = document.createElementNS(SVG, "path");
    const look = { class: className, viewBox: "0 0 24 24", width: size, height: size, fill: "none" };
    const stroke = { width: 2, linecap: "round", linejoin: "round" };
    for (const [name, value] of Object.entries(look)) svg.setAttribute(name, String(value));
    for (const [name, value] of Object.entries(stroke)) line.setAttribute(`stroke-${name}`, String(value));
    line.setAttribute("stroke", "currentColor");
    line.setAttribute("d", path);
    svg.setAttribute("aria-hidden", "true");
    svg.append(line);
    return svg;
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
   * A like element in its place that says something else: one that its own text moves would count as
   * a shift of the page's layout.
   * @param {HTMLElement} element
   * @param {string} text
   */
  function saying(element, text) {
    if (element.textContent === text) return element;
    const fresh = /** @type {HTMLElement} */ (element.cloneNode(false));
    fresh.textContent = text;
    element.replaceWith(fresh);
    return fresh;
  }

  /**
   * Draws a part anew; what has the keyboard there is then its like, or else `rest`.
   * @param {HTMLElement} part
   * @param {HTMLElement} rest
   * @param {() => void} draw
   */
  function keepingKeyboard(part, rest, draw) {
    const root = /** @type {ShadowRoot} */ (part.getRootNode());
    const held = root.activeElement;
    if (!(held instanceof HTMLElement) || !part.contains(held)) return draw();
    const alike = () =>
      [...part.querySelectorAll(held.localName)].filter(({ className }) => className === held.className);
    const before = alike();
    draw();
    if (root.activeElement !== null) return;
    const after = alike();
    const isSameRow = after.length === before.length;
    const like = isSameRow ? after[before.indexOf(held)] : after.find(({ textContent }) => textContent === held.textContent);
    if (like instanceof HTMLElement) like.focus();
    if (root.activeElement === null) rest.focus();
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

  /**
   * A plain link, or the text alone. No script can follow it for the person.
   * @param {string} text
   * @param {string | null} url
   */
  function linked(text, url) {
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
   * A button that a script cannot press: only a person's own click or key counts.
   * @param {string} className
   * @param {string} text
   * @param {() => void} press
   */
  function button(className, text, press) {
    const element = make("button", className, text);
    element.type = "button";
    element.addEventListener("click", (event) => {
      if (!event.isTrusted) return;
      // A card of the list can be a link as a whole.
      event.preventDefault();
      event.stopPropagation();
      press();
    });
    return element;
  }

  /**
   * A button that shows a drawing and is known by its name.
   * @param {string} className
   * @param {string} name
   * @param {string} path
   * @param {() => void} press
   */
  function iconButton(className, name, path, press) {
    const element = button(className, "", press);
    element.append(drawing("", 18, path));
    element.setAttribute("aria-label", name);
    element.title = name;
    return element;
  }

  /**
   * A box that a script cannot tick: what did not come from a person is taken back.
   * @param {boolean} isTicked
   * @param {(box: HTMLInputElement) => void} changed
   */
  function tickBox(isTicked, changed) {
    const box = make("input", "");
    box.type = "checkbox";
    box.checked = isTicked;
    box.addEventListener("click", (event) => {
      if (!event.isTrusted) event.preventDefault();
    });
    box.addEventListener("change", (event) => {
      if (event.isTrusted) changed(box);
    });
    return box;
  }

  /**
   * When an answer was given, and whether the page was still arriving then.
   * @param {{say: (key: string, substitutions?: readonly string[]) => string, locale: string}} words
   * @param {string} asOf ISO 8601, UTC
   * @param {boolean} settled
   */
  function dated({ say, locale }, asOf, settled) {
    const moment = new Date(asOf);
    const today = moment.toDateString() === new Date().toDateString();
    const time = new Intl.DateTimeFormat(locale, {
      timeStyle: "short",
      ...(today ? {} : { dateStyle: "medium" }),
    }).format(moment);
    return say(settled ? "as_of" : "as_of_arriving", [time]);
  }

  return Object.freeze({ SHAPES, TOOLS, button, caption, dated, drawing, fill, iconButton, keepingKeyboard, linked, make, quiet, saying, tickBox, words });
})();
