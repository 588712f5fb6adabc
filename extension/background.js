/**
 * The only part of the extension that talks to the companion.
 *
 * Listeners stand at top level and nothing is kept in globals: the browser stops this worker at any
 * time and starts it again for the next message. The token never leaves this file.
 */

import "./platform.js";
import { assess, checkPairing, dashboardLink, hello, noteSeller, overview, pair } from "./companion/client.js";
import { dashboardUrl } from "./companion/links.js";
import { countHidden, recall, remember, showHidden } from "./companion/memory.js";
import { overviewView } from "./companion/overview-view.js";
import {
  forgetClient,
  readSettings,
  savePairing,
  savePort,
  saveReadsAnswers,
} from "./companion/settings.js";
import { stateView, viewOf } from "./companion/view.js";

/** @typedef {import("./companion/client.js").Failure} Failure */
/** @typedef {import("./companion/overview-view.js").OverviewView} OverviewView */
/** @typedef {import("./companion/protocol.js").WireSnapshot} WireSnapshot */
/** @typedef {import("./companion/view.js").StateView} StateView */
/** @typedef {import("./companion/view.js").Subject} Subject */
/** @typedef {import("./companion/view.js").View} View */

/** Chromium gives an extension's background the loopback; Firefox lets the person withdraw it. */
const LOOPBACK = { origins: ["http://127.0.0.1/*"] };

const SHOP_PAGE =
  /^https:\/\/([a-z0-9-]+\.)*aliexpress\.(com|us)\/(p\/order|p\/tracking|store|item)\//;

// Content scripts share a process with the page: where the browser offers it, storage is closed to them.
void webext.storage.local.setAccessLevel?.({ accessLevel: "TRUSTED_CONTEXTS" });

webext.runtime.onMessage.addListener((message, sender, sendResponse) => {
  const handler = handlerFor(message, sender);
  if (!handler) return false;
  handler(message).then(sendResponse, (error) => {
    console.error(error);
    sendResponse(undefined);
  });
  return true;
});

/** @typedef {(message: any) => Promise<unknown>} Handler */

/** @type {Readonly<Record<string, Handler>>} */
const FROM_SHOP_PAGES = Object.freeze({
  assess: answerPage,
  check: checkCompanion,
  recall: async ({ subject }) => ({ ...(await recall(subject)), readsAnswers: (await readSettings()).readsAnswers }),
  remember: async ({ subject, change }) => remember(subject, change).then(() => true),
  tick: noteAsked,
  "open-options": () => webext.runtime.openOptionsPage(),
});

/** @type {Readonly<Record<string, Handler>>} */
const FROM_OPTIONS = Object.freeze({
  "get-settings": describeSettings,
  "set-port": async ({ port }) => savePort(port),
  "set-reads-answers": async ({ readsAnswers }) => saveReadsAnswers(readsAnswers),
  "show-hidden": showHidden,
  pair: pairBrowser,
  forget: forgetClient,
  test: testConnection,
});

/** @type {Readonly<Record<string, Handler>>} */
const FROM_POPUP = Object.freeze({
  overview: tellOverview,
  "open-dashboard": openDashboard,
  "open-options": () => webext.runtime.openOptionsPage(),
});

/**
 * What a sender may ask for: a page of the shop little, our own pages the rest, anyone else nothing.
 * @param {any} message
 * @param {chrome.runtime.MessageSender} sender
 * @returns {Handler | null}
 */
function handlerFor(message, sender) {
  if (sender.id !== webext.runtime.id || typeof message?.type !== "string") return null;
  const url = sender.url ?? "";
  let allowed = null;
  if (url.startsWith(webext.runtime.getURL("options/"))) allowed = FROM_OPTIONS;
  else if (url.startsWith(webext.runtime.getURL("popup/"))) allowed = FROM_POPUP;
  else if (sender.tab && sender.frameId === 0 && SHOP_PAGE.test(url)) allowed = FROM_SHOP_PAGES;
  return allowed && Object.hasOwn(allowed, message.type) ? (allowed[message.type] ?? null) : null;
}

/**
 * @param {{snapshot: WireSnapshot, subject: Subject}} message
 * @returns {Promise<View>}
 */
async function answerPage({ snapshot: { responses, ...page }, subject }) {
  const { port, token, readsAnswers } = await readSettings();
  if (!(await webext.permissions.contains(LOOPBACK))) return stateView({ state: "permission" }, port);
  if (token === null) return stateView(await whyUnpaired(port), port);
  const snapshot = readsAnswers && responses ? { ...page, responses } : page;
  return viewOf(await assess(port, token, { snapshot, language: language() }), subject, port);
}

/**
 * Whether the companion still answers; carries nothing of the page.
 * @returns {Promise<StateView | null>} null when it does
 */
async function checkCompanion() {
  const { port, token } = await readSettings();
  if (!(await webext.permissions.contains(LOOPBACK))) return stateView({ state: "permission" }, port);
  if (token === null) return stateView(await whyUnpaired(port), port);
  const greeting = await hello(port);
  return greeting.state === "ok" ? null : stateView(greeting, port);
}

/**
 * Keeps what the person ticked in a panel.
 * @param {{storeId: string, behaviours: readonly string[]}} message
 * @returns {Promise<boolean>} whether it is kept
 */
async function noteAsked({ storeId, behaviours }) {
  const { port, token } = await readSettings();
  if (token === null) return false;
  return (await noteSeller(port, token, String(storeId), behaviours.map(String))).state === "ok";
}

/** @returns {Promise<OverviewView | StateView>} */
async function tellOverview() {
  const { port, token } = await readSettings();
  if (!(await webext.permissions.contains(LOOPBACK))) return stateView({ state: "permission" }, port);
  if (token === null) return stateView(await whyUnpaired(port), port);
  return overviewView(await overview(port, token, language()), language(), port);
}

/**
 * Opens the dashboard in a new tab. The link never comes to the popup, and leads nowhere else.
 * @returns {Promise<StateView | null>} why not; null once it is open
 */
async function openDashboard() {
  const { port, token } = await readSettings();
  if (!(await webext.permissions.contains(LOOPBACK))) return stateView({ state: "permission" }, port);
  if (token === null) return stateView(await whyUnpaired(port), port);
  const result = await dashboardLink(port, token);
  if (result.state !== "ok") return stateView(result, port);
  const url = dashboardUrl(result.reply.url, port);
  if (url === null) return stateView({ state: "garbled" }, port);
  await webext.tabs.create({ url });
  return null;
}

/**
 * A browser that was never paired is told so, unless something else has to be put right first.
 * @param {number} port
 * @returns {Promise<Failure>}
 */
async function whyUnpaired(port) {
  const greeting = await hello(port);
  return greeting.state === "ok" ? { state: "unpaired" } : greeting;
}

/** Everything the options page may know: never the token. */
async function describeSettings() {
  const { port, token, clientName, readsAnswers } = await readSettings();
  return { port, paired: token !== null, clientName, readsAnswers, hidden: await countHidden() };
}

/**
 * @param {{code: string, name: string}} message
 * @returns {Promise<{state: "ok"} | {state: "problem", view: StateView}>}
 */
async function pairBrowser({ code, name }) {
  const { port } = await readSettings();
  const result = await pair(port, String(code), String(name));
  if (result.state !== "ok") return { state: "problem", view: stateView(result, port) };
  await savePairing(result.reply.token, result.reply.name);
  return { state: "ok" };
}

/**
 * The connection, step by step, up to the first one that fails.
 * @returns {Promise<{steps: {step: string, ok: boolean}[], view: StateView | null}>}
 */
async function testConnection() {
  const { port, token } = await readSettings();
  const greeting = await hello(port);
  const failed = greeting.state === "ok" ? null : greeting;
  const steps = [{ step: "answers", ok: failed?.state !== "offline" && failed?.state !== "timeout" }];
  if (steps[0]?.ok) steps.push({ step: "companion", ok: failed?.state !== "foreign" });
  if (steps.every(({ ok }) => ok)) steps.push({ step: "protocol", ok: failed === null });
  if (failed) return { steps, view: stateView(failed, port) };
  const pairing = token === null ? /** @type {Failure} */ ({ state: "unpaired" }) : await checkPairing(port, token);
  steps.push({ step: "paired", ok: pairing.state === "ok" });
  return { steps, view: pairing.state === "ok" ? null : stateView(pairing, port) };
}

/** The browser's own language, in the form the companion reads. */
function language() {
  const tag = webext.i18n.getUILanguage().replaceAll("_", "-");
  return /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(tag) ? tag : "en";
}
