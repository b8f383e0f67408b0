import { css } from 'lit';

export const pointMapStyles = css`
  :host {
    display: block;
    position: relative;
    min-width: 0;
    min-height: 0;
    overflow: hidden;
  }
  .pane {
    position: absolute;
    inset: 0;
    overflow: hidden;
    touch-action: none;
    cursor: crosshair;
  }
  .pane.panning {
    cursor: grabbing;
  }
  .pane.hit {
    cursor: pointer;
  }
  .pane:focus-visible {
    outline: none;
  }
  .pane:focus-visible::after {
    content: '';
    position: absolute;
    inset: 0;
    border: 1px solid var(--accent);
    pointer-events: none;
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
  .controls {
    position: absolute;
    inset: auto auto 12px 12px;
    display: flex;
    align-items: center;
    height: 26px;
    border: 1px solid var(--line);
    border-radius: 4px;
    background: var(--background);
  }
  .controls > .zoom {
    appearance: none;
    min-width: 52px;
    height: 24px;
    padding: 0 2px;
    border: 0;
    border-radius: 2px;
    background: none;
    color: var(--secondary);
    font-family: var(--mono);
    font-size: 11px;
    text-align: center;
    cursor: pointer;
  }
  .controls > .zoom:hover {
    color: var(--text);
  }
`;
