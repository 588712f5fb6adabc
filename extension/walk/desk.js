/**
 * Leads a walk through the history: keeps where it stands, asks the companion, opens the pages.
 *
 * All of it stands in the browser's storage. The walk's tab keeps the time and asks for each step,
 * so that this worker may be stopped between any two of them.
 */

import { access } from "../companion/access.js";
import { walk as askCompanion } from "../companion/client.js";
import { aliexpressUrl } from "../companion/links.js";
import { stateView } from "../companion/view.js";
import { advanced, opened, paused, resumed, turnOf, viewOf, walkOf } from "./state.js";

/** @typedef {import("../companion/client.js").Failure} Failure */
/** @typedef {import("../companion/protocol-walk.js").WalkRequest} WalkRequest */
/** @typedef {import("../companion/protocol-walk.js").WalkReply} WalkReply */
/** @typedef {import("../companion/view.js").StateView} StateView */
/** @typedef {import("./state.js").Turn} Turn */
/** @typedef {import("./state.js").Walk} Walk */
/** @typedef {import("./state.js").WalkView} WalkView */
/** @typedef {chrome.runtime.MessageSender} Sender */

const KEY = "walk";

/** The pages of orders, which a walk opens; on them a script of ours answers. */
const ORDER_PAGE = /^https:\/\/([a-z0-9-]+\.)*aliexpress\.(com|us)\/p\/(order|tracking)\//;

/** How often, and how far apart in milliseconds, the companion is looked for after the browser's start. */
const STARTS = 6;
const BETWEEN_STARTS = 3_000;

/** How long the script of a page that has arrived may take to answer, in milliseconds. */
const SCRIPT_STARTS = 3_000;

/** One change at a time, or two that happen together would each undo the other's. */
let last = Promise.resolve();

/**
 * @template T
 * @param {() => Promise<T>} change
 * @returns {Promise<T>}
 */
function inTurn(change) {
  const result = last.then(change);
  last = result.then(
    () => undefined,
    () => undefined,
  );
  return result;
}

/** @returns {Promise<Walk | null>} */
async function kept() {
  return walkOf((await webext.storage.local.get([KEY]))[KEY]);
}

/**
 * @param {Walk} walk
 * @returns {Promise<Walk>}
 */
async function keep(walk) {
  await webext.storage.local.set({ [KEY]: walk });
  return walk;
}

/**
 * Whether a walk has this tab, and runs.
 * @param {number | undefined} tabId
 */
export async function walksIn(tabId) {
  const walk = await kept();
  return tabId !== undefined && walk?.status === "running" && walk.tabId === tabId;
}

/** What a page of the shop may ask of the walk; only its own tab is told of it. */
export const FROM_SHOP_PAGES = Object.freeze({
  "walk-look": (/** @type {any} */ _, /** @type {Sender} */ sender) => look(sender),
  "walk-begin": (/** @type {any} */ _, /** @type {Sender} */ sender) => inTurn(() => begin(sender.tab?.id ?? null, sender)),
  "walk-next": (/** @type {any} */ { step, trouble }, /** @type {Sender} */ sender) => inTurn(() => next(Number(step), trouble ?? null, sender)),
  "walk-open": (/** @type {any} */ { step }, /** @type {Sender} */ sender) => inTurn(() => open(Number(step), sender)),
  "walk-pause": (/** @type {any} */ _, /** @type {Sender} */ sender) => inTurn(() => ifOwn(sender, () => pause("asked"))),
  "walk-resume": (/** @type {any} */ _, /** @type {Sender} */ sender) => inTurn(() => ifOwn(sender, resume)),
  "walk-stop": (/** @type {any} */ _, /** @type {Sender} */ sender) => inTurn(() => ifOwn(sender, stop)),
});

/** What the popup may ask of it. */
export const FROM_POPUP = Object.freeze({
  "walk-look": async () => ofPopup(await kept()),
  "walk-begin": () => inTurn(async () => toPopup(await begin(null))),
  "walk-pause": () => inTurn(pauseFromAside),
  "walk-resume": () => inTurn(async () => toPopup(await resume())),
  "walk-stop": () => inTurn(stop),
});

/** @param {Walk | null} walk */
function ofPopup(walk) {
  return walk && viewOf(walk);
}

/** @param {Turn | StateView | null} turn */
function toPopup(turn) {
  return turn && ("kind" in turn ? turn : turn.view);
}

/**
 * @template T
 * @param {Sender} sender
 * @param {() => Promise<T>} act
 */
async function ifOwn(sender, act) {
  const walk = await kept();
  return walk !== null && walk.tabId === sender.tab?.id ? act() : null;
}

/**
 * @param {Sender} sender
 * @returns {Promise<Turn | null>}
 */
async function look(sender) {
  const walk = await kept();
  return walk !== null && walk.tabId === sender.tab?.id ? turnOf(walk, Date.now()) : null;
}

/**
 * @param {WalkRequest} request
 * @returns {Promise<{state: "ok", reply: WalkReply} | StateView>}
 */
async function ask(request) {
  const may = await access();
  if ("kind" in may) return may;
  const result = await askCompanion(may.port, may.token, request);
  return result.state === "ok" ? result : stateView(result, may.port);
}

/**
 * Begins, or takes up what was broken off; in a new tab where none is named.
 * @param {number | null} tabId
 * @param {Sender} [sender] the page that waits for its turn
 * @returns {Promise<Turn | StateView | null>}
 */
async function begin(tabId, sender) {
  const result = await ask({ action: "begin" });
  if ("kind" in result) return result;
  const now = Date.now();
  const walk = await keep(advanced(null, result.reply, tabId, now));
  if (walk.status === "running" && !sender) await openPage(walk);
  return turnOf((await kept()) ?? walk, now);
}

/**
 * What comes after a step, by its own tab.
 * @param {number} step
 * @param {import("../companion/protocol-walk.js").WalkTrouble | null} trouble
 * @param {Sender} sender
 * @returns {Promise<Turn | null>}
 */
async function next(step, trouble, sender) {
  const walk = await kept();
  if (walk === null || walk.tabId !== sender.tab?.id) return null;
  if (walk.status === "running" && walk.step === step && walk.isOpened) await goOn(walk, trouble, "");
  return look(sender);
}

/**
 * @param {Walk} walk
 * @param {import("../companion/protocol-walk.js").WalkTrouble | null} trouble
 * @param {string} url
 */
async function goOn(walk, trouble, url) {
  const result = await ask({ action: "go_on", step: walk.step, trouble, url });
  // A companion that is away now may be back when the tab asks again.
  if (!("kind" in result)) await keep(advanced(walk, result.reply, walk.tabId, Date.now()));
}

/**
 * Opens the page of a step, or lets the tab press for more of its list.
 * @param {number} step
 * @param {Sender} sender
 * @returns {Promise<Turn | null>}
 */
async function open(step, sender) {
  const walk = await kept();
  if (walk === null || walk.tabId !== sender.tab?.id) return null;
  if (walk.status === "running" && walk.step === step) {
    if (walk.press === null) await openPage(walk);
    else await keep(opened(walk, walk.tabId, Date.now()));
  }
  return look(sender);
}

/** @param {Walk} walk */
async function openPage(walk) {
  const url = aliexpressUrl(walk.url);
  if (url === null) return keep({ ...walk, status: "stopped", why: "unreachable" });
  if (walk.tabId === null) {
    const tab = await webext.tabs.create({ url });
    return keep(opened(walk, tab.id ?? null, Date.now()));
  }
  await keep(opened(walk, walk.tabId, Date.now()));
  return webext.tabs.update(walk.tabId, { url });
}

/** @param {(typeof import("./state.js").PAUSES)[number]} why */
async function pause(why) {
  const walk = await kept();
  if (walk === null) return null;
  return turnOf(await keep(paused(walk, why)), Date.now());
}

/** Its tab has not asked for this, and would see it only when its next step is due. */
async function pauseFromAside() {
  const turn = await pause("asked");
  letLook(await kept());
  return toPopup(turn);
}

/**
 * Goes on where the walk's tab still shows a page of it, and otherwise in a new tab.
 * @returns {Promise<Turn | StateView | null>}
 */
async function resume() {
  const walk = await kept();
  if (walk === null) return null;
  if (walk.status === "paused" && walk.tabId !== null && (await speaks(walk.tabId))) {
    const going = await keep(resumed(walk, Date.now()));
    letLook(going);
    return turnOf(going, Date.now());
  }
  return begin(null);
}

/** Ends it for good. What was read is kept, by the companion. */
async function stop() {
  const walk = await kept();
  await webext.storage.local.remove([KEY]);
  letLook(walk);
  return null;
}

/** @param {Walk | null} walk that its tab is to ask about again */
function letLook(walk) {
  if (walk?.tabId != null) void tell(walk.tabId, "walk-turn");
}

/**
 * Lets the tab look at its turn again, or only says whether a script of ours is there.
 * @param {number} tabId
 * @param {"walk-turn" | "walk-here"} type
 */
async function tell(tabId, type) {
  try {
    return await webext.tabs.sendMessage(tabId, { type });
  } catch {
    return undefined;
  }
}

/** @param {number} tabId */
async function speaks(tabId) {
  return (await tell(tabId, "walk-here")) === true;
}

/** A page of the walk's tab has arrived: is it one of orders, and does our script run there? */
export function tabArrived(/** @type {number} */ tabId, /** @type {{status?: string}} */ { status }) {
  if (status !== "complete") return;
  void inTurn(async () => {
    const walk = await kept();
    if (walk?.status !== "running" || walk.tabId !== tabId) return;
    // Without a permission for its address, the browser does not tell it.
    const { url = "" } = await webext.tabs.get(tabId);
    if (ORDER_PAGE.test(url)) setTimeout(() => void hear(tabId, walk.step), SCRIPT_STARTS);
    else if (walk.isOpened) await goOn(walk, "elsewhere", placeOf(url));
    else await keep(paused(walk, "left"));
  });
}

/**
 * Where the browser shows an error page of its own, no script of ours runs.
 * @param {number} tabId
 * @param {number} step
 */
function hear(tabId, step) {
  return inTurn(async () => {
    const walk = await kept();
    if (walk?.status !== "running" || walk.tabId !== tabId || walk.step !== step) return;
    if (!(await speaks(tabId))) await keep(paused(walk, "unreachable"));
  });
}

/**
 * An address without what it carries.
 * @param {string} url
 */
function placeOf(url) {
  if (!URL.canParse(url)) return "";
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

/** The tab was closed; with the whole window, the browser may be closing too. */
export function tabRemoved(/** @type {number} */ tabId, /** @type {{isWindowClosing: boolean}} */ { isWindowClosing }) {
  void inTurn(async () => {
    const walk = await kept();
    if (walk === null || walk.tabId !== tabId) return;
    await keep({ ...(isWindowClosing ? walk : paused(walk, "closed")), tabId: null });
  });
}

/**
 * A walk that ran when the browser ended goes on, in a tab that the person sees. Called whenever this
 * worker starts: what is kept for the session alone tells the browser's own start from the others.
 */
export async function started() {
  const isStart = await inTurn(async () => {
    if ((await webext.storage.session.get(["started"]))["started"]) return false;
    await webext.storage.session.set({ started: true });
    const walk = await kept();
    // Numbers of tabs mean nothing after a start.
    if (walk !== null) await keep({ ...walk, tabId: null });
    return walk !== null;
  });
  if (isStart) await goOnAfterStart(STARTS);
}

/**
 * The companion may start later than the browser; after some tries the person has to press "Go on".
 * @param {number} tries that are left
 */
async function goOnAfterStart(tries) {
  const isWaiting = await inTurn(async () => {
    const walk = await kept();
    if (walk?.status !== "running" || walk.tabId !== null) return false;
    const begun = await begin(null);
    return begun !== null && "kind" in begun;
  });
  if (isWaiting && tries > 1) setTimeout(() => void goOnAfterStart(tries - 1), BETWEEN_STARTS);
}
