/**
 * Where a walk through the history stands in this browser, and what follows from what happens.
 *
 * Pure: the time is an argument. What to open, when, and when to stop, the companion says.
 */

/** @typedef {import("../companion/protocol-walk.js").WalkReply} WalkReply */

/** @typedef {"running" | "paused" | "stopped" | "done"} Status */

/** What the person can do about a walk. */
/** @typedef {"pause" | "resume" | "stop" | "close"} WalkAct */

/**
 * As it is kept in the browser's storage, so that the background may be stopped at any time.
 * @typedef {object} Walk
 * @property {Status} status
 * @property {string | null} why it does not run
 * @property {string | null} until ISO 8601: no other walk before this
 * @property {number | null} tabId null once the tab is gone
 * @property {number} step
 * @property {string | null} url that the step opens; null for more of the list
 * @property {string | null} press
 * @property {boolean} isOpened whether the step's page was opened, or is still waited with
 * @property {number} at when it may be opened, or was; milliseconds since the epoch
 * @property {number} patience milliseconds that an opened page may take
 * @property {boolean} isComplete
 * @property {number} listed
 * @property {number} opened
 * @property {number | null} left
 * @property {number | null} secondsLeft
 */

/**
 * What is shown of a walk.
 * @typedef {object} WalkView
 * @property {Status} status
 * @property {string | null} why
 * @property {string | null} until
 * @property {boolean} isComplete
 * @property {number} listed
 * @property {number} opened
 * @property {number | null} left
 * @property {number | null} secondsLeft
 */

/**
 * What the walk's own tab has to do now. `waitMs` until the step is opened, `patienceMs` until an
 * opened page counts as not having come.
 * @typedef {object} Turn
 * @property {WalkView} view
 * @property {number} step
 * @property {boolean} isOpened
 * @property {string | null} press
 * @property {number} waitMs
 * @property {number} patienceMs
 */

/** Reasons to stop that the companion may give and that have words of their own. */
const KNOWN_STOPS = new Set(["login", "challenge", "rate_limited", "unreachable", "daily_limit"]);

/** Pauses of this browser's own: the person asked, or the tab was taken or closed. */
export const PAUSES = Object.freeze(/** @type {const} */ (["asked", "left", "closed", "unreachable"]));

/**
 * The walk after a reply of the companion.
 * @param {Walk | null} before
 * @param {WalkReply} reply
 * @param {number | null} tabId
 * @param {number} now
 * @returns {Walk}
 */
export function advanced(before, reply, tabId, now) {
  const { ask, stopped, step } = reply;
  const counts = {
    listed: reply.listed,
    opened: reply.opened,
    left: reply.left ?? null,
    secondsLeft: reply.seconds_left ?? null,
  };
  if (ask && before && before.step === step && before.status === "running") return { ...before, ...counts };
  return {
    status: ask ? "running" : stopped ? "stopped" : "done",
    why: stopped ? (KNOWN_STOPS.has(stopped.why) ? stopped.why : "unreachable") : null,
    until: stopped?.until ?? null,
    tabId,
    step,
    url: ask?.url ?? null,
    press: ask?.press ?? null,
    isOpened: false,
    at: now + (ask?.wait_ms ?? 0),
    patience: ask?.patience_ms ?? 0,
    isComplete: reply.complete,
    ...counts,
  };
}

/**
 * The step's page is opened now.
 * @param {Walk} walk
 * @param {number | null} tabId
 * @param {number} now
 * @returns {Walk}
 */
export function opened(walk, tabId, now) {
  // Opened a second time where the background was stopped in between: its patience began before.
  return walk.isOpened ? { ...walk, tabId } : { ...walk, tabId, isOpened: true, at: now };
}

/**
 * @param {Walk} walk
 * @param {(typeof PAUSES)[number]} why
 * @returns {Walk}
 */
export function paused(walk, why) {
  if (walk.status !== "running") return walk;
  return { ...walk, status: "paused", why, tabId: why === "closed" ? null : walk.tabId };
}

/**
 * Goes on in the same tab: a page that was open meanwhile gets its patience anew.
 * @param {Walk} walk
 * @param {number} now
 * @returns {Walk}
 */
export function resumed(walk, now) {
  if (walk.status !== "paused") return walk;
  return { ...walk, status: "running", why: null, at: walk.isOpened ? now : Math.max(walk.at, now) };
}

/**
 * @param {Walk} walk
 * @returns {WalkView}
 */
export function viewOf({ status, why, until, tabId, isComplete, listed, opened: done, left, secondsLeft }) {
  const isLost = status === "running" && tabId === null;
  return {
    status: isLost ? "paused" : status,
    why: isLost ? "closed" : why,
    until,
    isComplete,
    listed,
    opened: done,
    left,
    secondsLeft,
  };
}

/**
 * @param {Walk} walk
 * @param {number} now
 * @returns {Turn}
 */
export function turnOf(walk, now) {
  const { step, isOpened, at, patience, press } = walk;
  return {
    view: viewOf(walk),
    step,
    isOpened,
    press: isOpened ? press : null,
    waitMs: isOpened ? 0 : Math.max(0, at - now),
    patienceMs: isOpened ? Math.max(0, at + patience - now) : patience,
  };
}

/**
 * A walk as it was kept, or null where there is none that this version knows.
 * @param {any} value
 * @returns {Walk | null}
 */
export function walkOf(value) {
  const isWalk =
    ["running", "paused", "stopped", "done"].includes(value?.status) &&
    Number.isInteger(value.step) &&
    typeof value.isOpened === "boolean" &&
    [value.at, value.patience, value.listed, value.opened].every(Number.isFinite);
  return isWalk ? value : null;
}
