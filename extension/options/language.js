/** The language of all words: the browser's, or one that the person picks. */

import { LANGUAGES } from "../companion/settings.js";
import { ask, one, say } from "../pages/page.js";

/** @param {string | null} chosen */
export function showLanguage(chosen) {
  const select = one("language", HTMLSelectElement);
  const choices = [new Option(say("options_language_browser"), "")];
  for (const language of LANGUAGES) {
    // Each by its own name: whoever needs it cannot read the one that is shown now.
    const name = new Intl.DisplayNames([language], { type: "language" }).of(language) ?? language;
    const choice = new Option(name, language);
    choice.lang = language;
    choices.push(choice);
  }
  select.replaceChildren(...choices);
  select.value = chosen ?? "";
  select.onchange = () => void save(select.value);
}

/** @param {string} language empty for the browser's */
async function save(language) {
  await ask({ type: "set-language", language: language || null });
  // Every word of this page is another one now.
  location.reload();
}
