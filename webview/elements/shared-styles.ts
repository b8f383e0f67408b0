import { css } from 'lit';

/** What every shadow root starts from: type, links, headings, icons, focus. */
export const base = css`
  :host {
    box-sizing: border-box;
    font-variant-ligatures: none;
  }
  :host([hidden]) {
    display: none;
  }
  *,
  *::before,
  *::after {
    box-sizing: inherit;
  }
  h1,
  h2,
  h3,
  p,
  dl,
  dd,
  ul,
  ol,
  pre,
  figure {
    margin: 0;
    padding: 0;
  }
  ul,
  ol {
    list-style: none;
  }
  h1 {
    font-size: 20px;
    line-height: 28px;
    font-weight: 600;
  }
  h2 {
    font-size: 13px;
    line-height: 18px;
    font-weight: 600;
  }
  h3 {
    font-size: 11px;
    line-height: 16px;
    font-weight: 400;
    color: var(--secondary);
  }
  .mono {
    font-family: var(--mono);
    font-size: 12px;
  }
  .secondary {
    color: var(--secondary);
  }
  .small {
    font-size: 12px;
    line-height: 18px;
  }
  .tertiary {
    color: var(--tertiary);
  }
  /* What something newer is about to replace: all of it as faint as secondary text, and no verdict's colour. */
  .quiet {
    --text: var(--secondary);
    --passed: var(--tertiary);
    --failed: var(--tertiary);
    --warning: var(--tertiary);
    --information: var(--tertiary);
    --data: var(--tertiary);
    color: var(--text);
  }
  .caption {
    font-size: 11px;
    line-height: 16px;
    color: var(--secondary);
  }
  .icon {
    font: normal 16px/1 codicon;
    flex: none;
    display: inline-block;
    text-align: center;
    width: 16px;
    height: 16px;
    user-select: none;
    -webkit-font-smoothing: antialiased;
  }
  .passed {
    color: var(--passed);
  }
  .failed {
    color: var(--failed);
  }
  .warning {
    color: var(--warning);
  }
  .information {
    color: var(--information);
  }
  .neutral {
    color: var(--tertiary);
  }
  .link {
    appearance: none;
    border: 0;
    margin: 0;
    padding: 0;
    background: none;
    font: inherit;
    text-align: start;
    color: var(--link);
    cursor: pointer;
    border-radius: 2px;
  }
  .link:hover {
    color: var(--vscode-textLink-activeForeground, var(--link));
    text-decoration: underline;
  }
  .icon-button {
    appearance: none;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    flex: none;
    width: 24px;
    height: 24px;
    padding: 0;
    border: 1px solid transparent;
    border-radius: 4px;
    background: none;
    color: var(--vscode-icon-foreground, var(--text));
    cursor: pointer;
  }
  .icon-button:hover:not(:disabled) {
    background: var(--vscode-toolbar-hoverBackground);
  }
  .icon-button[aria-pressed='true'] {
    background: var(--vscode-inputOption-activeBackground, var(--selection-inactive));
    border-color: var(--vscode-inputOption-activeBorder, transparent);
  }
  .icon-button:disabled {
    opacity: 0.4;
    cursor: default;
  }
  .badge {
    display: inline-block;
    min-width: 18px;
    padding: 0 5px;
    border-radius: 9px;
    text-align: center;
    font-size: 11px;
    line-height: 16px;
    font-weight: 400;
    color: var(--text);
    background: color-mix(
      in srgb,
      var(--vscode-badge-background) var(--badge-share, 45%),
      var(--background)
    );
  }
  :host-context(.vscode-high-contrast) .badge {
    border: 1px solid var(--line);
    line-height: 14px;
  }
  .square {
    display: inline-block;
    flex: none;
    width: 7px;
    height: 7px;
    border-radius: 1px;
    background: var(--grey);
  }
  .square.blue {
    background: var(--blue);
  }
  .square.purple {
    background: var(--purple);
  }
  .square.orange {
    background: var(--orange);
  }
  .square.green {
    background: var(--green);
  }
  .cut {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    min-width: 0;
  }
  .wrapped {
    overflow-wrap: anywhere;
  }
  .path {
    display: inline-flex;
    vertical-align: bottom;
    min-width: 0;
    max-width: 100%;
    white-space: pre;
  }
  .path > .parents {
    flex: 0 1 auto;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .path > .stroke {
    flex: none;
  }
  .path > .parents,
  .path > .stroke {
    color: var(--secondary);
  }
  .path > .last {
    flex: 0 0 auto;
    max-width: 100%;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .with-icon {
    display: inline-flex;
    align-items: baseline;
    gap: 6px;
    min-width: 0;
    max-width: 100%;
  }
  .with-icon > .icon {
    align-self: center;
  }
  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  :focus {
    outline: none;
  }
  :focus-visible {
    outline: 1px solid var(--accent);
    outline-offset: -1px;
  }
  :is(.link, a):focus-visible {
    outline-offset: 1px;
  }
  /* What cuts a text cuts what is drawn around it, too. */
  .cut :is(.link, a):focus-visible {
    outline-offset: -1px;
  }
  @media (forced-colors: active) {
    .square {
      forced-color-adjust: none;
    }
  }
`;

/** Scroll bars of the theme, for whatever scrolls. */
export const scrollbars = css`
  * {
    scrollbar-color: var(--vscode-scrollbarSlider-background) transparent;
  }
`;

/** Tables that are read whole: at most some dozens of rows, so no virtual grid. */
export const table = css`
  table {
    width: 100%;
    border-collapse: collapse;
    font-size: 13px;
  }
  th {
    height: 22px;
    padding: 0 16px 0 0;
    text-align: start;
    font-size: 11px;
    line-height: 16px;
    font-weight: 400;
    color: var(--secondary);
    white-space: nowrap;
    border-bottom: 1px solid var(--line);
  }
  td {
    height: 22px;
    padding: 0 16px 0 0;
    line-height: 21px;
    vertical-align: baseline;
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  th:last-child,
  td:last-child {
    padding-inline-end: 0;
  }
  .number {
    text-align: end;
    font-variant-numeric: tabular-nums;
  }
  td.number {
    font-family: var(--mono);
    font-size: 12px;
  }
`;
