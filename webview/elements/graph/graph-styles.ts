import { css } from 'lit';

export const graphStyles = css`
  :host([still]) .pane {
    touch-action: auto;
    cursor: default;
  }
  :host([still]) .m-twisty {
    display: none;
  }
  .camera {
    position: absolute;
    inset: 0 auto auto 0;
    transform-origin: 0 0;
  }
  .camera.moving {
    will-change: transform;
  }
  .camera.gliding {
    transition: transform 120ms ease-out;
  }
  @media (prefers-reduced-motion: reduce) {
    .camera.gliding {
      transition: none;
    }
  }
  svg {
    display: block;
    overflow: visible;
  }
  text {
    user-select: none;
    pointer-events: none;
    white-space: pre;
  }
  .node {
    cursor: pointer;
  }
  /* Lines lead through the head of an open group to what it holds; its words stand out from them. */
  .node.open text {
    paint-order: stroke;
    stroke: var(--background);
    stroke-width: 5px;
    stroke-linejoin: round;
  }
  .node:not(.open):hover :is(.m-card, .m-op, .m-end) {
    stroke: var(--secondary);
  }
  /* From far away a line is as thin as from near. */
  .m-line,
  .m-line-chosen {
    vector-effect: non-scaling-stroke;
  }
  .m-head,
  .m-head-chosen {
    pointer-events: none;
  }
  /* What a search does not find: as faint as text may be, and no colour. */
  .node.dim text {
    fill: var(--tertiary);
    font-weight: 400;
  }
  .dim [class*='m-frame-'] {
    fill: none;
    stroke: var(--node-line);
  }
  .node.dim [class*='m-edge-'],
  .node.dim [class*='m-block-'] {
    fill: var(--node-line);
  }
  .pane:focus-visible .m-ring {
    stroke-width: 3px;
  }
  @media (forced-colors: active) {
    svg {
      forced-color-adjust: none;
    }
  }
  .map {
    position: absolute;
    inset: auto 12px 12px auto;
    padding: 5px;
    border: 1px solid var(--line);
    border-radius: 4px;
    background: var(--background);
    cursor: crosshair;
    touch-action: none;
  }
  .map > div {
    position: relative;
    overflow: hidden;
  }
  .map [class*='m-frame-'] {
    stroke-width: 0;
  }
  .lens {
    position: absolute;
    inset: 0 auto auto 0;
    border: 1px solid var(--accent);
    pointer-events: none;
  }
`;
