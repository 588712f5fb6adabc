/**
 * Whether the companion may be asked at all: the browser's permission, and a token of ours.
 */

import { hello } from "./client.js";
import { LOOPBACK } from "./loopback.js";
import { readSettings } from "./settings.js";
import { stateView } from "./view.js";

/** @typedef {import("./client.js").Failure} Failure */
/** @typedef {import("./settings.js").Settings} Settings */
/** @typedef {import("./view.js").StateView} StateView */

/**
 * The settings with their token, or why there is nothing to ask with.
 * @returns {Promise<(Settings & {token: string}) | StateView>}
 */
export async function access() {
  const settings = await readSettings();
  const { port, token } = settings;
  if (!(await webext.permissions.contains(LOOPBACK))) return stateView({ state: "permission" }, port);
  if (token === null) return stateView(await whyUnpaired(port), port);
  return { ...settings, token };
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
