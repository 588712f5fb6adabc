/**
 * The badge's own look. It stands inside the shadow root, where the page's styles do not reach; what
 * is `!important` is what a page could otherwise set on the host element from outside.
 */

var CancelWindowBadgeStyle = `
:host {
  all: initial !important;
  position: fixed !important;
  inset-block-end: max(16px, env(safe-area-inset-bottom)) !important;
  inset-inline-end: 16px !important;
  z-index: 2147483647 !important;
  display: block !important;
  inline-size: min(344px, calc(100vw - 24px)) !important;
  color-scheme: light dark !important;
  --surface: #ffffff;
  --line: #d5d9de;
  --text: #1d2329;
  --quiet: #57606a;
  --sunken: #f4f6f8;
  --link: #0a58ca;
  --tone: #57606a;
  --on-tone: #ffffff;
}

* { box-sizing: border-box; }

.card {
  display: flex;
  flex-direction: column;
  max-block-size: min(76vh, 620px);
  overflow: hidden;
  border: 1px solid var(--line);
  border-radius: 12px;
  background: var(--surface);
  color: var(--text);
  box-shadow: 0 1px 2px rgb(0 0 0 / 10%), 0 8px 28px rgb(0 0 0 / 16%);
  font: 400 14px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  text-align: start;
}

.card::before {
  flex: none;
  block-size: 4px;
  background: var(--tone);
  content: "";
}

.card[data-tone="yes"] { --tone: #1a7f37; }
.card[data-tone="ask_seller"] { --tone: #8a5b00; }
.card[data-tone="pending"] { --tone: #0a58ca; }
.card[data-tone="recall"] { --tone: #b0450a; }
.card[data-tone="no"] { --tone: #c21f2b; }

.top {
  display: grid;
  grid-template-columns: 32px 1fr 28px;
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

summary {
  inline-size: fit-content;
  padding-block: 1px;
  border-radius: 4px;
  color: var(--text);
  font-weight: 600;
  cursor: pointer;
}

details > :not(summary) { margin-block-start: 8px; }
details > h2.caption:first-of-type { margin-block-start: 8px; }

.message {
  padding: 9px 11px;
  border: 1px solid var(--line);
  border-radius: 8px;
  background: var(--sunken);
  white-space: pre-wrap;
  overflow-wrap: anywhere;
  user-select: text;
}

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

.hide {
  display: grid;
  place-items: center;
  inline-size: 28px;
  min-block-size: 28px;
  padding: 0;
  border-color: transparent;
  background: none;
  color: var(--quiet);
}

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
  }
  .card { box-shadow: 0 1px 2px rgb(0 0 0 / 40%), 0 8px 28px rgb(0 0 0 / 55%); }
  .card[data-tone="yes"] { --tone: #57c776; }
  .card[data-tone="ask_seller"] { --tone: #e3b341; }
  .card[data-tone="pending"] { --tone: #7ab7ff; }
  .card[data-tone="recall"] { --tone: #f5975a; }
  .card[data-tone="no"] { --tone: #ff8a85; }
}

@media (max-width: 420px) {
  :host {
    inset-inline: 12px !important;
    inset-block-end: 12px !important;
    inline-size: auto !important;
  }
  .card { max-block-size: 60vh; }
}

@media (prefers-reduced-motion: no-preference) {
  .card { animation: arrive 160ms ease-out; }
  .card[data-tone="checking"] .icon { animation: breathe 1.6s ease-in-out infinite; }
  @keyframes arrive { from { opacity: 0; translate: 0 6px; } }
  @keyframes breathe { 50% { opacity: 0.45; } }
}

@media (forced-colors: active) {
  .card, button, .message { border-color: CanvasText; }
  .icon, .card::before { background: CanvasText; color: Canvas; }
  .label { color: CanvasText; }
  :focus-visible { outline-color: Highlight; }
}

@media print { :host { display: none !important; } }
`;
