/**
 * What the pages of our own share: their words, their elements, and asking the background.
 */

import "../platform.js";
import "../content/wording.js";

export const { locale, say } = globalThis.CancelWindowWording;

/** Puts the words in, in the chosen language; a page calls it before it says anything. */
export async function speak() {
  globalThis.CancelWindowWording.use(await ask({ type: "get-wording" }));
  document.documentElement.lang = say("language");
  document.documentElement.dir = say("direction");
  for (const element of document.querySelectorAll("[data-i18n]")) {
    element.textContent = say(element.getAttribute("data-i18n") ?? "");
  }
}

/**
 * @param {object} message
 * @returns {Promise<any>} undefined when the background could not do it
 */
export async function ask(message) {
  try {
    return await webext.runtime.sendMessage(message);
  } catch {
    return undefined;
  }
}

/**
 * An answer of the background's that is no answer, in a sentence.
 * @param {import("../companion/view.js").StateView} view
 */
export function sentence({ name, text, substitutions }) {
  return text ?? say(`state_${name}_text`, substitutions);
}

/**
 * @template {HTMLElement} Type
 * @param {string} id
 * @param {new () => Type} [type]
 * @returns {Type}
 */
export function one(id, type) {
  const element = document.getElementById(id);
  if (!(element instanceof (type ?? HTMLElement))) throw new Error(`this page has no #${id}`);
  return /** @type {Type} */ (element);
}

/**
 * @param {string} id
 * @param {string} text
 * @param {boolean} [good] left out: neither
 */
export function report(id, text, good) {
  const result = one(id);
  result.textContent = text;
  result.classList.toggle("good", good === true);
  result.classList.toggle("bad", good === false);
}
