// Small pieces that every page of the replay site is built from.

/**
 * Build an element. Attributes that are null or false are left out.
 * @param {string} tag
 * @param {Record<string, string | null | false>} attributes
 * @param {...(Node | string | null | false)} children
 * @returns {HTMLElement}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) element.setAttribute(name, value);
  }
  for (const child of children) {
    if (child !== null && child !== false) element.append(child);
  }
  return element;
}

/** A price as the site draws it: one span per part, in a wrapper with a hashed class name. */
export function price(text, tag = "div") {
  const parts = text.match(/\d+|[^\d]+/g) ?? [];
  return h(
    tag,
    { class: "es--wrap--1Hlfkoj notranslate" },
    ...parts.map((part) => h("span", { class: "es--char--2kqqW4b" }, part)),
  );
}

/** A comet icon. */
export function icon(name, extra = "") {
  return h("span", { class: `comet-icon comet-icon-${name}${extra && ` ${extra}`}` });
}

window.__violations = [];

let changing = new Set();

/** Name the button types that change an order, so that pressing one is noticed. */
export function watch(types) {
  changing = new Set(types);
}

/**
 * A control of the site. Pressing one that changes something does nothing here but leave a trace,
 * by which tests prove that nobody pressed it.
 */
export function button(data, className) {
  const attributes = data.href ? { class: className, href: data.href } : { class: className, type: "button" };
  const element = h(data.href ? "a" : "button", attributes, h("span", {}, data.text));
  element.addEventListener("click", (event) => {
    if (!changing.has(data.type)) return;
    event.preventDefault();
    window.__violations.push({ type: data.type, text: data.text, trusted: event.isTrusted });
  });
  return element;
}

/** The strip of other products under every page; its links are nobody's order. */
export function recommendations() {
  const items = ["1005999900000001", "1005999900000002", "1005999900000003"];
  return h(
    "div",
    { class: "order-recommend" },
    h("div", { class: "order-recommend-title" }, "More to love"),
    h(
      "div",
      { class: "order-recommend-list" },
      ...items.map((id, index) =>
        h(
          "a",
          { class: "order-recommend-item", href: `//www.aliexpress.com/item/${id}.html` },
          h("span", {}, `Something else you may like ${index + 1}`),
          price(`US $${index + 3}.99`),
        ),
      ),
    ),
  );
}

/** Resolves `ms` after `start` (a performance.now() value), at once if that is past. */
export function until(start, ms) {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, start + ms - performance.now())));
}
