/**
 * The look of the small badge on a card of the list. It takes no room: it stands where its host
 * would, on the card's upper edge, and moves nothing of the page.
 */

var CancelWindowCardStyle = `
:host {
  all: initial !important;
  position: absolute !important;
  z-index: 2 !important;
  display: block !important;
  inline-size: 0 !important;
  block-size: 0 !important;
  color-scheme: light dark !important;
  --surface: #ffffff;
  --tone: #57606a;
  --link: #0a58ca;
}

.mark {
  all: unset;
  box-sizing: border-box;
  position: absolute;
  inset-block-end: 1px;
  inset-inline-start: 0;
  display: flex;
  align-items: center;
  gap: 6px;
  min-block-size: 24px;
  padding-inline: 4px 10px;
  border: 1px solid var(--tone);
  border-radius: 12px;
  background: var(--surface);
  color: var(--tone);
  font: 600 12.5px/1.3 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  white-space: nowrap;
  cursor: pointer;
}

.mark[data-tone="yes"] { --tone: #1a7f37; }
.mark[data-tone="ask_seller"] { --tone: #8a5b00; }
.mark[data-tone="pending"] { --tone: #0a58ca; }
.mark[data-tone="recall"] { --tone: #b0450a; }
.mark[data-tone="no"] { --tone: #c21f2b; }

.mark:hover { text-decoration: underline; }
.mark:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }

.icon { border-radius: 50%; background: var(--tone); color: var(--surface); }

.urgent {
  padding-inline: 6px;
  border-radius: 8px;
  background: var(--tone);
  color: var(--surface);
}

@media (prefers-color-scheme: dark) {
  :host { --surface: #1c2127; --tone: #a5afba; --link: #7ab7ff; }
  .mark[data-tone="yes"] { --tone: #57c776; }
  .mark[data-tone="ask_seller"] { --tone: #e3b341; }
  .mark[data-tone="pending"] { --tone: #7ab7ff; }
  .mark[data-tone="recall"] { --tone: #f5975a; }
  .mark[data-tone="no"] { --tone: #ff8a85; }
}

@media (forced-colors: active) {
  .mark { border-color: CanvasText; color: CanvasText; }
  .icon, .urgent { background: CanvasText; color: Canvas; forced-color-adjust: none; }
}

@media print { :host { display: none !important; } }
`;
