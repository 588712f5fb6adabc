/**
 * What the extension remembers, on this computer only (`storage.local`, never `sync`).
 */

import { DEFAULT_PORT } from "./protocol.js";

/**
 * @typedef {object} Settings
 * @property {number} port
 * @property {string | null} token this browser's token for the companion
 * @property {string | null} clientName the name it was paired under
 * @property {boolean} readsAnswers whether the data that pages receive are read beside the pages
 */

/** @returns {Promise<Settings>} */
export async function readSettings() {
  const { port, token, clientName, readsAnswers } = await webext.storage.local.get([
    "port",
    "token",
    "clientName",
    "readsAnswers",
  ]);
  return {
    port: isPort(port) ? port : DEFAULT_PORT,
    token: typeof token === "string" ? token : null,
    clientName: typeof clientName === "string" ? clientName : null,
    readsAnswers: readsAnswers !== false,
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

/** @param {unknown} readsAnswers */
export async function saveReadsAnswers(readsAnswers) {
  await webext.storage.local.set({ readsAnswers: readsAnswers === true });
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
 * @param {unknown} value
 * @returns {value is number}
 */
function isPort(value) {
  return typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= 65_535;
}
