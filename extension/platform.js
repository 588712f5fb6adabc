// Firefox's promise-based namespace is `browser`, Chromium's is `chrome`. A classic content script
// cannot import and a module cannot see a script's variables, so both read it from the global object.
globalThis.webext = globalThis.browser ?? globalThis.chrome;
