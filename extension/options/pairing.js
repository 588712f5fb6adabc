/** Pairing that was begun on the companion's page, and the end of everything. */

import { ask, one, report, say, sentence } from "../pages/page.js";

/** A press that was meant for something else, and came a moment too late, agrees to nothing. */
const TOO_SOON = 700;

/**
 * Asks whether to pair with the program whose page the person came from.
 * @param {HTMLInputElement} name of this browser
 * @param {() => Promise<void>} renew shows the page anew once something has changed
 */
export async function openOffer(name, renew) {
  const offer = /** @type {{port: number} | null | undefined} */ (await ask({ type: "get-offer" }));
  const section = one("offer");
  if (!offer) {
    section.hidden = true;
    return;
  }
  const { port } = offer;
  const accept = one("offer-accept", HTMLButtonElement);
  one("offer-title").textContent = say("options_offer_title", [String(port)]);
  one("offer-text").textContent = say("options_offer_text", [`127.0.0.1:${port}`]);
  section.hidden = false;
  one("offer-title").focus();
  accept.disabled = true;
  setTimeout(() => (accept.disabled = false), TOO_SOON);
  accept.onclick = (event) => void (event.isTrusted && agree(port, name.value.trim(), renew));
  one("offer-decline").onclick = () => void ask({ type: "decline-offer" });
}

/**
 * @param {number} port
 * @param {string} name
 * @param {() => Promise<void>} renew
 */
async function agree(port, name, renew) {
  report("pair-result", say("options_pairing"));
  const outcome = await ask({ type: "accept-offer", port, name });
  if (outcome?.state === "ok") {
    one("port", HTMLInputElement).value = String(port);
    await renew();
    report("pair-result", say("options_paired_now"), true);
  } else {
    report("pair-result", outcome ? sentence(outcome.view) : say("options_failed"), false);
  }
  one("pair-result").scrollIntoView({ block: "center" });
}

/** Nothing is left in this browser; what the companion keeps is deleted on its own pages. */
export async function forgetEverything() {
  const withdraws = one("withdraws", HTMLInputElement).checked;
  const told = await ask({ type: "forget-all", withdraws });
  const isDone = told !== undefined && told.withdrawn !== false;
  const key = told === undefined ? "options_failed" : isDone ? "options_forgot_all" : "options_not_withdrawn";
  report("forget-all-result", say(key), isDone);
}
