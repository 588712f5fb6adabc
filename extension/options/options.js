/**
 * The options page: pairing, the port, and a test of the connection, step by step.
 *
 * It asks the background for everything and never sees the token.
 */

import { ask, one, report, say, sentence, speak } from "../pages/page.js";
import { LOOPBACK } from "../companion/loopback.js";
import { DEFAULT_PORT } from "../companion/protocol.js";
import { showLanguage } from "./language.js";
import { showNotices } from "./notices.js";
import { forgetEverything, openOffer } from "./pairing.js";

/** As the companion's own check: letters and the digits that look like no letter. */
const CODE = /^[A-Z2-9]{4}-?[A-Z2-9]{4}$/;

/** By their name in the user agent; those that also call themselves Chrome come before it. */
const BROWSERS = /** @type {Readonly<Record<string, string>>} */ (
  Object.freeze({ Edg: "Edge", OPR: "Opera", Firefox: "Firefox", Chrome: "Chrome" })
);

const SYSTEMS = /** @type {Readonly<Record<string, string>>} */ (
  Object.freeze({ android: "Android", cros: "ChromeOS", linux: "Linux", mac: "macOS", win: "Windows" })
);

await speak();

const forms = {
  pair: one("pair-form", HTMLFormElement),
  port: one("port-form", HTMLFormElement),
};
const inputs = {
  code: one("code", HTMLInputElement),
  name: one("name", HTMLInputElement),
  port: one("port", HTMLInputElement),
  answers: one("answers", HTMLInputElement),
};

one("port-hint").textContent = say("options_port_hint", [String(DEFAULT_PORT)]);

forms.pair.addEventListener("submit", (event) => void pair(event));
forms.port.addEventListener("submit", (event) => {
  event.preventDefault();
  void savePort();
});
one("forget").addEventListener("click", () => void forget());
one("test").addEventListener("click", () => void test());
inputs.answers.addEventListener("change", () => void saveAnswers());
one("show-hidden").addEventListener("click", () => void showHidden());
one("forget-all-form", HTMLFormElement).addEventListener("submit", (event) => {
  event.preventDefault();
  void forgetEverything().then(open);
});
webext.storage.onChanged.addListener((changes) => {
  if ("offer" in changes) void openOffer(inputs.name, open);
});
one("permission-button").addEventListener("click", () => void requestPermission());

void open();

async function open() {
  const name = await defaultName();
  const settings = await ask({ type: "get-settings" });
  // The person may have been quicker than the answers.
  inputs.name.value ||= name;
  if (settings) inputs.port.value ||= String(settings.port);
  showPairing(settings);
  inputs.answers.checked = settings?.readsAnswers ?? true;
  showLanguage(settings?.language ?? null);
  showNotices(settings);
  void openOffer(inputs.name, open);
  showHiddenCount(settings?.hidden ?? 0);
  one("permission").hidden = await webext.permissions.contains(LOOPBACK);
}

/** @param {SubmitEvent} event */
async function pair(event) {
  event.preventDefault();
  const code = inputs.code.value.trim().toUpperCase();
  const name = inputs.name.value.trim();
  const problem = !CODE.test(code) ? "code" : name === "" || name.length > 60 ? "name" : null;
  mark(inputs.code, problem === "code");
  mark(inputs.name, problem === "name");
  if (problem) {
    inputs[problem].focus();
    return report("pair-result", say(`options_${problem}_wrong`), false);
  }
  if (!(await savePort())) return;
  report("pair-result", say("options_pairing"));
  const outcome = await ask({ type: "pair", code, name });
  if (outcome?.state === "ok") {
    inputs.code.value = "";
    report("pair-result", say("options_paired_now"), true);
    showPairing(await ask({ type: "get-settings" }));
  } else {
    report("pair-result", outcome ? sentence(outcome.view) : say("options_failed"), false);
    inputs.code.focus();
  }
}

/** What is typed as port is what is used, saved or not.  @returns {Promise<boolean>} */
async function savePort() {
  const port = /^\d{1,5}$/.test(inputs.port.value.trim()) ? Number(inputs.port.value) : Number.NaN;
  const saved = await ask({ type: "set-port", port });
  mark(inputs.port, !saved);
  report("port-result", say(saved ? "options_port_saved" : "options_port_wrong"), Boolean(saved));
  if (!saved) inputs.port.focus();
  return Boolean(saved);
}

async function forget() {
  await ask({ type: "forget" });
  showPairing(await ask({ type: "get-settings" }));
  report("pair-result", say("options_forgotten"), true);
  inputs.code.focus();
}

async function saveAnswers() {
  await ask({ type: "set-switch", name: "readsAnswers", isOn: inputs.answers.checked });
  report("answers-result", say("options_answers_saved"), true);
}

async function showHidden() {
  await ask({ type: "show-hidden" });
  showHiddenCount(0);
}

/** @param {number} count of orders whose badge is hidden */
function showHiddenCount(count) {
  one("hidden").hidden = count === 0;
  one("hidden-text").textContent = say("options_hidden_text", [String(count)]);
}

async function test() {
  const list = one("test-steps");
  list.replaceChildren();
  report("test-result", "");
  if (!(await savePort())) return;
  report("port-result", "");
  report("test-result", say("options_testing"));
  const outcome = await ask({ type: "test" });
  if (!outcome) return report("test-result", say("options_failed"), false);
  for (const { step, ok } of outcome.steps) {
    const item = document.createElement("li");
    item.className = ok ? "good" : "bad";
    item.textContent = say(`test_${step}_${ok ? "ok" : "failed"}`);
    list.append(item);
  }
  const { view } = outcome;
  report("test-result", view ? sentence(view) : say("test_passed"), view === null);
}

/** Firefox asks only at a click. */
async function requestPermission() {
  const given = await webext.permissions.request(LOOPBACK);
  one("permission").hidden = given;
  if (!given) report("permission-result", say("options_permission_refused"), false);
}

/** @param {{paired: boolean, clientName: string | null} | undefined} settings */
function showPairing(settings) {
  const paired = settings?.paired ?? false;
  one("forget-row").hidden = !paired;
  one("paired").textContent = paired
    ? say("options_paired", [settings?.clientName ?? ""])
    : say("options_unpaired");
}

/** "Firefox on Linux": enough to know it by in the companion's list. */
async function defaultName() {
  const { os } = await webext.runtime.getPlatformInfo();
  const product = Object.keys(BROWSERS).find((name) => navigator.userAgent.includes(`${name}/`));
  return say("options_name_default", [BROWSERS[product ?? ""] ?? "Browser", SYSTEMS[os] ?? os]);
}

/**
 * @param {HTMLInputElement} input
 * @param {boolean} wrong
 */
function mark(input, wrong) {
  input.setAttribute("aria-invalid", String(wrong));
}
