/** Which notices this browser shows, and the companion's quiet hours. */

import { ask, one, report, say, sentence } from "../pages/page.js";

/** @typedef {import("../companion/settings.js").Switch} Switch */

/** @type {readonly Switch[]} */
const SWITCHES = Object.freeze(["showsDeadlines", "showsEvents", "asksToLook"]);

/** @param {(Partial<Record<Switch, boolean>> & {paired: boolean}) | undefined} settings */
export function showNotices(settings) {
  for (const name of SWITCHES) {
    const box = one(name, HTMLInputElement);
    box.checked = settings?.[name] ?? false;
    box.onchange = () => void saveSwitch(name, box.checked);
  }
  one("quiet-form", HTMLFormElement).onsubmit = (event) => {
    event.preventDefault();
    void saveQuietHours();
  };
  one("quiet-none").onclick = () => void tellCompanion({ type: "set-quiet-hours", quietHours: null });
  one("quiet").hidden = !settings?.paired;
  if (settings?.paired) void tellCompanion({ type: "get-quiet-hours" });
}

/**
 * @param {Switch} name
 * @param {boolean} isOn
 */
async function saveSwitch(name, isOn) {
  await ask({ type: "set-switch", name, isOn });
  report("notices-result", say("options_saved"), true);
}

async function saveQuietHours() {
  const [start, end] = [one("quiet-from", HTMLInputElement).value, one("quiet-to", HTMLInputElement).value];
  if (start === "" || end === "") return report("quiet-result", say("options_quiet_wrong"), false);
  await tellCompanion({ type: "set-quiet-hours", quietHours: { start, end } });
}

/**
 * They are the companion's, for all browsers and for its own notices: it is asked each time.
 * @param {{type: "get-quiet-hours" | "set-quiet-hours", quietHours?: object | null}} message
 */
async function tellCompanion(message) {
  const told = await ask(message);
  if (!told || "kind" in told) return report("quiet-result", told ? sentence(told) : say("options_failed"), false);
  one("quiet-from", HTMLInputElement).value = told.quietHours?.start ?? "";
  one("quiet-to", HTMLInputElement).value = told.quietHours?.end ?? "";
  one("quiet-none").hidden = told.quietHours === null;
  report("quiet-result", message.type === "set-quiet-hours" ? say("options_saved") : "", true);
}
