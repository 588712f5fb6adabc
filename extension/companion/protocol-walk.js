/**
 * The wire, continued: a walk through the history in this browser, one step at a time.
 *
 * Mirrors server/cancelwindow/protocol_walk.py. A companion that knows this names `walk` among its
 * features.
 */

import { isCount, isFlag, isInstant, isText, optional, shape } from "./shapes.js";

/** @typedef {import("./shapes.js").Check} Check */

/** Why the page of a step was not shown. */
/** @typedef {"elsewhere" | "silence" | "no_button"} WalkTrouble */

/** @typedef {{action: "begin" | "go_on", step?: number, trouble?: WalkTrouble | null, url?: string}} WalkRequest */

/**
 * One page to open: `url` in the tab, or more of the list by the button that `press` selects.
 * @typedef {object} WalkAsk
 * @property {string} page
 * @property {string | null} url
 * @property {string | null} press
 * @property {number} wait_ms
 * @property {number} patience_ms
 */

/**
 * @typedef {object} WalkReply
 * @property {number} step unchanged while its page is not enough yet
 * @property {WalkAsk | null} ask null once it is over or has to stop
 * @property {{why: string, until: string | null} | null} stopped
 * @property {boolean} complete
 * @property {number} listed
 * @property {number} opened
 * @property {number | null} left
 * @property {number | null} seconds_left
 */

const isWalkReply = shape({
  step: isCount,
  ask: optional(
    shape({
      page: isText,
      url: optional(isText),
      press: optional(isText),
      wait_ms: isCount,
      patience_ms: isCount,
    }),
  ),
  stopped: optional(shape({ why: isText, until: optional(isInstant) })),
  complete: isFlag,
  listed: isCount,
  opened: isCount,
  left: optional(isCount),
  seconds_left: optional(isCount),
});

/**
 * What was given, typed, or null where the shape is not ours.
 * @type {(value: unknown) => WalkReply | null}
 */
export const readWalkReply = (value) => (isWalkReply(value) ? /** @type {WalkReply} */ (value) : null);
