/** The browser's extension API, set by extension/platform.js in every context of ours. */
declare var webext: typeof chrome;
