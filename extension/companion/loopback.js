/**
 * The permission to ask the companion: Chromium gives it to an extension's background, Firefox lets
 * the person withdraw it.
 */

export const LOOPBACK = { origins: ["http://127.0.0.1/*"] };
