/**
 * What the extension remembers, on this computer only (`storage.local`, never `sync`).
 */

import { DEFAULT_PORT } from "./protocol.js";

/** The languages of `_locales`, as tags. */
export const LANGUAGES = Object.freeze([
  "ar", "cs", "de", "en", "es", "fr", "he", "it", "ja", "ko", "nl", "pl", "pt-BR", "ru", "tr", "uk",
]);

/** What can be switched in the options, with what holds until it is. */
const SWITCHES = Object.freeze({
  /** Whether the data that pages receive are read beside the pages. */
  readsAnswers: true,
  /** Whether notices of deadlines are shown. */
  showsDeadlines: true,
  /** Whether notices of what changed are shown. */
  showsEvents: true,
  /** Whether orders that nobody has looked at for long are named. */
  asksToLook: false,
});

/** @typedef {keyof typeof SWITCHES} Switch */

/**
 * @typedef {object} Kept
 * @property {number} port
 * @property {string | null} token this browser's token for the companion
 * @property {string | null} clientName the name it was paired under
 * @property {string | null} language of all words; null is the browser's
 */

/** @typedef {Kept & Record<Switch, boolean>} Settings */

/** @returns {Promise<Settings>} */
export async function readSettings() {
  const names = /** @type {Switch[]} */ (Object.keys(SWITCHES));
  const kept = await webext.storage.local.get(["port", "token", "clientName", "language", ...names]);
  const { port, token, clientName, language } = kept;
  const switches = names.map((name) => [name, typeof kept[name] === "boolean" ? kept[name] : SWITCHES[name]]);
  return {
    port: isPort(port) ? port : DEFAULT_PORT,
    token: typeof token === "string" ? token : null,
    clientName: typeof clientName === "string" ? clientName : null,
    language: isLanguage(language) ? language : null,
    .../** @type {Record<Switch, boolean>} */ (Object.fromEntries(switches)),
  };
}

/**
 * @param {unknown} port
 * @returns {Promise<boolean>} false when this is no port; nothing is saved then
 */
export async function savePort(port) {
  if (!isPort(port)) return false;
  await webext.storage.local.set({ port });
  return true;
}

/**
 * @param {unknown} name
 * @param {unknown} isOn
 */
export async function saveSwitch(name, isOn) {
  if (typeof name !== "string" || !Object.hasOwn(SWITCHES, name)) return;
  await webext.storage.local.set({ [name]: isOn === true });
}

/** @param {unknown} language one of ours; anything else follows the browser */
export async function saveLanguage(language) {
  if (isLanguage(language)) await webext.storage.local.set({ language });
  else await webext.storage.local.remove(["language"]);
}

/**
 * @param {string} token
 * @param {string} clientName
 */
export async function savePairing(token, clientName) {
  await webext.storage.local.set({ token, clientName });
}

/** The token and the name go; the port stays. */
export async function forgetClient() {
  await webext.storage.local.remove(["token", "clientName"]);
}

/**
 * Nothing is left of what this browser keeps. Not of its session: that this background was started
 * before is no memory of the person, and without it the next start would pass for the browser's own.
 */
export async function forgetAll() {
  await webext.storage.local.clear();
}

/**
 * @param {unknown} value
 * @returns {value is string}
 */
function isLanguage(value) {
  return typeof value === "string" && LANGUAGES.includes(value);
}

/**
 * @param {unknown} value
 * @returns {value is number}
 */
function isPort(value) {
  return typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= 65_535;
}
