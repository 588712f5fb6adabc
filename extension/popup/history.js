/**
 * The popup's part on the history: begin to read it in a tab of this browser, and what comes of it.
 */

import { ask, locale, one, say, sentence, speak } from "../pages/page.js";

/** @typedef {import("../companion/view.js").StateView} StateView */
/** @typedef {import("../walk/state.js").WalkAct} WalkAct */
/** @typedef {import("../walk/state.js").WalkView} WalkView */

const { actsOf, sentenceOf } = CancelWindowWalkWords;

await speak();

const state = one("history-state");
const row = one("history-acts");
let drawn = "";

// The walk goes on while the popup is open; where it stands is kept in the storage.
webext.storage.onChanged.addListener((changes) => {
  if ("walk" in changes) void act("look");
});
void act("look");

/** @param {WalkAct | "look" | "begin"} name */
async function act(name) {
  const answer = await ask({ type: `walk-${name === "close" ? "stop" : name}` });
  show(/** @type {WalkView | StateView | null} */ (answer ?? null));
}

/** @param {WalkView | StateView | null} answer */
function show(answer) {
  state.hidden = answer === null;
  if (answer === null) return offer(["begin"]);
  if ("kind" in answer) {
    state.textContent = sentence(answer);
    return offer(["begin"]);
  }
  state.textContent = sentenceOf(answer, say, locale());
  offer(actsOf(answer));
}

/** @param {readonly (WalkAct | "begin")[]} acts */
function offer(acts) {
  // The same buttons stay where they are, and keep the keyboard.
  if (drawn === acts.join()) return;
  drawn = acts.join();
  row.replaceChildren(
    ...acts.map((name) => {
      const button = document.createElement("button");
      button.type = "button";
      button.id = `history-${name}`;
      button.textContent = say(`walk_${name}`);
      button.addEventListener("click", () => void act(name));
      return button;
    }),
  );
}
