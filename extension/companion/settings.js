/**
 * What the extension remembers, on this computer only (`storage.local`, never `sync`).
 */

import { DEFAULT_PORT } from "./protocol.js";

/**
 * @typedef {object} Settings
 * @property {number} port
 * @property {string | null} token this browser's token for the companion
 * @property {string | null} clientName the name it was paired under
 */

/** @returns {Promise<Settings>} */
export async function readSettings() {
  const { port, token, clientName } = await webext.storage.local.get(["port", "token", "clientName"]);
  return {
    port: isPort(port) ? port : DEFAULT_PORT,
    token: typeof token === "string" ? token : null,
    clientName: typeof clientName === "string" ? clientName : null,
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
