/** The text of the constructed style sheets, which a page's `style-src` cannot block. */
export interface PanelStyles {
  /** For the element that contains the panels at the bottom of the window. */
  readonly dock: string;
  /** For each panel. */
  readonly panel: string;
}

/** The style sheets of the panels. */
export const PANEL_STYLES: PanelStyles = {
  dock: `
:host {
  position: fixed;
  inset: auto 0 0 0;
  z-index: 2147483000;
  display: flex;
  justify-content: space-between;
  align-items: flex-end;
  pointer-events: none;
}
.side {
  display: flex;
  flex-direction: column;
  gap: 10px;
  box-sizing: border-box;
  max-height: 100vh;
  max-height: 100dvh;
  padding: 16px;
  overflow-y: auto;
  pointer-events: auto;
}
.side.empty {
  display: none;
}
.side[data-side='right'] {
  margin-inline-start: auto;
}
::slotted(*) {
  width: 340px;
}
@media (max-width: 760px) {
  :host {
    flex-direction: column;
    align-items: stretch;
    max-height: 100dvh;
  }
  .side,
  .side[data-side='right'] {
    margin: 0;
    padding: 4px 8px;
    gap: 6px;
  }
  .side:last-child {
    padding-bottom: 8px;
  }
  ::slotted(*) {
    width: auto;
  }
}
@media print {
  :host {
    display: none;
  }
}
`,
  panel: `
:host {
  --ground: light-dark(#ffffff, #1c1f26);
  --raised: light-dark(#f3f4f7, #272b34);
  --ink: light-dark(#1b1e25, #eceef3);
  --soft: light-dark(#555c6b, #a9b0bf);
  --line: light-dark(#d4d8e0, #3b414d);
  --mark: light-dark(#2456d6, #8fb0ff);
  --state: var(--soft);
  --tint: var(--raised);
  color-scheme: light dark;
  display: block;
  min-width: 0;
  flex: none;
  font: 14px/1.45 system-ui, sans-serif;
  text-align: start;
}
:host([data-theme='dark']) {
  color-scheme: dark;
}
:host([data-state='verified']) {
  --state: light-dark(#12703a, #6fd39a);
  --tint: light-dark(#e6f4ec, #173324);
}
:host([data-state='refused']) {
  --state: light-dark(#b3261e, #ff9d94);
  --tint: light-dark(#fcebea, #3d1f1d);
}
* {
  box-sizing: border-box;
}
section {
  overflow: hidden;
  border: 1px solid var(--line);
  border-radius: 12px;
  background: var(--ground);
  color: var(--ink);
  box-shadow: 0 4px 14px rgb(0 0 0 / 18%);
}
:host([data-place='container']) section {
  box-shadow: none;
}
.bar {
  display: flex;
  align-items: center;
  gap: 8px;
  width: 100%;
  min-height: 44px;
  margin: 0;
  padding: 6px 12px;
  border: 0;
  border-radius: 11px 11px 0 0;
  background: var(--raised);
  color: inherit;
  font: inherit;
  text-align: start;
  cursor: pointer;
}
.bar:focus-visible,
summary:focus-visible {
  outline: 3px solid var(--mark);
  outline-offset: -3px;
}
.bar[aria-expanded='false'] {
  border-radius: 11px;
}
.names {
  flex: 1;
  min-width: 0;
}
.title {
  display: block;
  font-weight: 650;
}
.chat {
  display: block;
  overflow: hidden;
  color: var(--soft);
  font-size: 12px;
  text-overflow: ellipsis;
  white-space: nowrap;
}
.badge {
  flex: none;
  padding: 1px 9px;
  border: 1px solid var(--state);
  border-radius: 99px;
  background: var(--tint);
  color: var(--state);
  font-size: 12px;
  font-weight: 600;
}
.fold {
  flex: none;
  width: 9px;
  height: 9px;
  margin: -4px 3px 0 2px;
  border: solid currentcolor;
  border-width: 0 2px 2px 0;
  transform: rotate(45deg);
}
.bar[aria-expanded='false'] .fold {
  margin-top: 5px;
  transform: rotate(225deg);
}
.body {
  max-height: min(62vh, 460px);
  padding: 12px;
  overflow-y: auto;
  overflow-wrap: anywhere;
}
.body[hidden] {
  display: none;
}
.status {
  display: flex;
  align-items: center;
  gap: 10px;
}
.status p {
  min-width: 0;
}
p {
  margin: 0;
}
.face {
  flex: none;
  width: 40px;
  height: 40px;
  border-radius: 50%;
  background: var(--tint);
  color: var(--state);
  font-size: 17px;
  font-weight: 650;
  line-height: 40px;
  text-align: center;
  object-fit: cover;
}
.name {
  font-weight: 650;
}
.id {
  color: var(--soft);
  font-size: 12.5px;
}
.problem,
.dialog:not(:empty) {
  margin-top: 10px;
  padding: 9px 11px;
  border-inline-start: 3px solid var(--state);
  border-radius: 4px;
  background: var(--tint);
}
.problem p + p {
  margin-top: 6px;
}
.dialog:not(:empty) {
  border-color: var(--mark);
  background: var(--raised);
}
dl {
  display: grid;
  grid-template-columns: max-content minmax(0, 1fr);
  gap: 2px 12px;
  margin: 10px 0 0;
  font-size: 12.5px;
}
dt {
  color: var(--soft);
}
dd {
  margin: 0;
}
details {
  margin-top: 10px;
  font-size: 12.5px;
}
summary {
  padding: 2px 0;
  border-radius: 4px;
  cursor: pointer;
}
details dl {
  grid-template-columns: minmax(0, 1fr);
  gap: 0;
  margin-top: 4px;
}
details dd {
  margin-bottom: 6px;
  font-family: ui-monospace, monospace;
  white-space: pre-wrap;
}
.note {
  margin-top: 12px;
  padding-top: 8px;
  border-top: 1px solid var(--line);
  color: var(--soft);
  font-size: 12px;
}
`,
};
