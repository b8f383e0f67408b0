import { css, html, type TemplateResult } from 'lit';
import { iconButton } from '../controls.ts';
import { zoomStep } from './camera.ts';

/** A pane that one looks at a picture through, and its controls. */
export const paneStyles = css`
  :host {
    display: block;
    position: relative;
    min-width: 0;
    min-height: 0;
    overflow: clip;
  }
  /* Clipped, not hidden: what is hidden a browser scrolls to, and the camera would be beside what is pointed at. */
  .pane {
    position: absolute;
    inset: 0;
    overflow: clip;
    touch-action: none;
    cursor: grab;
  }
  .pane.panning {
    cursor: grabbing;
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
  .controls .zoom {
    appearance: none;
    min-width: 44px;
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
  .controls .zoom:hover {
    color: var(--text);
  }
`;

/**
 * Nearer, farther, and between them how near that is: `.zoom`, which its owner fills.
 *
 * @param title what a click on the figure does
 */
export function zoomControls(
  title: string,
  onZoom: (factor: number) => void,
  onFigure: () => void,
): TemplateResult {
  return html`${iconButton('zoom-out', 'Zoom Out', {
      onClick: () => {
        onZoom(1 / zoomStep);
      },
    })}
    <button type="button" class="zoom" title=${title} @click=${onFigure}></button>
    ${iconButton('zoom-in', 'Zoom In', {
      onClick: () => {
        onZoom(zoomStep);
      },
    })}`;
}

/** By how much the wheel zooms. */
export function wheelFactor(event: WheelEvent): number {
  const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
  // A pinch on a touch pad comes as a wheel with Ctrl, in finer steps.
  const speed = event.ctrlKey ? 0.01 : 0.0015;
  return Math.exp(-event.deltaY * lines * speed);
}
