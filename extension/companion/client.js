/**
 * Calls to the companion. The only place of the extension that uses the network, and only 127.0.0.1;
 * and of its own package, the words of a chosen language.
 *
 * A reply is believed only with our protocol header: without it another program holds the port.
 */

import {
  PROTOCOL,
  PROTOCOL_HEADER,
  majorOf,
  readAssessReply,
  readDashboardLinkReply,
  readErrorReply,
  readHelloReply,
  readPairReply,
} from "./protocol.js";
import { readClaimReply, readDoneReply } from "./protocol-notices.js";
import { readOrdersReply, readOverviewReply, readSellerNotesReply } from "./protocol-orders.js";
import { readSettingsReply, readWithdrawReply } from "./protocol-settings.js";
import { readWalkReply } from "./protocol-walk.js";

/** @typedef {import("./protocol.js").AssessReply} AssessReply */
/** @typedef {import("./protocol.js").AssessRequest} AssessRequest */
/** @typedef {import("./protocol.js").DashboardLinkReply} DashboardLinkReply */
/** @typedef {import("./protocol.js").HelloReply} HelloReply */
/** @typedef {import("./protocol.js").PairReply} PairReply */
/** @typedef {import("./protocol-notices.js").ClaimReply} ClaimReply */
/** @typedef {import("./protocol-notices.js").DoneReply} DoneReply */
/** @typedef {import("./protocol-orders.js").OrdersReply} OrdersReply */
/** @typedef {import("./protocol-orders.js").OverviewReply} OverviewReply */
/** @typedef {import("./protocol-orders.js").SellerNotesReply} SellerNotesReply */
/** @typedef {import("./protocol-settings.js").QuietHours} QuietHours */
/** @typedef {import("./protocol-settings.js").SettingsReply} SettingsReply */
/** @typedef {import("./protocol-settings.js").WithdrawReply} WithdrawReply */
/** @typedef {import("./protocol-walk.js").WalkReply} WalkReply */
/** @typedef {import("./protocol-walk.js").WalkRequest} WalkRequest */

/**
 * Why there is no reply. `version` names both sides' protocol and which of them is older; `lacking`
 * is a companion of our protocol that is too old for this call.
 * @typedef {(
 *   | {state: "offline" | "foreign" | "timeout" | "garbled" | "unpaired" | "revoked" | "lacking"}
 *   | {state: "version", ours: string, theirs: string, update: "extension" | "companion"}
 *   | {state: "blocked", kind: string, message: string}
 *   | {state: "refused", code: string, message: string, remedy: string}
 * )} Failure
 */

/**
 * @template T
 * @typedef {{state: "ok", reply: T} | Failure} Result
 */

/** @typedef {{message: string, placeholders?: Record<string, {content: string}>}} Phrase of _locales */

/** How long each call may take, in milliseconds: reading a large page takes the companion longest. */
const PATIENCE = Object.freeze({
  hello: 3_000,
  pair: 5_000,
  assess: 20_000,
  overview: 10_000,
  dashboard: 5_000,
  notes: 5_000,
  orders: 10_000,
  claim: 10_000,
  done: 5_000,
  settings: 5_000,
  withdraw: 5_000,
  walk: 20_000,
});

const PATHS = Object.freeze({
  hello: "/v1/hello",
  pair: "/v1/pair",
  assess: "/v1/assess",
  overview: "/v1/overview",
  dashboard: "/v1/dashboard-link",
  notes: "/v1/seller-notes",
  orders: "/v1/orders",
  claim: "/v1/notices/claim",
  done: "/v1/notices/done",
  settings: "/v1/settings",
  withdraw: "/v1/withdraw",
  walk: "/v1/walk",
});

/** Answers that the seller, the carrier or time can still change. */
const MOVING = Object.freeze(["yes", "ask_seller", "pending", "recall"]);
const MOST_MOVING = 100;

/**
 * Who answers on this port.
 * @param {number} port
 * @returns {Promise<Result<HelloReply>>}
 */
export function hello(port) {
  return call(port, "hello", { method: "GET" }, readHelloReply);
}

/**
 * Exchange a pairing code for this browser's token.
 * @param {number} port
 * @param {string} code
 * @param {string} name
 * @returns {Promise<Result<PairReply>>}
 */
export function pair(port, code, name) {
  return post(port, "pair", { code, name }, null, readPairReply);
}

/**
 * Where the orders of a page stand. Says hello first, so that neither the page nor the token is
 * handed to a program that is not the companion.
 * @param {number} port
 * @param {string} token
 * @param {AssessRequest} request
 * @returns {Promise<Result<AssessReply>>}
 */
export async function assess(port, token, request) {
  const greeting = await hello(port);
  if (greeting.state !== "ok") return greeting;
  return post(port, "assess", request, token, readAssessReply);
}

/**
 * What to act on now, of all stored orders.
 * @param {number} port
 * @param {string} token
 * @param {string} language
 * @returns {Promise<Result<OverviewReply>>}
 */
export async function overview(port, token, language) {
  const failure = await whyNot(port, "orders");
  return failure ?? post(port, "overview", { language }, token, readOverviewReply);
}

/**
 * What the person ticked that a seller has asked for: all that is ticked now.
 * @param {number} port
 * @param {string} token
 * @param {string} storeId
 * @param {readonly string[]} behaviours
 * @returns {Promise<Result<SellerNotesReply>>}
 */
export async function noteSeller(port, token, storeId, behaviours) {
  const failure = await whyNot(port, "seller_notes");
  return failure ?? post(port, "notes", { store_id: storeId, behaviours }, token, readSellerNotesReply);
}

/**
 * Orders with an open window or a running request, as far as they are stored.
 * @param {number} port
 * @param {string} token
 * @returns {Promise<Result<OrdersReply>>}
 */
export async function openOrders(port, token) {
  const failure = await whyNot(port, "orders");
  return failure ?? post(port, "orders", { answers: MOVING, limit: MOST_MOVING }, token, readOrdersReply);
}

/**
 * A link that lets this browser into the dashboard, once.
 * @param {number} port
 * @param {string} token
 * @returns {Promise<Result<DashboardLinkReply>>}
 */
export async function dashboardLink(port, token) {
  const failure = await whyNot(port, "dashboard");
  return failure ?? post(port, "dashboard", {}, token, readDashboardLinkReply);
}

/**
 * What is due, for this browser to show. It is offered again unless it is acknowledged.
 * @param {number} port
 * @param {string} token
 * @returns {Promise<Result<ClaimReply>>}
 */
export async function claimNotices(port, token) {
  const failure = await whyNot(port, "notices");
  return failure ?? post(port, "claim", {}, token, readClaimReply);
}

/**
 * These were shown.
 * @param {number} port
 * @param {string} token
 * @param {readonly string[]} ids
 * @returns {Promise<Result<DoneReply>>}
 */
export async function acknowledgeNotices(port, token, ids) {
  const failure = await whyNot(port, "notices");
  return failure ?? post(port, "done", { ids }, token, readDoneReply);
}

/**
 * The companion's settings, after a change if one is given.
 * @param {number} port
 * @param {string} token
 * @param {{quiet_hours: QuietHours | null}} [change]
 * @returns {Promise<Result<SettingsReply>>}
 */
export async function settings(port, token, change) {
  const failure = await whyNot(port, "notices");
  return failure ?? post(port, "settings", change ? { change } : {}, token, readSettingsReply);
}

/**
 * Ends this browser's pairing at the companion.
 * @param {number} port
 * @param {string} token
 * @returns {Promise<Result<WithdrawReply>>}
 */
export async function withdraw(port, token) {
  const greeting = await hello(port);
  return greeting.state === "ok" ? post(port, "withdraw", {}, token, readWithdrawReply) : greeting;
}

/**
 * The words of one of our languages, as they ship with the extension.
 * @param {string} locale name of a folder of _locales
 * @returns {Promise<Record<string, Phrase>>}
 */
export async function packagedWords(locale) {
  const response = await fetch(webext.runtime.getURL(`_locales/${locale}/messages.json`));
  return response.json();
}

/**
 * What a walk through the history is to open next.
 * @param {number} port
 * @param {string} token
 * @param {WalkRequest} request
 * @returns {Promise<Result<WalkReply>>}
 */
export async function walk(port, token, request) {
  const failure = await whyNot(port, "walk");
  return failure ?? post(port, "walk", request, token, readWalkReply);
}

/**
 * Why the program on this port is not to be asked for this, if it is not.
 * @param {number} port
 * @param {string} feature
 * @returns {Promise<Failure | null>}
 */
async function whyNot(port, feature) {
  const greeting = await hello(port);
  if (greeting.state !== "ok") return greeting;
  return greeting.reply.features?.includes(feature) ? null : { state: "lacking" };
}

/**
 * Whether the companion accepts this token: an empty page is refused as "no order page" only to a
 * client that is paired.
 * @param {number} port
 * @param {string} token
 * @returns {Promise<{state: "ok"} | Failure>}
 */
export async function checkPairing(port, token) {
  const result = await assess(port, token, {
    snapshot: {
      url: "",
      html: "",
      captured_at: new Date().toISOString(),
      age_ms: 0,
      quiet_ms: 0,
    },
    language: "en",
  });
  return result.state === "ok" || result.state === "blocked" ? { state: "ok" } : result;
}

/**
 * @template T
 * @param {number} port
 * @param {Exclude<keyof typeof PATHS, "hello">} route
 * @param {object} body
 * @param {string | null} token
 * @param {(value: unknown) => T | null} read
 * @returns {Promise<Result<T>>}
 */
function post(port, route, body, token, read) {
  /** @type {Record<string, string>} */
  const headers = { "Content-Type": "application/json" };
  if (token !== null) headers["Authorization"] = `Bearer ${token}`;
  return call(port, route, { method: "POST", headers, body: JSON.stringify(body) }, read);
}

/**
 * @template T
 * @param {number} port
 * @param {keyof typeof PATHS} route
 * @param {RequestInit} init
 * @param {(value: unknown) => T | null} read
 * @returns {Promise<Result<T>>}
 */
async function call(port, route, init, read) {
  /** @type {Response} */
  let response;
  /** @type {unknown} */
  let body;
  try {
    response = await fetch(`http://127.0.0.1:${port}${PATHS[route]}`, {
      ...init,
      headers: { ...init.headers, [PROTOCOL_HEADER]: PROTOCOL },
      cache: "no-store",
      credentials: "omit",
      // Never followed. "error" would refuse as well, but could not be told from "not running".
      redirect: "manual",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout(PATIENCE[route]),
    });
    const failure = await checkSpeaker(response);
    if (failure) return failure;
    body = await parse(response);
  } catch (error) {
    return { state: isTimeout(error) ? "timeout" : "offline" };
  }
  if (!response.ok) return failureOf(body);
  const reply = read(body);
  return reply === null ? { state: "garbled" } : { state: "ok", reply };
}

/**
 * Nothing else of a reply is looked at before we know that the companion speaks, and our language.
 * @param {Response} response
 * @returns {Promise<Failure | null>}
 */
async function checkSpeaker(response) {
  const theirs = response.headers.get(PROTOCOL_HEADER);
  const major = majorOf(theirs);
  const ours = /** @type {number} */ (majorOf(PROTOCOL));
  if (major === ours) return null;
  await response.body?.cancel();
  if (theirs === null || major === null) return { state: "foreign" };
  return {
    state: "version",
    ours: PROTOCOL,
    theirs,
    update: major > ours ? "extension" : "companion",
  };
}

/**
 * The reply's JSON, or undefined where it is none; a connection that breaks meanwhile is an error.
 * @param {Response} response
 * @returns {Promise<unknown>}
 */
async function parse(response) {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * @param {unknown} body
 * @returns {Failure}
 */
function failureOf(body) {
  const reply = readErrorReply(body);
  if (reply === null) return { state: "garbled" };
  const { code, message, remedy } = reply.error;
  switch (code) {
    case "not_paired":
      return { state: "unpaired" };
    // Both mean that the token no longer counts and that pairing again is the cure.
    case "revoked":
    case "wrong_origin":
      return { state: "revoked" };
    case "blocked_page":
      return reply.blocked
        ? { state: "blocked", kind: reply.blocked.kind, message: reply.blocked.message }
        : { state: "garbled" };
    default:
      return { state: "refused", code, message, remedy };
  }
}

/** @param {unknown} error */
function isTimeout(error) {
  return error instanceof DOMException && error.name === "TimeoutError";
}
