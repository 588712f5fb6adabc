/**
 * Where the badge stands in the window: moved by hand or by key, and always wholly inside.
 */

var CancelWindowPlace = (() => {
  "use strict";

  /**
   * Distances in pixels from the lower corner at the end of a line (the right one, in English).
   * @typedef {{inline: number, block: number}} Place
   */

  const STEP = 32;

  /** @type {Readonly<Record<string, readonly [number, number]>>} */
  const KEYS = Object.freeze({
    ArrowLeft: [-STEP, 0],
    ArrowRight: [STEP, 0],
    ArrowUp: [0, -STEP],
    ArrowDown: [0, STEP],
  });

  /** A press that moves less than this is a press, not a drag. */
  const SLACK = 4;

  /**
   * @typedef {object} Moved
   * @property {() => boolean} isMirrored
   * @property {(place: Place | null) => void} moved at the end of a move; null puts it back
   */

  class Movable {
    #sheet = document.createElement("style");
    /** @type {Place | null} */
    #place = null;
    #outside;

    /**
     * @param {ShadowRoot} root
     * @param {Moved} outside
     */
    constructor(root, outside) {
      this.#outside = outside;
      root.append(this.#sheet);
    }

    /** @param {Place | null} place null is the corner itself */
    put(place) {
      this.#place = place;
      // A rule inside the root, since the page could write over a property of the host.
      this.#sheet.textContent = place
        ? `:host { --inline: ${Math.round(place.inline)}px !important; --block: ${Math.round(place.block)}px !important; }`
        : "";
    }

    /**
     * Lets a handle move the badge: drag it, or press an arrow key on it; Home puts it back.
     * @param {HTMLElement} handle
     */
    listen(handle) {
      handle.addEventListener("pointerdown", (event) => this.#drag(handle, event));
      handle.addEventListener("keydown", (event) => this.#key(event));
    }

    /**
     * @param {HTMLElement} handle
     * @param {PointerEvent} start
     */
    #drag(handle, start) {
      if (!start.isTrusted || start.button !== 0) return;
      const from = this.#now;
      const end = new AbortController();
      const { signal } = end;
      let dragged = false;
      handle.setPointerCapture(start.pointerId);
      handle.addEventListener(
        "pointermove",
        (event) => {
          const x = event.clientX - start.clientX;
          const y = event.clientY - start.clientY;
          dragged ||= Math.hypot(x, y) > SLACK;
          if (event.isTrusted && dragged) this.put(this.#shifted(from, x, y));
        },
        { signal },
      );
      for (const name of /** @type {const} */ (["pointerup", "pointercancel"])) {
        handle.addEventListener(
          name,
          () => {
            end.abort();
            if (dragged) this.#outside.moved(this.#place);
          },
          { signal },
        );
      }
    }

    /** @param {KeyboardEvent} event */
    #key(event) {
      const step = KEYS[event.key];
      if (!event.isTrusted || (!step && event.key !== "Home")) return;
      event.preventDefault();
      this.put(step ? this.#shifted(this.#now, ...step) : null);
      this.#outside.moved(this.#place);
    }

    get #now() {
      return this.#place ?? { inline: 0, block: 0 };
    }

    /**
     * @param {Place} from
     * @param {number} x
     * @param {number} y
     * @returns {Place}
     */
    #shifted(from, x, y) {
      const inline = from.inline + (this.#outside.isMirrored() ? x : -x);
      return { inline: within(inline, innerWidth), block: within(from.block - y, innerHeight) };
    }
  }

  /**
   * @param {number} distance
   * @param {number} most
   */
  function within(distance, most) {
    return Math.min(Math.max(distance, 0), most);
  }

  return Object.freeze({ Movable });
})();
