/** The browser, as far as the background uses it: what it keeps, what it was asked to do. */

import { readFileSync } from "node:fs";

import { say } from "./words.mjs";

export const ID = "abcdefghijklmnopabcdefghijklmnop";
export const BASE = `chrome-extension://${ID}/`;

/** One storage area over an object that a test can look into. */
function area(stored) {
  return {
    get: async (keys) =>
      structuredClone(
        keys === null
          ? stored
          : Object.fromEntries(keys.filter((key) => key in stored).map((key) => [key, stored[key]])),
      ),
    set: async (values) => void Object.assign(stored, structuredClone(values)),
    remove: async (keys) => keys.forEach((key) => delete stored[key]),
    clear: async () => Object.keys(stored).forEach((key) => delete stored[key]),
  };
}

export class FakeBrowser {
  stored = {};
  session = {};
  calls = [];
  alarms = {};
  notifications = {};
  permitted = true;
  permissionLevel = "granted";
  uiLanguage = "en-GB";
  /** What hears each event, by its name. */
  heard = {};
  /** @type {{id: number}[]} open tabs of orders */
  tabs = [];
  told = [];
  isBroken = false;

  constructor() {
    const event = (name) => ({ addListener: (hears) => (this.heard[name] = hears) });
    globalThis.chrome = {
      alarms: {
        clear: async (name) => delete this.alarms[name],
        create: async (name, when) => void (this.alarms[name] = when),
        get: async (name) => this.alarms[name],
        onAlarm: event("alarm"),
      },
      i18n: { getUILanguage: () => this.uiLanguage, getMessage: say },
      notifications: {
        clear: async (id) => delete this.notifications[id],
        create: async (id, shown) => {
          if (this.isBroken) throw new Error("Unable to download all specified images.");
          this.notifications[id] = shown;
          return id;
        },
        getAll: async () => this.notifications,
        getPermissionLevel: async () => this.permissionLevel,
        onClicked: event("notification"),
      },
      permissions: { contains: async () => this.permitted },
      runtime: {
        id: ID,
        getURL: (path) => BASE + path,
        onInstalled: event("installed"),
        onMessage: event("message"),
        onStartup: event("startup"),
        openOptionsPage: async () => void this.calls.push("openOptionsPage"),
      },
      tabs: {
        create: async ({ url }) => void this.calls.push(url),
        onRemoved: event("removal"),
        onUpdated: event("arrival"),
        query: async () => this.tabs,
        sendMessage: async (id, message) => {
          this.told.push([id, message]);
          if (id < 0) throw new Error("Could not establish connection. Receiving end does not exist.");
        },
      },
      storage: {
        local: { ...area(this.stored), setAccessLevel: async (level) => void this.calls.push(level) },
        session: area(this.session),
      },
    };
    const { fetch } = globalThis;
    // The package's own files, which a browser fetches like any other address.
    globalThis.fetch = async (address, init) => {
      if (!String(address).startsWith(BASE)) return fetch(address, init);
      const file = new URL(`../../extension/${String(address).slice(BASE.length)}`, import.meta.url);
      return new Response(readFileSync(file, "utf8"));
    };
  }

  /** As newly installed. */
  renew() {
    for (const kept of [this.stored, this.session, this.alarms, this.notifications]) {
      for (const key of Object.keys(kept)) delete kept[key];
    }
    this.calls.length = this.told.length = 0;
    Object.assign(this, { permitted: true, permissionLevel: "granted", uiLanguage: "en-GB", tabs: [], isBroken: false });
  }
}
