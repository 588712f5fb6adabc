/**
 * Pairing from the companion's own page: the code waits here until the person agrees in the options.
 *
 * Any program on this computer can show a page that looks like the companion's. So the page decides
 * nothing: its port is that of its address, and the person is asked on a page of ours.
 */

import { hello, pair } from "./client.js";
import { savePairing, savePort } from "./settings.js";
import { stateView } from "./view.js";

/** @typedef {import("./client.js").Failure} Failure */
/** @typedef {import("./view.js").StateView} StateView */
/** @typedef {{port: number, code: string, until: number}} Offer */
/** @typedef {{state: "ok"} | {state: "problem", view: StateView}} Outcome */

const PAIRING_PAGE = /^http:\/\/127\.0\.0\.1(?::(\d{1,5}))?\/dashboard\/clients\/pairing$/;

const CODE = /^[A-Z2-9]{4}-?[A-Z2-9]{4}$/;

/** A page may say less, never more. */
const LONGEST_OFFER = 10 * 60_000;

/**
 * The port of the page on which a companion shows its pairing code.
 * @param {string} url
 * @returns {number | null}
 */
export function pairingPort(url) {
  const match = PAIRING_PAGE.exec(url);
  return match ? Number(match[1] ?? 80) : null;
}

/**
 * The person pressed our button on the companion's page.
 * @param {{code: unknown, expiresAt: unknown}} message
 * @param {chrome.runtime.MessageSender} sender
 * @returns {Promise<boolean>}
 */
export async function takeOffer({ code, expiresAt }, { url = "" }) {
  const port = pairingPort(url);
  if (port === null || typeof code !== "string" || !CODE.test(code)) return false;
  const until = Math.min(Date.parse(String(expiresAt)) || Infinity, Date.now() + LONGEST_OFFER);
  await webext.storage.session.set({ offer: { port, code, until } });
  await webext.runtime.openOptionsPage();
  return true;
}

/**
 * What the person is asked about: never the code, which nobody has to read.
 * @returns {Promise<{port: number} | null>}
 */
export async function tellOffer() {
  const offer = await readOffer();
  return offer && { port: offer.port };
}

/**
 * The person agreed. What was asked about is what is done: another page may have put another offer
 * in its place meanwhile.
 * @param {{port: number, name: string}} message
 * @returns {Promise<Outcome>}
 */
export async function acceptOffer({ port, name }) {
  const offer = await readOffer();
  if (offer?.port !== port) return problem({ state: "interrupted" }, port);
  await declineOffer();
  const greeting = await hello(port);
  const result = greeting.state === "ok" ? await pair(port, offer.code, String(name)) : greeting;
  if (result.state !== "ok") return problem(result, port);
  await savePort(port);
  await savePairing(result.reply.token, result.reply.name);
  return { state: "ok" };
}

export async function declineOffer() {
  await webext.storage.session.remove(["offer"]);
}

/** @returns {Promise<Offer | null>} null where none waits, or it is over */
async function readOffer() {
  const { offer } = /** @type {{offer?: Offer}} */ (await webext.storage.session.get(["offer"]));
  return offer && offer.until > Date.now() ? offer : null;
}

/**
 * @param {import("./view.js").Problem} result
 * @param {number} port
 * @returns {Outcome}
 */
function problem(result, port) {
  return { state: "problem", view: stateView(result, port) };
}
