/**
 * Answers of the shop that this tab received, as handed over by content/tap.js.
 *
 * Whatever a message says, it is data of the page like its DOM: it is bounded, cut down to what may
 * leave the browser, and becomes part of a snapshot. Nothing else can come of it.
 */

var CancelWindowAnswers = (() => {
  "use strict";

  /** @typedef {import("../companion/protocol.js").WireResponse} WireResponse */
  /** @typedef {import("../companion/view.js").Subject} Subject */

  const ADDRESS = /^https:\/\/[a-z0-9.-]+\.aliexpress\.(?:com|us)\/h5\/(mtop\.[a-z0-9.]+)\//i;

  /** What of a request its reader needs: whose answer it is, and in which language. */
  const KEPT_OF_REQUEST = ["tradeOrderId", "orderId", "storeId", "sellerId", "_lang"];

  /** Names under which the shop's data hold a person, a conversation or a payment. */
  const PERSONAL =
    /address(?!able)|contact|phone|mobile|receiver|consignee|recipient|postcode|zipcode|email|cpf|passport|taxno|idcard|birth|paymentoutid|paymentno|cardno|connecturl|latitude|longitude/i;

  /** What a name says of no person although it looks so. */
  const NOT_PERSONAL = /^(?:contactSellerText|addressEditable)$/;

  /** A number of so many digits is no longer exact once it is parsed; in a text it is left alone. */
  const TEXT_OR_LONG_NUMBER = /"(?:[^"\\]|\\.)*"|(?<![\d.])-?\d{16,}(?![\d.eE])/gs;

  const MOST = 12;
  const LONGEST = 750_000;
  const LARGEST = 1_000_000;
  const DEEPEST = 40;
  const LONGEST_ADDRESS = 8_192;

  /** An answer that can replace an earlier one has the same key. */
  /** @typedef {{key: string, orderId: string | null, api: string, response: WireResponse}} Answer */

  class Answers {
    /** @type {readonly Answer[]} */
    #answers = [];
    #changed = () => {};
    /** @type {{subject: string, answers: readonly Answer[], responses: readonly WireResponse[]} | null} */
    #given = null;

    /** @param {() => void} changed called when there is another answer */
    listen(changed) {
      this.#changed = changed;
    }

    /** Nothing is kept, from here on too. */
    refuse() {
      this.#answers = [];
      this.take = () => undefined;
    }

    /**
     * One message of the tab, if it is one of ours in every part.
     * @param {unknown} data
     */
    take(data) {
      const answer = answerOf(data);
      if (answer === null) return;
      const others = this.#answers.filter(({ key }) => key !== answer.key);
      const all = [...others, answer].slice(-MOST);
      while (sizeOf(all) > LARGEST) all.shift();
      this.#answers = all;
      this.#changed();
    }

    /**
     * The answers that speak of a page's subject; the same list while there is no other.
     * @param {Subject} subject
     * @returns {readonly WireResponse[]}
     */
    of({ kind, orderId }) {
      const subject = `${kind} ${orderId}`;
      if (this.#given?.subject !== subject || this.#given.answers !== this.#answers) {
        const about = this.#answers.filter((answer) => orderId === null || answer.orderId === orderId);
        this.#given = { subject, answers: this.#answers, responses: about.map(({ response }) => response) };
      }
      return this.#given.responses;
    }
  }

  /**
   * @param {any} data
   * @returns {Answer | null}
   */
  function answerOf(data) {
    if (data?.cancelWindow !== "answer" || Object.keys(data).length !== 4) return null;
    const { url, status, body } = data;
    if (typeof url !== "string" || url.length > LONGEST_ADDRESS || !Number.isInteger(status)) return null;
    if (typeof body !== "string" || body.length > LONGEST || status < 100 || status > 599) return null;
    const api = ADDRESS.exec(url)?.[1]?.toLowerCase();
    const cleaned = api === undefined ? null : cleanedBody(body);
    if (api === undefined || cleaned === null) return null;
    const asked = requestOf(new URL(url));
    const orderId = asked["tradeOrderId"] ?? asked["orderId"] ?? null;
    const reduced = new URL(`/h5/${api}/1.0/`, new URL(url).origin);
    reduced.searchParams.set("data", JSON.stringify(asked));
    const { _lang, ...whose } = asked;
    return {
      key: `${api} ${JSON.stringify(whose)} ${pageOf(cleaned)}`,
      orderId,
      api,
      response: { url: reduced.href, status, body: cleaned },
    };
  }

  /**
   * What is kept of a request's own data.
   * @param {URL} url
   * @returns {Record<string, string>}
   */
  function requestOf({ searchParams }) {
    const asked = parsed(searchParams.get("data") ?? "{}");
    /** @type {Record<string, string>} */
    const kept = {};
    for (const name of KEPT_OF_REQUEST) {
      const value = asked?.[name];
      if (typeof value === "string" && value.length <= 40) kept[name] = value;
    }
    return kept;
  }

  /**
   * Which page of a list a text is of: the pages of one list stand beside each other.
   * @param {string} body
   */
  function pageOf(body) {
    return /"pageIndex":"?(\d{1,6})/.exec(body)?.[1] ?? "";
  }

  /**
   * The answer without what is personal, or null where it is no answer of the shop. Numbers too
   * large to be exact stay as the digits they were written with.
   * @param {string} body
   * @returns {string | null}
   */
  function cleanedBody(body) {
    const start = body.indexOf("{");
    const end = body.lastIndexOf("}");
    const value = start < 0 ? null : parsed(body.slice(start, end + 1));
    if (typeof value !== "object" || value === null) return null;
    return JSON.stringify(withoutPerson(value, DEEPEST));
  }

  /**
   * @param {string} text
   * @returns {any} undefined where it is no JSON
   */
  function parsed(text) {
    try {
      return JSON.parse(text.replace(TEXT_OR_LONG_NUMBER, (token) => (token.startsWith('"') ? token : `"${token}"`)));
    } catch {
      return undefined;
    }
  }

  /**
   * A copy without the parts whose name is that of something personal.
   * @param {unknown} value
   * @param {number} depth that is left
   * @returns {unknown}
   */
  function withoutPerson(value, depth) {
    if (typeof value !== "object" || value === null) return value;
    if (depth === 0) return null;
    if (Array.isArray(value)) return value.map((part) => withoutPerson(part, depth - 1));
    const kept = Object.entries(value).filter(([name]) => NOT_PERSONAL.test(name) || !PERSONAL.test(name));
    return Object.fromEntries(kept.map(([name, part]) => [name, withoutPerson(part, depth - 1)]));
  }

  /** @param {readonly Answer[]} answers */
  function sizeOf(answers) {
    return answers.reduce((sum, { response }) => sum + response.body.length, 0);
  }

  const answers = new Answers();
  globalThis.addEventListener?.("message", ({ data, origin, source }) => {
    if (source === window && origin === location.origin) answers.take(data);
  });

  return Object.freeze({ Answers, answers });
})();
