/**
 * What a page is about, by its address alone: an order, the list of orders, a seller.
 */

var CancelWindowPage = (() => {
  "use strict";

  /** @typedef {import("../companion/view.js").Subject} Subject */

  const ORDER_ID = /^\d{14,19}$/;

  /** @type {readonly (readonly [RegExp, Subject["kind"]])[]} */
  const KINDS = Object.freeze([
    [/^\/p\/order\/detail\.html$/, "detail"],
    [/^\/p\/order\/(index\.html)?$/, "list"],
    [/^\/p\/tracking\/index\.html$/, "tracking"],
    [/^\/store\/\d+/, "store"],
    [/^\/item\/(\w+-)?\d+\.html$/, "product"],
  ]);

  /**
   * The subject of a page's address, or null where it has none for us: an order page without the
   * number of its order is no page of an order.
   * @param {string} href
   * @returns {Subject | null}
   */
  function subjectOf(href) {
    const { pathname, searchParams } = new URL(href);
    const kind = KINDS.find(([path]) => path.test(pathname))?.[1];
    if (kind === undefined) return null;
    if (kind !== "detail" && kind !== "tracking") return { kind, orderId: null };
    const id = orderIdIn(searchParams);
    return id === null ? null : { kind, orderId: id };
  }

  /**
   * The order that an address names, on whatever page of the site.
   * @param {URLSearchParams} parameters
   * @returns {string | null}
   */
  function orderIdIn(parameters) {
    const id = parameters.get("orderId") ?? parameters.get("tradeOrderId") ?? "";
    return ORDER_ID.test(id) ? id : null;
  }

  /**
   * Origin, path and the order's number: the rest of an address is the site's own bookkeeping.
   * @param {string} href
   * @returns {string}
   */
  function reduceUrl(href) {
    const { origin, pathname, searchParams } = new URL(href);
    const reduced = new URL(pathname, origin);
    for (const name of ["orderId", "tradeOrderId"]) {
      const value = searchParams.get(name);
      if (value !== null) reduced.searchParams.set(name, value);
    }
    return reduced.href;
  }

  return Object.freeze({ orderIdIn, reduceUrl, subjectOf });
})();
