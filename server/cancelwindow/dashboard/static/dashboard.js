/**
 * What makes the pages more comfortable. Each works without it.
 */

/** The one-time code of a link stands behind the "#", which the browser keeps to itself. */
function enterByLink() {
  const form = document.querySelector("form[data-door]");
  const code = location.hash.slice(1);
  if (!(form instanceof HTMLFormElement) || !/^[\w-]{16,60}$/u.test(code)) {
    return;
  }
  history.replaceState(null, "", location.pathname);
  const field = form.elements.namedItem("code");
  if (field instanceof HTMLInputElement) {
    field.value = code;
    form.submit();
  }
}

/** Buttons that copy the text of the element they name; without the clipboard they stay hidden. */
function offerCopies() {
  if (!navigator.clipboard) {
    return;
  }
  for (const button of document.querySelectorAll("button[data-copy]")) {
    if (!(button instanceof HTMLButtonElement)) {
      continue;
    }
    button.hidden = false;
    button.addEventListener("click", async () => {
      const source = document.getElementById(button.dataset.copy ?? "");
      const note = document.getElementById(button.getAttribute("aria-describedby") ?? "");
      await navigator.clipboard.writeText(source?.textContent?.trim() ?? "");
      if (note) {
        note.textContent = button.dataset.copied ?? "";
      }
    });
  }
}

/** @type {readonly [Intl.RelativeTimeFormatUnit, number][]} */
const UNITS = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** Most of a unit counts as one of it, as on the pages' first drawing. */
const THRESHOLD = 1.5;

/** Keeps "in 3 hours" true while a page stays open. */
function keepDistances() {
  const shown = document.querySelectorAll("[data-distance]");
  if (shown.length === 0) {
    return;
  }
  const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "always" });
  const draw = () => {
    for (const element of shown) {
      const at = Date.parse(element.getAttribute("data-distance") ?? "");
      const seconds = (at - Date.now()) / 1000;
      if (Math.abs(seconds) < 60) {
        continue;
      }
      const [unit, size] =
        UNITS.find(([, length]) => Math.abs(seconds) >= length * THRESHOLD) ?? ["minute", 60];
      element.textContent = words.format(Math.round(seconds / size), unit);
    }
  };
  setInterval(draw, 60_000);
}

/** "/" goes to the search field, as on many sites. */
function offerShortcut() {
  const field = document.querySelector("input[type=search]");
  if (!(field instanceof HTMLInputElement)) {
    return;
  }
  document.addEventListener("keydown", (event) => {
    const typing = event.target instanceof HTMLElement && event.target.closest("input, textarea, select");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      field.focus();
      field.select();
    }
  });
}

enterByLink();
offerCopies();
keepDistances();
offerShortcut();
