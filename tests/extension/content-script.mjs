/** Loads a content script, which is a classic script, and gives the one name it defines. */

import { readFileSync } from "node:fs";
import { runInThisContext } from "node:vm";
import { fileURLToPath } from "node:url";

export function contentScript(file, name) {
  const path = fileURLToPath(new URL(`../../extension/content/${file}`, import.meta.url));
  runInThisContext(readFileSync(path, "utf8"), { filename: path });
  return globalThis[name];
}
