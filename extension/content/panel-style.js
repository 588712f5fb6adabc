/** The look of the panel and of what only it holds. */

var CancelWindowPanelStyle = `
.panel { inline-size: min(420px, calc(100vw - 24px)); }

.panel .top { row-gap: 2px; }
.panel .headline, .panel .sure { grid-column: 2 / -1; }

.heading {
  min-block-size: 32px;
  align-content: center;
  color: var(--tone);
  font-size: 16px;
  font-weight: 650;
  line-height: 1.25;
  overflow-wrap: anywhere;
}

.heading:focus-visible { outline-offset: 0; border-radius: 4px; }

h3 { margin: 0 0 5px; font-size: 13px; font-weight: 700; }

.panel .row { padding-block: 10px; }
.panel .body > .row:first-child { border-block-start: 0; }
.panel .top { border-block-end: 1px solid var(--line); }
.panel .body { padding-block-end: 0; }
.panel .copied:not(:empty) { padding-inline: 14px; padding-block: 4px; }

ul.plain { padding: 0; list-style: none; }
ul.plain > li > * { display: block; }
ul.plain > li + li { margin-block-start: 11px; }
li > details, .row > details { margin-block-start: 4px; }

.countdown { font-weight: 600; font-variant-numeric: tabular-nums; }
.countdown:empty { display: none !important; }

.stage { color: var(--tone); }
.label-only { --tone: #b0450a; }
.late, .warned { color: var(--warn); font-weight: 600; }
[data-band="strictest"] { --tone: #1a7f37; }
[data-band="caution"] { --tone: #8a5b00; }
[data-band="low"] { --tone: #c21f2b; }
[data-band="ordinary"], [data-band="unrated"] { --tone: var(--text); }

.source { overflow-wrap: anywhere; }
.source + .source { margin-block-start: 3px; }

.grade {
  display: inline-block;
  padding-inline: 5px;
  border: 1px solid var(--line);
  border-radius: 5px;
  font-size: 11px;
  white-space: nowrap;
}

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

.tick { display: flex; gap: 8px; align-items: baseline; cursor: pointer; }
.tick input { flex: none; inline-size: 16px; block-size: 16px; margin: 0; accent-color: var(--tone); translate: 0 2px; }

.message {
  padding: 9px 11px;
  border: 1px solid var(--line);
  border-radius: 8px;
  background: var(--sunken);
  white-space: pre-wrap;
  overflow-wrap: anywhere;
  user-select: text;
}

details details summary, li > details > summary { color: var(--quiet); font-size: 12.5px; font-weight: 500; }
.versions > * + * { margin-block-start: 6px; }
.panel .tabs { margin-block-end: 8px; }
.panel .tab { min-block-size: 28px; font-size: 12.5px; }

@media (prefers-color-scheme: dark) {
  .label-only { --tone: #f5975a; }
  [data-band="strictest"] { --tone: #57c776; }
  [data-band="caution"] { --tone: #e3b341; }
  [data-band="low"] { --tone: #ff8a85; }
}
`;
