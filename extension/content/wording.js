/**
 * The extension's own words: in the browser's language, or in the one that the person chose.
 */

var CancelWindowWording = (() => {
  "use strict";

  /** @typedef {import("../companion/wording.js").Wording} Wording */

  /** @type {Wording | null} */
  let chosen = null;

  /** @param {Wording | null | undefined} wording null for the browser's language */
  function use(wording) {
    chosen = wording ?? null;
  }

  /** The language that times and numbers are written in. */
  function locale() {
    return chosen?.language ?? webext.i18n.getUILanguage();
  }

  /**
   * @param {string} key
   * @param {readonly string[]} [substitutions]
   */
  function say(key, substitutions = []) {
    const phrase = chosen?.phrases[key];
    if (!phrase) return webext.i18n.getMessage(key, [...substitutions]);
    return phrase.message.replace(/\$(\w+)\$/g, (_whole, name) => {
      const place = phrase.placeholders?.[String(name).toLowerCase()]?.content.slice(1);
      return substitutions[Number(place) - 1] ?? "";
    });
  }

  return Object.freeze({ locale, say, use });
})();

// Where a module brings this in, a variable of it would be seen by nobody.
Object.assign(globalThis, { CancelWindowWording });
