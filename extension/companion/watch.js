/**
 * The watch: what is due is shown once, and orders that still move are looked at again.
 *
 * It opens no page and presses nothing. The browser stops the background at any time, so the clock is
 * the browser's own alarms, and what was shown is kept in its storage.
 */

import { acknowledgeNotices, claimNotices, openOrders, settings } from "./client.js";
import { aliexpressUrl, orderListUrl, orderUrl } from "./links.js";
import { LOOPBACK } from "./loopback.js";
import { readSettings } from "./settings.js";
import { wording } from "./wording.js";
import "../content/wording.js";

/** @typedef {import("./protocol-notices.js").Notice} Notice */
/** @typedef {import("./protocol-orders.js").OpenOrder} OpenOrder */
/** @typedef {import("./protocol-settings.js").QuietHours} QuietHours */
/** @typedef {import("./settings.js").Settings} Settings */
/** @typedef {Settings & {token: string}} Paired */

const ORDER_PAGES = ["com", "us"].flatMap((site) =>
  ["order", "tracking"].map((page) => `https://*.aliexpress.${site}/p/${page}/*`),
);

/** The one that goes round, and the one for when the companion expects something. */
const ALARMS = Object.freeze({ round: "watch", due: "watch-due" });

/** Often enough that the companion leaves its own notices on the desktop to us. */
const EVERY_MINUTES = 4;

/** Browsers ring no alarm sooner. */
const SOONEST = 30_000;

const HOUR = 3_600_000;

/** How long nobody has looked at an order before it is named, and before it is named again. */
const UNSEEN_FOR = 12 * HOUR;
const NAMED_AGAIN_AFTER = 24 * HOUR;

/** What was shown is remembered until it is acknowledged; more than this is never due at once. */
const MOST_SHOWN = 60;

/** A browser without a companion, or that is to show nothing, wakes up for nothing. */
export async function renew() {
  const { token, showsDeadlines, showsEvents, asksToLook } = await readSettings();
  if (token === null || !(showsDeadlines || showsEvents || asksToLook)) {
    for (const name of Object.values(ALARMS)) await webext.alarms.clear(name);
    return;
  }
  if (await webext.alarms.get(ALARMS.round)) return;
  await webext.alarms.create(ALARMS.round, { delayInMinutes: 0.5, periodInMinutes: EVERY_MINUTES });
}

/** @param {{name: string}} alarm */
export async function rang({ name }) {
  if (!(/** @type {string[]} */ (Object.values(ALARMS)).includes(name))) return;
  const kept = await readSettings();
  const { token } = kept;
  if (token === null || !(await webext.permissions.contains(LOOPBACK))) return renew();
  const paired = { ...kept, token };
  await showDue(paired);
  if (name !== ALARMS.round) return;
  await lookAgain();
  if (paired.asksToLook) await nameUnseen(paired);
}

/**
 * The person pressed a notice: its page opens, which is one of AliExpress or none.
 * @param {string} id
 */
export async function pressed(id) {
  const url = aliexpressUrl(id.split(" ").at(-1));
  if (url === null) return;
  await webext.tabs.create({ url });
  await webext.notifications.clear(id);
}

/** Notices of ours that still stand go away. */
export async function clearNotices() {
  for (const id of Object.keys((await webext.notifications.getAll()) ?? {})) await webext.notifications.clear(id);
}

/**
 * A kind that the person does not want counts as shown, or it would be offered again and again.
 * @param {Paired} paired
 */
async function showDue({ port, token, showsDeadlines, showsEvents }) {
  if (!(showsDeadlines || showsEvents) || !(await canShow())) return;
  const result = await claimNotices(port, token);
  if (result.state !== "ok") return;
  const { notices, next_check_at: next } = result.reply;
  const wanted = { deadline: showsDeadlines, event: showsEvents };
  /** @type {string[]} */
  const done = [];
  for (const notice of notices) {
    if (!wanted[notice.kind] || (await show(idOf(notice), notice.title, notice.message))) done.push(notice.id);
  }
  if (done.length > 0) await acknowledgeNotices(port, token, done);
  if (next === null) await webext.alarms.clear(ALARMS.due);
  else await webext.alarms.create(ALARMS.due, { when: Math.max(Date.parse(next), Date.now() + SOONEST) });
}

/**
 * What a notice is about, whatever it is called this time, and at its end where it leads: a worker
 * that is started anew by a press on it knows both.
 * @param {Notice} notice
 */
function idOf({ kind, name, order_id: orderId, due_at: dueAt, url }) {
  return [kind, encodeURIComponent(name), orderId, dueAt, aliexpressUrl(url) ?? orderUrl(orderId)].join(" ");
}

/**
 * Shown now or before. The acknowledgement of one that was shown may have been lost.
 * @param {string} id
 * @param {string} title
 * @param {string} message
 * @returns {Promise<boolean>} false when the browser did not show it
 */
async function show(id, title, message) {
  const { shown } = await webext.storage.local.get(["shown"]);
  /** @type {string[]} */
  const before = Array.isArray(shown) ? shown : [];
  if (before.includes(id)) return true;
  const iconUrl = webext.runtime.getURL("icons/icon-128.png");
  try {
    await webext.notifications.create(id, { type: "basic", iconUrl, title, message });
  } catch (error) {
    console.error(error);
    return false;
  }
  await webext.storage.local.set({ shown: [...before, id].slice(-MOST_SHOWN) });
  return true;
}

/** Whether the browser lets us show anything. Firefox has no such question. */
async function canShow() {
  return (await webext.notifications.getPermissionLevel?.()) !== "denied";
}

/** Pages of orders that are open anyway are read once more, if what they show can still change. */
async function lookAgain() {
  const tabs = await webext.tabs.query({ url: ORDER_PAGES, discarded: false });
  for (const { id } of tabs) {
    // A page from before the extension was started hears nothing.
    if (id !== undefined) await webext.tabs.sendMessage(id, { type: "look-again" }).catch(() => undefined);
  }
}

/**
 * Names the orders that can still change and that nobody has looked at for long. Only the person can
 * look: without a page of theirs there is nothing to read.
 * @param {Paired} paired
 */
async function nameUnseen(paired) {
  const { lookedAt, named } = await webext.storage.local.get(["lookedAt", "named"]);
  const now = Date.now();
  if (typeof lookedAt === "number" && now - lookedAt < HOUR && lookedAt <= now) return;
  const result = await openOrders(paired.port, paired.token);
  if (result.state !== "ok") return;
  await webext.storage.local.set({ lookedAt: now });
  const unseen = result.reply.orders.filter(({ last_seen_at: seen }) => now - Date.parse(seen) >= UNSEEN_FOR);
  const before = /** @type {Record<string, number>} */ (named ?? {});
  const due = unseen.filter(({ order_id: id }) => now - (before[id] ?? 0) >= NAMED_AGAIN_AFTER);
  if (due.length === 0 || !(await canShow()) || (await isQuiet(paired))) return;
  if (!(await showUnseen(paired, due))) return;
  const kept = unseen.map(({ order_id: id }) => [id, due.some((one) => one.order_id === id) ? now : before[id]]);
  await webext.storage.local.set({ named: Object.fromEntries(kept) });
}

/**
 * @param {Paired} paired
 * @param {readonly OpenOrder[]} due
 */
async function showUnseen({ language }, due) {
  const { say, use } = globalThis.CancelWindowWording;
  use(await wording(language));
  const [first] = due;
  const url = due.length === 1 && first ? orderUrl(first.order_id) : orderListUrl();
  const what = first?.title || say("popup_order", [first?.order_id ?? ""]);
  const message = due.length === 1 ? say("look_again_one", [what]) : say("look_again_many", [String(due.length)]);
  return show(`look ${new Date().toISOString()} ${url}`, say("look_again"), message);
}

/**
 * Whether the companion's quiet hours run, by this computer's clock.
 * @param {Paired} paired
 */
async function isQuiet({ port, token }) {
  const result = await settings(port, token);
  return result.state === "ok" && isWithin(result.reply.quiet_hours ?? null, new Date());
}

/**
 * @param {QuietHours | null} quiet over midnight where it ends earlier than it starts
 * @param {Date} now
 */
export function isWithin(quiet, now) {
  if (quiet === null) return false;
  const time = now.toTimeString().slice(0, 5);
  const { start, end } = quiet;
  return start <= end ? start <= time && time < end : time >= start || time < end;
}
