/**
 * What the person did to the badge of an order: hid it, opened it, moved it. On this computer only.
 */

/** Distances in pixels from the window's lower corner at the end of a line. */
/** @typedef {{inline: number, block: number}} Place */

/** @typedef {{isHidden: boolean, isOpen: boolean, place: Place | null}} Kept */

/** What a page is told: `readsAnswers` and `wording` are the person's wishes for all pages. */
/** @typedef {Kept & {readsAnswers: boolean, wording: import("./wording.js").Wording | null}} Remembered */

/** @typedef {"cancellable" | "act_now"} Filter */

/** How many orders are remembered; the one that was touched longest ago goes first. */
export const MOST_KEPT = 200;

const PREFIX = "badge:";

/** An order's number, or the kind of a page that is of no single order. */
const SUBJECT = /^(?:\d{14,19}|list|store|product)$/;

const FARTHEST = 20_000;

/**
 * What is remembered of an order. One that was never moved stands where the last one was put.
 * @param {unknown} subject
 * @returns {Promise<Kept>}
 */
export async function recall(subject) {
  const all = await kept();
  const own = all.find(({ key }) => key === `${PREFIX}${subject}`)?.value;
  const moved = all.findLast(({ value }) => value.place !== undefined)?.value;
  return {
    isHidden: own?.isHidden ?? false,
    isOpen: own?.isOpen ?? false,
    place: (own?.place !== undefined ? own.place : moved?.place) ?? null,
  };
}

/**
 * Remember a change; anything that is none of ours is left out.
 * @param {unknown} subject
 * @param {unknown} change
 */
export async function remember(subject, change) {
  if (typeof subject !== "string" || !SUBJECT.test(subject)) return;
  const key = `${PREFIX}${subject}`;
  const before = (await webext.storage.local.get([key]))[key];
  await webext.storage.local.set({ [key]: { ...valueOf(before), ...valueOf(change), at: Date.now() } });
  const all = await kept();
  const old = all.slice(0, Math.max(0, all.length - MOST_KEPT)).map((one) => one.key);
  if (old.length > 0) await webext.storage.local.remove(old);
}

/** How many orders the person hid. */
export async function countHidden() {
  return (await kept()).filter(({ value }) => value.isHidden).length;
}

/** Every hidden badge may show again. */
export async function showHidden() {
  for (const { key, value } of await kept()) {
    if (value.isHidden) await webext.storage.local.set({ [key]: { ...value, isHidden: false } });
  }
}

/**
 * All that is remembered, the one that was touched last at the end.
 * @returns {Promise<{key: string, value: Partial<Kept> & {at: number}}[]>}
 */
async function kept() {
  /** @type {Record<string, any>} */
  const everything = await webext.storage.local.get(null);
  return Object.entries(everything)
    .filter(([key]) => key.startsWith(PREFIX))
    .map(([key, value]) => ({ key, value: { ...valueOf(value), at: Number(value?.at) || 0 } }))
    .sort((one, other) => one.value.at - other.value.at);
}

/**
 * The parts of a value that are of the right kind.
 * @param {any} value
 * @returns {Partial<Kept>}
 */
function valueOf(value) {
  /** @type {Partial<Kept>} */
  const found = {};
  if (typeof value?.isHidden === "boolean") found.isHidden = value.isHidden;
  if (typeof value?.isOpen === "boolean") found.isOpen = value.isOpen;
  if (value?.place === null) found.place = null;
  else if (isDistance(value?.place?.inline) && isDistance(value?.place?.block)) {
    found.place = { inline: value.place.inline, block: value.place.block };
  }
  return found;
}

/** @param {unknown} value */
function isDistance(value) {
  return typeof value === "number" && value >= 0 && value <= FARTHEST;
}
