/** The extension's own words, looked up as the browser does it. */

import { readFileSync } from "node:fs";

export const WORDS = JSON.parse(
  readFileSync(new URL("../../extension/_locales/en/messages.json", import.meta.url), "utf8"),
);

/** `i18n.getMessage`: "" for a key without words. */
export function say(key, substitutions = []) {
  const { message, placeholders = {} } = WORDS[key] ?? { message: "" };
  return message.replace(/\$(\w+)\$/g, (_whole, name) => {
    const { content } = placeholders[name.toLowerCase()];
    return substitutions[Number(content.slice(1)) - 1] ?? "";
  });
}
