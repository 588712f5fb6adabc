/**
 * The look that badge and panel share, and the badge's own. It stands inside the shadow root, where the page's styles do not reach; what
 * is `!important` is what a page could otherwise set on the host element from outside.
 */

var CancelWindowStyle = `
:host {
  all: initial !important;
  position: fixed !important;
  --block: 0px !important;
  --inline: 0px !important;
  --wide: min(344px, calc(100vw - 24px));
  --up: clamp(0px, var(--block), calc(100vh - 240px));
  inset-block-start: calc(100% - max(16px, env(safe-area-inset-bottom)) - var(--up)) !important;
  /* It hangs on its lower edge: growing upwards then counts as no shift of the page's layout. */
  translate: 0 -100% !important;
  translate: 0 round(-100%, 1px) !important;
  inset-inline-end: calc(16px + clamp(0px, var(--inline), calc(100vw - min(420px, 100vw - 24px) - 28px))) !important;
  z-index: 2147483647 !important;
  display: flex !important;
  flex-direction: column !important;
  align-items: end !important;
  /* As wide as the wider of the two, or the change from one to the other would move it. */
  inline-size: min(420px, calc(100vw - 24px)) !important;
  pointer-events: none !important;
  color-scheme: light dark !important;
  --surface: #ffffff;
  --line: #d5d9de;
  --text: #1d2329;
  --quiet: #57606a;
  --sunken: #f4f6f8;
  --link: #0a58ca;
  --tone: #57606a;
  --on-tone: #ffffff;
  --warn: #a4400a;
}

* { box-sizing: border-box; }

.card, .panel {
  pointer-events: auto;
  display: flex;
  flex-direction: column;
  inline-size: var(--wide);
  max-block-size: min(76vh, 620px, calc(100vh - var(--up) - 32px));
  overflow: hidden;
  border: 1px solid var(--line);
  border-radius: 12px;
  background: var(--surface);
  color: var(--text);
  box-shadow: 0 1px 2px rgb(0 0 0 / 10%), 0 8px 28px rgb(0 0 0 / 16%);
  font: 400 14px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  text-align: start;
}

.card::before, .panel::before {
  flex: none;
  block-size: 4px;
  background: var(--tone);
  content: "";
}

[data-tone="yes"] { --tone: #1a7f37; }
[data-tone="ask_seller"] { --tone: #8a5b00; }
[data-tone="pending"] { --tone: #0a58ca; }
[data-tone="recall"] { --tone: #b0450a; }
[data-tone="no"] { --tone: #c21f2b; }

.top {
  display: grid;
  grid-template-columns: 32px 1fr auto;
  column-gap: 10px;
  align-items: start;
  padding-block: 12px 10px;
  padding-inline: 14px 10px;
}

.icon {
  inline-size: 32px;
  block-size: 32px;
  border-radius: 50%;
  background: var(--tone);
  color: var(--on-tone);
  forced-color-adjust: none;
}

.label {
  display: block;
  min-block-size: 32px;
  align-content: center;
  color: var(--tone);
  font-size: 16px;
  font-weight: 650;
  line-height: 1.25;
  overflow-wrap: anywhere;
}

p, ul, ol, h2 { margin: 0; padding: 0; }

.body {
  overflow: auto;
  overscroll-behavior: contain;
  padding-block-end: 4px;
}

.row {
  margin-inline: 14px;
  padding-block: 9px;
  border-block-start: 1px solid var(--line);
  overflow-wrap: anywhere;
}

.caption {
  display: block;
  color: var(--quiet);
  font-size: 12px;
  font-weight: 600;
}

h2.caption { margin-block: 12px 3px; }

.quiet { color: var(--quiet); font-size: 12.5px; }

ul, ol { padding-inline-start: 18px; }
li + li { margin-block-start: 7px; }

a { color: var(--link); text-underline-offset: 2px; }

button {
  all: unset;
  box-sizing: border-box;
  min-block-size: 32px;
  padding-inline: 12px;
  border: 1px solid var(--line);
  border-radius: 8px;
  background: var(--sunken);
  color: var(--text);
  font: inherit;
  font-weight: 600;
  text-align: center;
  cursor: pointer;
}

button:hover { border-color: var(--quiet); }
button:disabled { color: var(--quiet); cursor: default; }

.tools { display: flex; gap: 2px; }

.tool {
  display: grid;
  place-items: center;
  inline-size: 28px;
  min-block-size: 28px;
  padding: 0;
  border-color: transparent;
  background: none;
  color: var(--quiet);
}

.move { cursor: move; touch-action: none; }

.tabs { display: flex; flex-wrap: wrap; gap: 6px; }

.tab[aria-pressed="true"] {
  border-color: var(--link);
  background: var(--link);
  color: var(--surface);
}

.open { inline-size: 100%; }
.history { margin-block-start: 6px; }

:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }

.foot {
  display: flex;
  justify-content: space-between;
  gap: 12px;
  padding-block: 7px 9px;
  padding-inline: 14px;
  border-block-start: 1px solid var(--line);
  color: var(--quiet);
  font-size: 12px;
}

[hidden] { display: none !important; }

@media (prefers-color-scheme: dark) {
  :host {
    --surface: #1c2127;
    --line: #3a424b;
    --text: #e8ebee;
    --quiet: #a5afba;
    --sunken: #272d34;
    --link: #7ab7ff;
    --tone: #a5afba;
    --on-tone: #14181c;
    --warn: #f5975a;
  }
  .card, .panel { box-shadow: 0 1px 2px rgb(0 0 0 / 40%), 0 8px 28px rgb(0 0 0 / 55%); }
  [data-tone="yes"] { --tone: #57c776; }
  [data-tone="ask_seller"] { --tone: #e3b341; }
  [data-tone="pending"] { --tone: #7ab7ff; }
  [data-tone="recall"] { --tone: #f5975a; }
  [data-tone="no"] { --tone: #ff8a85; }
}

@media (max-width: 420px) {
  :host {
    inset-inline-end: 12px !important;
    inset-block-start: calc(100% - 12px - var(--up)) !important;
  }
  .card { max-block-size: min(60vh, calc(100vh - var(--up) - 24px)); }
  .panel { max-block-size: min(80vh, calc(100vh - var(--up) - 24px)); }
}

@media (prefers-reduced-motion: no-preference) {
  .card, .panel { animation: arrive 160ms ease-out; }
  .card[data-tone="checking"] .icon { animation: breathe 1.6s ease-in-out infinite; }
  @keyframes arrive { from { opacity: 0; translate: 0 6px; } }
  @keyframes breathe { 50% { opacity: 0.45; } }
}

@media (forced-colors: active) {
  .card, button, .message { border-color: CanvasText; }
  .icon, .card::before, .panel::before { background: CanvasText; color: Canvas; }
  .label { color: CanvasText; }
  :focus-visible { outline-color: Highlight; }
}

@media print { :host { display: none !important; } }
`;
