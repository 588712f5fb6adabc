/**
 * Follows the page: one inquiry and one badge per page of ours, none elsewhere.
 */

(() => {
  "use strict";

  /** @typedef {import("../companion/memory.js").Remembered} Remembered */
  /** @typedef {import("../companion/view.js").Action} Action */
  /** @typedef {import("../companion/view.js").Subject} Subject */
  /** @typedef {import("../companion/view.js").View} View */

  // A second injection into the same page would only argue with the first.
  if (Object.hasOwn(globalThis, "cancelWindowFollows")) return;
  Object.defineProperty(globalThis, "cancelWindowFollows", { value: true });

  const { answers } = CancelWindowAnswers;
  const { Badge } = CancelWindowBadge;
  const { Cards } = CancelWindowCards;
  const { isOwn } = CancelWindowHost;
  const { Inquiry, problem } = CancelWindowInquiry;
  const { reduceUrl, subjectOf } = CancelWindowPage;
  const { htmlOf } = CancelWindowSnapshot;
  const { locale, say, use } = CancelWindowWording;
  const { pressMore } = CancelWindowPress;
  const { Walking } = CancelWindowWalking;
  const { WalkBar } = CancelWindowWalkBar;

  /** How often the address is looked at where the browser does not tell of each move within a page. */
  const LOOK_EVERY = 1_000;

  /** Answers of a window that is open, or of a request that runs. */
  const CHANGING = new Set(["yes", "ask_seller", "pending", "recall"]);

  /** Pauses before what the background did not take is said again, in milliseconds. */
  const AGAIN_AFTER = Object.freeze([100, 400, 1_500, 5_000]);

  /** How long a question that is answered at once may take, in milliseconds. */
  const LOST_AFTER = 4_000;

  /** @type {Readonly<Remembered>} */
  const NOTHING = Object.freeze({
    isHidden: false,
    isOpen: false,
    place: null,
    readsAnswers: true,
    wording: null,
  });

  /** One page of ours that the person is on. */
  class Visit {
    #subject;
    #inquiry;
    #isOver = false;
    /** @type {InstanceType<typeof Badge> | null} until it is known where the badge stood last time */
    #badge = null;
    /** @type {InstanceType<typeof Cards> | null} */
    #cards = null;
    /** @type {View | null} */
    #view = null;

    /**
     * @param {Subject} subject
     * @param {string} address
     * @param {number} startedAt when its page started to load
     * @param {string | null} leftover HTML of the page before, which may still be shown
     */
    constructor(subject, address, startedAt, leftover) {
      this.#subject = subject;
      this.address = address;
      this.#inquiry = new Inquiry({
        read: () => htmlOf(document),
        answers: () => answers.of(subject),
        url: reduceUrl(location.href),
        ask: async (snapshot) => (await send({ type: "assess", subject, snapshot })) ?? problem("interrupted"),
        check: () => send({ type: "check" }),
        show: (view) => this.#show(view),
        watched: () => document.visibilityState === "visible" || walking.isUnderWay,
        now: () => performance.now(),
        startedAt,
        leftover,
      });
      this.#inquiry.start();
      void this.#recall();
    }

    get html() {
      return this.#inquiry.html;
    }

    changed() {
      this.#cards?.changed();
      this.#inquiry.changed();
    }

    noticed() {
      this.#inquiry.noticed();
    }

    lookAgain() {
      this.#inquiry.lookAgain(canChange(this.#view));
    }

    end() {
      this.#isOver = true;
      this.#inquiry.end();
      this.#badge?.remove();
      this.#cards?.end();
      this.#badge = this.#cards = null;
    }

    async #recall() {
      /** @type {Remembered} */
      const remembered = { ...NOTHING, ...(await insist({ type: "recall", subject: this.#name })) };
      if (this.#isOver) return;
      use(remembered.wording);
      if (!remembered.readsAnswers) answers.refuse();
      if (!walking.hasLooked) await walking.look();
      if (this.#isOver) return;
      // A page that a walk has opened is read all the same.
      if (remembered.isHidden) return walking.isUnderWay ? undefined : this.end();
      this.#badge = this.#makeBadge(remembered);
      if (this.#subject.kind === "list") {
        this.#cards = new Cards({ say, open: (orderId, giveBack) => this.#badge?.open(orderId, giveBack) });
      }
      if (this.#view) this.#show(this.#view);
    }

    /** @param {Remembered} remembered */
    #makeBadge(remembered) {
      const { kind, orderId } = this.#subject;
      return new Badge(
        {
          say,
          locale: locale(),
          isQuiet: kind === "store" || kind === "product",
          act: (action) => this.#act(action),
          hide: orderId === null ? null : () => this.#hide(),
          remember: (change) => this.#remember(change),
          tick: async (storeId, behaviours) => (await send({ type: "tick", storeId, behaviours })) === true,
          filter: (filter) => this.#cards?.filter(filter),
          readHistory: () => void walking.act("begin"),
        },
        remembered,
      );
    }

    /** What is remembered is of an order, or of a kind of page. */
    get #name() {
      return this.#subject.orderId ?? this.#subject.kind;
    }

    /** @param {View} view */
    #show(view) {
      this.#view = view;
      walking.answered(view);
      this.#badge?.show(view);
      this.#cards?.show(view);
    }

    #hide() {
      this.#remember({ isHidden: true });
      this.end();
    }

    /** @param {Partial<Remembered>} change */
    #remember(change) {
      void insist({ type: "remember", subject: this.#name, change });
    }

    /** @param {Action} action */
    #act(action) {
      if (action === "retry") this.#inquiry.retry();
      else void send({ type: "open-options" });
    }
  }

  /** @type {Visit | null} */
  let current = null;

  const bar = new WalkBar({ say, locale, act: (act) => void walking.act(act) });
  const walking = new Walking({
    send: (message) => Promise.race([send(message), lost(message)]),
    press: pressMore,
    show: (shown) => bar.show(shown),
  });

  const changes = new MutationObserver((records) => {
    follow();
    if (records.every(isOwn)) return;
    current?.changed();
    walking.changed();
  });

  const stop = new AbortController();
  // A page can change its address without changing anything else.
  const moves = /** @type {EventTarget | undefined} */ (Reflect.get(globalThis, "navigation"));
  moves?.addEventListener("currententrychange", () => follow(), { signal: stop.signal });
  const looking = moves ? undefined : setInterval(follow, LOOK_EVERY);

  webext.runtime.onMessage.addListener(hear);
  follow(0);
  answers.listen(() => current?.changed());
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
   * Moves to what the address is about now.
   * @param {number} [startedAt] when its page started to load; now, for a move within the page
   */
  function follow(startedAt = performance.now()) {
    if (!isAlive()) return retire();
    const subject = subjectOf(location.href);
    const address = subject && reduceUrl(location.href);
    if (address === (current?.address ?? null)) return;
    const leftover = current?.html ?? null;
    current?.end();
    current = subject && address ? new Visit(subject, address, startedAt, leftover) : null;
  }

  function notice() {
    follow();
    if (document.visibilityState === "visible") current?.noticed();
  }

  /**
   * The background's round comes by, and an order that can still change is looked at again; or it asks
   * whether a script is here, or has something new for a walk's tab.
   * @param {any} message
   * @param {chrome.runtime.MessageSender} sender
   * @param {(answer: boolean) => void} answer
   */
  function hear(message, sender, answer) {
    if (sender.id !== webext.runtime.id) return;
    if (message?.type === "look-again") current?.lookAgain();
    if (message?.type === "walk-turn") void walking.look();
    if (message?.type === "walk-turn" || message?.type === "walk-here") answer(true);
  }

  /**
   * Whether the seller, the carrier or time can still change what the page was answered.
   * @param {View | null} view
   */
  function canChange(view) {
    if (view?.kind === "list") return view.orders.some(({ answer }) => CHANGING.has(answer));
    return view?.kind === "verdict" && CHANGING.has(view.answer);
  }

  /**
   * @param {object} message
   * @returns {Promise<any>} null where there is nothing to say
   */
  async function send(message) {
    try {
      return (await webext.runtime.sendMessage(message)) ?? null;
    } catch {
      if (!isAlive()) retire();
      return problem("interrupted");
    }
  }

  /**
   * What is only looked up is answered at once. A browser that stops the background just as it
   * starts can lose the question without a word, and a walk would never learn that this tab is its.
   * @param {object} message
   * @returns {Promise<any>} never, for a question that may take its time
   */
  function lost(message) {
    const isQuick = "type" in message && message.type === "walk-look";
    return new Promise((give) => isQuick && setTimeout(() => give(problem("interrupted")), LOST_AFTER));
  }

  /**
   * Says it until it has arrived: the browser may stop the background with a message in its hands,
   * and a press of the person must not be lost with it. Only for what may be done twice.
   * @param {object} message
   * @returns {Promise<any>} null where it never arrived
   */
  async function insist(message) {
    for (const pause of [...AGAIN_AFTER, null]) {
      const reply = await send(message);
      if (reply !== null && reply.name !== "interrupted") return reply;
      if (pause === null || !isAlive()) break;
      await new Promise((done) => setTimeout(done, pause));
    }
    return null;
  }

  /** False once the extension was updated, reloaded or removed: its pages keep the old script. */
  function isAlive() {
    return Boolean(webext.runtime?.id);
  }

  function retire() {
    clearInterval(looking);
    changes.disconnect();
    stop.abort();
    webext.runtime?.onMessage?.removeListener(hear);
    walking.end();
    bar.remove();
    current?.end();
    current = null;
  }
})();
