import { css, unsafeCSS } from 'lit';

/** CSS pixels. */
export const rowHeight = 20;
export const headHeight = 22;

export const valueGridStyles = css`
  :host {
    display: block;
    position: relative;
    min-height: 0;
    contain: strict;
  }
  .scroller {
    position: absolute;
    inset: 0;
    overflow: auto;
  }
  .scroller:focus-visible {
    outline: none;
  }
  .extent {
    position: absolute;
    top: 0;
    left: 0;
    pointer-events: none;
  }
  .window {
    position: sticky;
    top: 0;
    left: 0;
    overflow: hidden;
    font-family: var(--mono);
    font-size: 12px;
    line-height: ${unsafeCSS(rowHeight)}px;
    font-variant-numeric: tabular-nums;
    user-select: none;
  }
  .head,
  .row {
    position: absolute;
    left: 0;
    white-space: nowrap;
  }
  .head {
    top: 0;
    height: ${unsafeCSS(headHeight)}px;
    line-height: ${unsafeCSS(headHeight - 1)}px;
    width: 100%;
    background: var(--background);
    border-bottom: 1px solid var(--line);
    color: var(--secondary);
    font-size: 11px;
    z-index: 1;
  }
  .row {
    height: ${unsafeCSS(rowHeight)}px;
  }
  .cell,
  .index {
    position: absolute;
    top: 0;
    height: 100%;
    padding: 0 8px;
    text-align: end;
    overflow: hidden;
  }
  .cell.line {
    text-align: start;
    text-overflow: ellipsis;
  }
  .index {
    left: 0;
    z-index: 1;
    color: var(--secondary);
    background: var(--background);
    border-inline-end: 1px solid var(--line);
  }
  .zero {
    color: var(--tertiary);
  }
  .plus {
    background: color-mix(
      in srgb,
      var(--blue) calc(var(--tint) * var(--tint-share, 40%)),
      transparent
    );
  }
  .minus {
    background: color-mix(
      in srgb,
      var(--orange) calc(var(--tint) * var(--tint-share, 40%)),
      transparent
    );
  }
  /* Over the tint, as the editor's own selection is over its text. */
  .chosen {
    background-image: linear-gradient(
      var(--vscode-editor-selectionBackground),
      var(--vscode-editor-selectionBackground)
    );
  }
  :host-context(.vscode-high-contrast) .cell {
    background: none;
  }
  :host-context(.vscode-high-contrast) .chosen {
    outline: 1px dashed var(--accent);
    outline-offset: -1px;
  }
  .scroller:focus .current {
    outline: 1px solid var(--accent);
    outline-offset: -1px;
  }
  .damage {
    padding: 12px;
  }
`;
