/**
 * The wire, continued: the companion's own settings, and the end of a pairing.
 *
 * Mirrors server/cancelwindow/protocol_orders.py.
 */

import { isText, optional, shape } from "./shapes.js";

/** @typedef {{start: string, end: string}} QuietHours as 22:30, in the person's time zone */

/** @typedef {{language: string, quiet_hours?: QuietHours | null}} SettingsReply */

/** @typedef {{client_id: string}} WithdrawReply */

const isSettingsReply = shape({
  language: isText,
  quiet_hours: optional(shape({ start: isText, end: isText })),
});
const isWithdrawReply = shape({ client_id: isText });

/**
 * Each reader gives back what it was given, typed, or null where the shape is not ours.
 * @type {(value: unknown) => SettingsReply | null}
 */
export const readSettingsReply = (value) =>
  isSettingsReply(value) ? /** @type {SettingsReply} */ (value) : null;

/** @type {(value: unknown) => WithdrawReply | null} */
export const readWithdrawReply = (value) =>
  isWithdrawReply(value) ? /** @type {WithdrawReply} */ (value) : null;
