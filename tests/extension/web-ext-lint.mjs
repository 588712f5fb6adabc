/**
 * Runs `web-ext lint` on the extension and compares all it reports with what is known and accepted:
 * one warning, which one manifest for both browsers cannot avoid. Anything more or less is an error.
 */

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";

const root = fileURLToPath(new URL("../../", import.meta.url));
const expected = JSON.parse(
  readFileSync(new URL("web-ext-lint.expected.json", import.meta.url), "utf8"),
);

const run = spawnSync(
  process.execPath,
  [
    "node_modules/web-ext/bin/web-ext.js",
    "lint",
    "--source-dir=extension",
    "--output=json",
    "--no-config-discovery",
  ],
  // Looking for a newer version of itself is all it would use the network for.
  { cwd: root, encoding: "utf8", env: { ...process.env, NO_UPDATE_NOTIFIER: "1" } },
);

const found = report(run.stdout);
if (!isDeepStrictEqual(found, expected)) {
  console.error("web-ext lint reports something else than web-ext-lint.expected.json:");
  console.error(JSON.stringify(found, null, 2));
  if (run.stderr) console.error(run.stderr);
  process.exitCode = 1;
}

/** What web-ext said, without what differs from run to run. */
function report(output) {
  try {
    const { summary, errors, notices, warnings } = JSON.parse(output);
    const kept = ({ code, message, file }) => ({ code, message, file });
    return {
      summary,
      errors: errors.map(kept),
      notices: notices.map(kept),
      warnings: warnings.map(kept),
    };
  } catch {
    return { unreadable: output };
  }
}
