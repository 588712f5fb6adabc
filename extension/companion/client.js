/**
 * Calls to the companion. The only place of the extension that uses the network, and only 127.0.0.1.
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
import { readOverviewReply, readSellerNotesReply } from "./protocol-orders.js";

/** @typedef {import("./protocol.js").AssessReply} AssessReply */
/** @typedef {import("./protocol.js").AssessRequest} AssessRequest */
/** @typedef {import("./protocol.js").DashboardLinkReply} DashboardLinkReply */
/** @typedef {import("./protocol.js").HelloReply} HelloReply */
/** @typedef {import("./protocol.js").PairReply} PairReply */
/** @typedef {import("./protocol-orders.js").OverviewReply} OverviewReply */
/** @typedef {import("./protocol-orders.js").SellerNotesReply} SellerNotesReply */

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

/** How long each call may take, in milliseconds: reading a large page takes the companion longest. */
const PATIENCE = Object.freeze({
  hello: 3_000,
  pair: 5_000,
  assess: 20_000,
  overview: 10_000,
  dashboard: 5_000,
  notes: 5_000,
});

const PATHS = Object.freeze({
  hello: "/v1/hello",
  pair: "/v1/pair",
  assess: "/v1/assess",
  overview: "/v1/overview",
  dashboard: "/v1/dashboard-link",
  notes: "/v1/seller-notes",
});

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
