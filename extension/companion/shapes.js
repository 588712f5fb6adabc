/**
 * What counts as well formed: checks of a value's shape, put together from smaller ones.
 */

/** @typedef {(value: unknown) => boolean} Check */

/** @type {Check} */
export const isText = (value) => typeof value === "string";
/** @type {Check} */
export const isFlag = (value) => typeof value === "boolean";
/** @type {Check} */
export const isInstant = (value) => typeof value === "string" && !Number.isNaN(Date.parse(value));
/** @type {Check} */
export const isCount = (value) => typeof value === "number" && value >= 0;

/** @type {(check: Check) => Check} */
export const optional = (check) => (value) => value === null || value === undefined || check(value);
/** @type {(check: Check) => Check} */
export const listOf = (check) => (value) => Array.isArray(value) && value.every(check);
/** @type {(fields: Record<string, Check>) => Check} */
export const shape = (fields) => (value) =>
  typeof value === "object" &&
  value !== null &&
  Object.entries(fields).every(([name, check]) =>
    check(/** @type {Record<string, unknown>} */ (value)[name]),
  );
