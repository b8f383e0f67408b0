import { css } from 'lit';

export const pointMapStyles = css`
  .pane:not(.panning) {
    cursor: crosshair;
  }
  .pane.hit:not(.panning) {
    cursor: pointer;
  }
  canvas {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    pointer-events: none;
    forced-color-adjust: none;
  }
  .tip {
    position: absolute;
    inset: 0 auto auto 0;
    z-index: 1;
    max-width: min(280px, 80%);
    padding: 6px 10px;
    border: 1px solid var(--vscode-editorHoverWidget-border, var(--line));
    border-radius: 3px;
    color: var(--vscode-editorHoverWidget-foreground, var(--text));
    background: var(--vscode-editorHoverWidget-background, var(--background));
    box-shadow: 0 2px 8px var(--vscode-widget-shadow, transparent);
    font-size: 12px;
    line-height: 18px;
    pointer-events: none;
  }
  .tip[hidden] {
    display: none;
  }
  .tip > * {
    display: block;
  }
  .tip > .title {
    font-weight: 600;
  }
  .controls > .zoom {
    min-width: 52px;
  }
`;
