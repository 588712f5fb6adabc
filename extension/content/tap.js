/**
 * Runs among the page's own scripts and listens to the answers that the shop gives them: the same
 * data that the page is drawn from, in the shop's own codes, which need no language.
 *
 * It asks for nothing, changes nothing and keeps nothing. What it hears goes to our other script in
 * this tab as a plain message. Any script of the page can write such a message too, so that script
 * believes none of them (content/answers.js).
 */

(() => {
  "use strict";

  /** Calls whose answers the companion reads; the reader's own list, in lower case. */
  const CALLS = new Set([
    "mtop.aliexpress.trade.buyer.order.list",
    "mtop.aliexpress.trade.buyer.order.detail",
    "mtop.ae.ld.querydetail",
    "mtop.aliexpress.pdp.pc.query",
    "mtop.ae.shop.seller.page.info",
    "mtop.ae.shop.benefit.info",
  ]);

  /** Characters of one answer; the largest ever captured has a tenth of it. */
  const LONGEST = 750_000;

  const ADDRESS = /^https:\/\/[a-z0-9.-]+\.aliexpress\.(?:com|us)\/h5\/([a-z0-9.]+)\//i;

  /**
   * The address of a call that is listened to, or null.
   * @param {unknown} target
   */
  function addressOf(target) {
    const text = target instanceof Request ? target.url : String(target);
    if (!text.includes("/h5/") || !URL.canParse(text, location.href)) return null;
    const { href } = new URL(text, location.href);
    return CALLS.has(ADDRESS.exec(href)?.[1]?.toLowerCase() ?? "") ? href : null;
  }

  /**
   * @param {string} url
   * @param {number} status
   * @param {unknown} body
   */
  function hand(url, status, body) {
    if (typeof body !== "string" || body.length > LONGEST) return;
    window.postMessage({ cancelWindow: "answer", url, status, body }, location.origin);
  }

  /** Nothing of ours may disturb a call of the page. @param {() => void} listen */
  function quietly(listen) {
    try {
      listen();
    } catch {
      // The page goes on as if nobody had listened.
    }
  }

  window.fetch = new Proxy(window.fetch, {
    apply(target, self, parameters) {
      const answer = Reflect.apply(target, self, parameters);
      quietly(() => {
        const url = addressOf(parameters[0]);
        if (url === null) return;
        answer
          .then(async (/** @type {Response} */ response) => hand(url, response.status, await response.clone().text()))
          .catch(() => undefined);
      });
      return answer;
    },
  });

  XMLHttpRequest.prototype.open = new Proxy(XMLHttpRequest.prototype.open, {
    apply(target, self, parameters) {
      quietly(() => {
        const url = addressOf(parameters[1]);
        if (url === null) return;
        self.addEventListener("load", () => quietly(() => hand(url, self.status, textOf(self))), { once: true });
      });
      return Reflect.apply(target, self, parameters);
    },
  });

  /** @param {XMLHttpRequest} request */
  function textOf({ responseType, response }) {
    return responseType === "json" ? written(response) : response;
  }

  // A GET of the shop is a script that calls a function with the answer.
  new MutationObserver((records) => {
    for (const { addedNodes } of records) {
      for (const node of addedNodes) if (node instanceof HTMLScriptElement) quietly(() => listenTo(node));
    }
  }).observe(document, { childList: true, subtree: true });

  /** @param {HTMLScriptElement} script */
  function listenTo({ src }) {
    const url = src ? addressOf(src) : null;
    const name = url === null ? null : new URL(url).searchParams.get("callback");
    if (url === null || !name || !Object.hasOwn(window, name)) return;
    const functions = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (window));
    const callback = functions[name];
    if (typeof callback !== "function") return;
    functions[name] = new Proxy(callback, {
      apply(target, self, parameters) {
        quietly(() => hand(url, 200, written(parameters[0])));
        return Reflect.apply(target, self, parameters);
      },
    });
  }

  /**
   * As JSON again. A number too large to be exact has lost digits already: no number is better than
   * a wrong one.
   * @param {unknown} value
   */
  function written(value) {
    return JSON.stringify(value, (_, part) => (isInexact(part) ? undefined : part));
  }

  /** @param {unknown} part */
  function isInexact(part) {
    return Number.isInteger(part) && !Number.isSafeInteger(part);
  }
})();
