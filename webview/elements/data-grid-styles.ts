import { css, unsafeCSS } from 'lit';

/** CSS pixels. */
export const rowHeight = 22;
export const headHeight = 24;

export const dataGridStyles = css`
  /* A figure as a bar, and a row's place in an order. */
  .track {
    flex: 1 1 auto;
    align-self: center;
    height: 6px;
    background: linear-gradient(to right, var(--data) var(--part), var(--track) 0);
    forced-color-adjust: none;
  }
  .rank {
    display: inline-block;
    min-width: 18px;
    margin-inline-end: 8px;
    flex: none;
    font-family: var(--mono);
    font-size: 12px;
    text-align: end;
    color: var(--secondary);
  }
  :host {
    display: block;
    position: relative;
    min-height: 0;
    contain: strict;
  }
  :host([fit]) {
    contain: layout paint style;
  }
  .scroller {
    position: relative;
    height: 100%;
    overflow: auto;
  }
  .scroller:focus-visible {
    outline: none;
  }
  .head,
  .row {
    display: grid;
    grid-template-columns: var(--tracks);
    align-items: baseline;
    min-width: max(100%, var(--least-width));
  }
  .head {
    position: sticky;
    top: 0;
    z-index: 1;
    height: ${unsafeCSS(headHeight)}px;
    background: var(--background);
    border-bottom: 1px solid var(--line);
    font-size: 11px;
    line-height: 16px;
    color: var(--secondary);
  }
  .head {
    align-items: stretch;
  }
  .head > div {
    position: relative;
    display: flex;
    align-items: center;
    min-width: 0;
    padding-inline-end: 12px;
  }
  .head > :first-child,
  .row > :first-child {
    padding-inline-start: 12px;
  }
  /* The names stay in sight while the figures scroll; before that, each such cell would only cost a layer. */
  .aside .head > :first-child,
  .aside .row > :first-child {
    position: sticky;
    left: 0;
    z-index: 1;
    background: inherit;
    box-shadow: 1px 0 var(--line);
  }
  .row > .waiting {
    position: static;
  }
  .head > .end {
    justify-content: flex-end;
  }
  .head button,
  .head > div > span:first-child {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    appearance: none;
    border: 0;
    padding: 0;
    background: none;
    font: inherit;
    color: inherit;
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .head button {
    height: 100%;
    margin-inline: -4px;
    padding-inline: 4px;
    cursor: pointer;
  }
  .head button:hover,
  .head [aria-sort$='ending'] > button {
    color: var(--text);
  }
  .head .icon {
    font-size: 12px;
    width: 12px;
    height: 12px;
  }
  .edge {
    position: absolute;
    inset-inline-end: 0;
    top: 0;
    width: 8px;
    height: 100%;
    cursor: col-resize;
    touch-action: none;
  }
  .edge:hover {
    border-inline-end: 2px solid var(--vscode-sash-hoverBorder, var(--accent));
  }
  .body {
    position: relative;
    min-width: max(100%, var(--least-width));
    contain: layout style;
  }
  .window {
    position: absolute;
    inset: 0 auto auto 0;
    min-width: max(100%, var(--least-width));
  }
  .row {
    position: relative;
    contain: layout style;
    height: ${unsafeCSS(rowHeight)}px;
    line-height: ${unsafeCSS(rowHeight)}px;
    cursor: default;
    user-select: none;
    background: var(--background);
  }
  .row > div {
    display: flex;
    align-items: baseline;
    gap: 6px;
    min-width: 0;
    overflow: hidden;
    padding-inline-end: 12px;
    white-space: nowrap;
  }
  .row > div > span:has(> .icon) {
    display: inline-flex;
    align-items: baseline;
    gap: 4px;
  }
  .row > div:has(> .histogram, > .line) {
    align-self: stretch;
  }
  .row :is(.icon, .square, .histogram, .line, .twisty, .mark) {
    align-self: center;
  }
  /* A word in place of figures may stand in their columns, too. */
  .row > div:has(> .spills) {
    overflow: visible;
  }
  .row > .end {
    justify-content: flex-end;
    font-variant-numeric: tabular-nums;
  }
  /* Themes have translucent colours here; over the background nothing shines through the first cell. */
  .row:hover {
    background: linear-gradient(var(--hover), var(--hover)) var(--background);
    --tertiary: var(--secondary);
  }
  .row.selected {
    --selection: var(--selection-inactive);
    background: linear-gradient(var(--selection), var(--selection)) var(--background);
    color: var(--vscode-list-inactiveSelectionForeground, inherit);
    --secondary: var(--secondary-inactive);
    --tertiary: var(--secondary);
  }
  .scroller:focus .row.selected {
    --selection: var(--vscode-list-activeSelectionBackground, transparent);
    color: var(--vscode-list-activeSelectionForeground, inherit);
    --secondary: var(--secondary-active);
  }
  .scroller:focus .row.selected .neutral,
  .scroller:focus .row.selected .icon {
    color: inherit;
  }
  /* Over the cells: the first one hides what is drawn on the row itself. */
  .row::after {
    content: '';
    position: absolute;
    inset: 0;
    z-index: 2;
    pointer-events: none;
    outline-offset: -1px;
  }
  /* Where no row shows it; over the rows, which would hide what is drawn on the scroller itself. */
  .ring {
    position: absolute;
    inset: 0;
    pointer-events: none;
  }
  .scroller:focus-visible:not(:has(.row.current)) + .ring {
    outline: 1px solid var(--accent);
    outline-offset: -1px;
  }
  /* As VS Code's own lists have it: dotted what is selected, dashed what is under the pointer. */
  :host-context(.vscode-high-contrast) .row.selected::after {
    outline: 1px dotted var(--accent);
  }
  :host-context(.vscode-high-contrast) .row:hover:not(.selected)::after {
    outline: 1px dashed var(--accent);
  }
  .scroller:focus-visible .row.current.current::after {
    outline: 1px solid var(--vscode-list-focusOutline, var(--accent));
  }
  .line {
    display: block;
    width: 88px;
    height: 2px;
    background: var(--track);
  }
  .waiting {
    grid-column: 1 / -1;
  }
  .twisty {
    flex: none;
    width: 16px;
    height: 22px;
    display: inline-flex;
    align-items: center;
  }
  .twisty + .square {
    margin-inline-end: 6px;
  }
  .row > div:has(> .twisty) {
    gap: 0;
  }
  .guide {
    flex: none;
    align-self: stretch;
    height: 22px;
    width: 8px;
    margin-inline-start: 8px;
    border-inline-start: 1px solid var(--vscode-tree-inactiveIndentGuidesStroke, var(--line));
  }
  /* A name keeps its room, and what stands in the quiet behind it has what is left. */
  .layer-name {
    flex: 0 0 auto;
    max-width: 100%;
  }
  .layer-class {
    flex: 0 1 auto;
    margin-inline-start: 8px;
    color: var(--secondary);
  }
  .guide + .twisty {
    margin-inline-start: 0;
  }
`;
