/**
 * The extension's own words in the language that the person chose, for the pages that speak them.
 */

import { packagedWords } from "./client.js";

/** @typedef {import("./client.js").Phrase} Phrase */
/** @typedef {{language: string, phrases: Record<string, Phrase>}} Wording */

/**
 * @param {string | null} language null for the browser's own, which every page has anyway
 * @returns {Promise<Wording | null>}
 */
export async function wording(language) {
  return language === null ? null : { language, phrases: await packagedWords(language.replace("-", "_")) };
}

/**
 * The language of the companion's sentences: the chosen one, or the browser's in the form that the
 * companion reads.
 * @param {string | null} chosen
 * @returns {string}
 */
export function languageTag(chosen) {
  const tag = chosen ?? webext.i18n.getUILanguage().replaceAll("_", "-");
  return /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(tag) ? tag : "en";
}
