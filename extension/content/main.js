/**
 * Follows the page: one inquiry and one badge per order detail page, none elsewhere.
 */

(() => {
  "use strict";

  /** @typedef {import("../companion/view.js").Action} Action */
  /** @typedef {import("../companion/view.js").View} View */

  // A second injection into the same page would only argue with the first.
  if (Object.hasOwn(globalThis, "cancelWindowFollows")) return;
  Object.defineProperty(globalThis, "cancelWindowFollows", { value: true });

  const { htmlOf, orderOfDetailPage, reduceUrl } = CancelWindowSnapshot;
  const { Badge } = CancelWindowBadge;
  const { Inquiry, problem } = CancelWindowInquiry;

  /** How often the address is looked at: a page can change it without changing anything else. */
  const LOOK_EVERY = 1_000;

  /** @type {{orderId: string, inquiry: InstanceType<typeof Inquiry>, badge: InstanceType<typeof Badge>} | null} */
  let current = null;

  /** @type {string | null} the order whose badge the person closed */
  let closedOrder = null;

  const changes = new MutationObserver((records) => {
    follow();
    const { badge, inquiry } = current ?? {};
    if (badge && !records.every((record) => badge.isOwn(record))) inquiry?.changed();
  });

  const looking = setInterval(follow, LOOK_EVERY);
  const stop = new AbortController();

  follow(0);
  changes.observe(document, {
    attributeFilter: ["aria-disabled", "aria-hidden", "class", "disabled", "hidden", "href", "style"],
    attributes: true,
    characterData: true,
    childList: true,
    subtree: true,
  });
  for (const [target, name] of /** @type {const} */ ([
    [window, "popstate"],
    [window, "pageshow"],
    [window, "focus"],
    [document, "visibilitychange"],
  ])) {
    target.addEventListener(name, notice, { signal: stop.signal });
  }

  /**
   * Moves to the order that the address names now.
   * @param {number} [startedAt] when its page started to load; now, for a move within the page
   */
  function follow(startedAt = performance.now()) {
    if (!isAlive()) return retire();
    const orderId = orderOfDetailPage(location.href);
    if (orderId === (current?.orderId ?? null)) return;
    const leftover = current?.inquiry.html ?? null;
    leave();
    if (orderId !== closedOrder) closedOrder = null;
    if (orderId !== null && closedOrder === null) current = visit(orderId, startedAt, leftover);
  }

  /**
   * @param {string} orderId
   * @param {number} startedAt
   * @param {string | null} leftover
   */
  function visit(orderId, startedAt, leftover) {
    const badge = new Badge({
      say: (key, substitutions) => webext.i18n.getMessage(key, substitutions && [...substitutions]),
      locale: webext.i18n.getUILanguage(),
      act,
      hidden: () => {
        closedOrder = orderId;
        leave();
      },
    });
    const inquiry = new Inquiry({
      read: () => htmlOf(document),
      url: reduceUrl(location.href),
      ask: async (snapshot) => (await send({ type: "assess", orderId, snapshot })) ?? problem("interrupted"),
      check: () => send({ type: "check" }),
      show: (view) => badge.show(view),
      watched: () => document.visibilityState === "visible",
      now: () => performance.now(),
      startedAt,
      leftover,
    });
    inquiry.start();
    return { orderId, inquiry, badge };
  }

  function leave() {
    current?.inquiry.end();
    current?.badge.remove();
    current = null;
  }

  function notice() {
    follow();
    if (document.visibilityState === "visible") current?.inquiry.noticed();
  }

  /** @param {Action} action */
  function act(action) {
    if (action === "retry") current?.inquiry.retry();
    else void send({ type: "open-options" });
  }

  /**
   * @param {object} message
   * @returns {Promise<View | null>}
   */
  async function send(message) {
    try {
      return (await webext.runtime.sendMessage(message)) ?? null;
    } catch {
      if (!isAlive()) retire();
      return problem("interrupted");
    }
  }

  /** False once the extension was updated, reloaded or removed: its pages keep the old script. */
  function isAlive() {
    return Boolean(webext.runtime?.id);
  }

  function retire() {
    clearInterval(looking);
    changes.disconnect();
    stop.abort();
    leave();
  }
})();
