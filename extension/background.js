/**
 * The only part of the extension that talks to the companion.
 *
 * Listeners stand at top level and nothing is kept in globals: the browser stops this worker at any
 * time and starts it again for the next message. The token never leaves this file.
 */

import "./platform.js";
import { access } from "./companion/access.js";
import { assess, checkPairing, dashboardLink, hello, noteSeller, overview, pair, settings, withdraw } from "./companion/client.js";
import { dashboardUrl } from "./companion/links.js";
import { countHidden, recall, remember, showHidden } from "./companion/memory.js";
import * as offers from "./companion/offer.js";
import { overviewView } from "./companion/overview-view.js";
import {
  forgetAll,
  forgetClient,
  readSettings,
  saveLanguage,
  savePairing,
  savePort,
  saveSwitch,
} from "./companion/settings.js";
import { stateView, viewOf } from "./companion/view.js";
import * as watch from "./companion/watch.js";
import { languageTag, wording } from "./companion/wording.js";
import * as walking from "./walk/desk.js";

/** @typedef {import("./companion/client.js").Failure} Failure */
/** @typedef {import("./companion/overview-view.js").OverviewView} OverviewView */
/** @typedef {import("./companion/protocol.js").WireSnapshot} WireSnapshot */
/** @typedef {import("./companion/view.js").StateView} StateView */
/** @typedef {import("./companion/view.js").Subject} Subject */
/** @typedef {import("./companion/view.js").View} View */

const SHOP_PAGE =
  /^https:\/\/([a-z0-9-]+\.)*aliexpress\.(com|us)\/(p\/order|p\/tracking|store|item)\//;

// Content scripts share a process with the page: where the browser offers it, storage is closed to them.
void webext.storage.local.setAccessLevel?.({ accessLevel: "TRUSTED_CONTEXTS" });

webext.runtime.onMessage.addListener((message, sender, sendResponse) => {
  const handler = handlerFor(message, sender);
  if (!handler) return false;
  handler(message, sender).then(sendResponse, (error) => {
    console.error(error);
    sendResponse(undefined);
  });
  return true;
});

webext.alarms.onAlarm.addListener(watch.rang);
webext.notifications.onClicked.addListener(watch.pressed);
webext.runtime.onInstalled.addListener(watch.renew);
webext.runtime.onStartup.addListener(watch.renew);
// Browsers forget alarms now and then; each start of this worker sees to it that they ring.
void watch.renew();
webext.tabs.onUpdated.addListener(walking.tabArrived);
webext.tabs.onRemoved.addListener(walking.tabRemoved);
void walking.started();

/** @typedef {(message: any, sender: chrome.runtime.MessageSender) => Promise<unknown>} Handler */

/** @type {Readonly<Record<string, Handler>>} */
const FROM_SHOP_PAGES = Object.freeze({
  ...walking.FROM_SHOP_PAGES,
  assess: answerPage,
  check: checkCompanion,
  recall: tellRemembered,
  remember: async ({ subject, change }) => remember(subject, change).then(() => true),
  tick: noteAsked,
  "open-options": () => webext.runtime.openOptionsPage(),
});

/** @type {Readonly<Record<string, Handler>>} */
const FROM_OPTIONS = Object.freeze({
  "get-settings": describeSettings,
  "set-port": async ({ port }) => savePort(port),
  "set-switch": async ({ name, isOn }) => saveSwitch(name, isOn).then(watch.renew),
  "set-language": async ({ language }) => saveLanguage(language),
  "get-wording": tellWording,
  "get-quiet-hours": tellQuietHours,
  "set-quiet-hours": tellQuietHours,
  "get-offer": offers.tellOffer,
  "accept-offer": async (message) => watched(await offers.acceptOffer(message)),
  "decline-offer": offers.declineOffer,
  "show-hidden": showHidden,
  pair: async (message) => watched(await pairBrowser(message)),
  forget: async () => forgetClient().then(watch.renew),
  "forget-all": forgetEverything,
  test: testConnection,
});

/** @type {Readonly<Record<string, Handler>>} */
const FROM_COMPANION_PAGE = Object.freeze({
  "get-wording": tellWording,
  "offer-pairing": offers.takeOffer,
});

/** @type {Readonly<Record<string, Handler>>} */
const FROM_POPUP = Object.freeze({
  "get-wording": tellWording,
  ...walking.FROM_POPUP,
  overview: tellOverview,
  "open-dashboard": openDashboard,
  "open-options": () => webext.runtime.openOptionsPage(),
});

/**
 * What a sender may ask for: a page of the shop little, one of the companion's less, our own pages the
 * rest, anyone else nothing.
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
  else if (!sender.tab || sender.frameId !== 0) return null;
  else if (SHOP_PAGE.test(url)) allowed = FROM_SHOP_PAGES;
  else if (offers.pairingPort(url) !== null) allowed = FROM_COMPANION_PAGE;
  return allowed && Object.hasOwn(allowed, message.type) ? (allowed[message.type] ?? null) : null;
}

/**
 * @param {{snapshot: WireSnapshot, subject: Subject}} message
 * @param {chrome.runtime.MessageSender} sender
 * @returns {Promise<View>}
 */
async function answerPage({ snapshot: { responses, ...page }, subject }, sender) {
  const may = await access();
  if ("kind" in may) return may;
  const { port, token, readsAnswers } = may;
  const snapshot = readsAnswers && responses ? { ...page, responses } : page;
  /** @type {import("./companion/protocol.js").AssessRequest} */
  const request = { snapshot, language: languageTag(may.language) };
  if (await walking.walksIn(sender.tab?.id)) request.walking = true;
  return viewOf(await assess(port, token, request), subject, port);
}

/**
 * Whether the companion still answers; carries nothing of the page.
 * @returns {Promise<StateView | null>} null when it does
 */
async function checkCompanion() {
  const may = await access();
  if ("kind" in may) return may;
  const greeting = await hello(may.port);
  return greeting.state === "ok" ? null : stateView(greeting, may.port);
}

/**
 * Keeps what the person ticked in a panel.
 * @param {{storeId: string, behaviours: readonly string[]}} message
 * @returns {Promise<boolean>} whether it is kept
 */
async function noteAsked({ storeId, behaviours }) {
  const may = await access();
  if ("kind" in may) return false;
  return (await noteSeller(may.port, may.token, String(storeId), behaviours.map(String))).state === "ok";
}

/** @returns {Promise<OverviewView | StateView>} */
async function tellOverview() {
  const may = await access();
  if ("kind" in may) return may;
  const language = languageTag(may.language);
  return overviewView(await overview(may.port, may.token, language), language, may.port);
}

/**
 * Opens the dashboard in a new tab. The link never comes to the popup, and leads nowhere else.
 * @returns {Promise<StateView | null>} why not; null once it is open
 */
async function openDashboard() {
  const may = await access();
  if ("kind" in may) return may;
  const result = await dashboardLink(may.port, may.token);
  if (result.state !== "ok") return stateView(result, may.port);
  const url = dashboardUrl(result.reply.url, may.port);
  if (url === null) return stateView({ state: "garbled" }, may.port);
  await webext.tabs.create({ url });
  return null;
}

/** What a page of the shop begins with. @param {{subject: unknown}} message */
async function tellRemembered({ subject }) {
  const { readsAnswers, language } = await readSettings();
  return { ...(await recall(subject)), readsAnswers, wording: await wording(language) };
}

async function tellWording() {
  return wording((await readSettings()).language);
}

/**
 * The companion's quiet hours, after a change if there is one.
 * @param {{quietHours?: {start: string, end: string} | null}} message
 * @returns {Promise<{quietHours: {start: string, end: string} | null} | StateView>}
 */
async function tellQuietHours({ quietHours }) {
  const may = await access();
  if ("kind" in may) return may;
  const change = quietHours === undefined ? undefined : { quiet_hours: quietHours };
  const result = await settings(may.port, may.token, change);
  return result.state === "ok" ? { quietHours: result.reply.quiet_hours ?? null } : stateView(result, may.port);
}

/** A browser that is paired is a browser that watches. @template T @param {T} outcome */
async function watched(outcome) {
  await watch.renew();
  return outcome;
}

/**
 * Nothing is left in this browser, and the token opens nothing any more where the person wants that.
 * @param {{withdraws: boolean}} message
 * @returns {Promise<{withdrawn: boolean | null}>} null where there was nothing to withdraw
 */
async function forgetEverything({ withdraws }) {
  const { port, token } = await readSettings();
  const ended = withdraws && token !== null ? await withdraw(port, token) : null;
  await watch.clearNotices();
  await forgetAll();
  await offers.declineOffer();
  await watch.renew();
  return { withdrawn: ended && (ended.state === "ok" || ended.state === "revoked") };
}

/** Everything the options page may know: never the token. */
async function describeSettings() {
  const { token, ...told } = await readSettings();
  return { ...told, paired: token !== null, hidden: await countHidden() };
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
