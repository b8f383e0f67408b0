import { css } from 'lit';

export const embeddingsStyles = css`
  .picker {
    appearance: none;
    display: inline-flex;
    align-items: center;
    gap: 8px;
    flex: 0 1 294px;
    min-width: 160px;
    height: 26px;
    padding: 0 8px;
    border: 1px solid var(--vscode-dropdown-border, var(--line));
    border-radius: 2px;
    color: var(--vscode-dropdown-foreground, var(--text));
    background: var(--vscode-dropdown-background, var(--background));
    font: inherit;
    font-size: 13px;
    text-align: start;
    cursor: pointer;
  }
  .picker > .cut {
    flex: 1 1 auto;
  }
  .picker > .mono {
    flex: none;
    white-space: nowrap;
  }
  .labels {
    display: inline-flex;
    align-items: center;
    gap: 2px;
    flex: 0 10 auto;
    min-width: 60px;
  }
  .labels .icon.warning {
    vertical-align: -3px;
  }
  .table-facts {
    flex: 0 100 auto;
  }
  .label-notes {
    flex: none;
    display: flex;
    align-items: baseline;
    gap: 8px;
    padding: 6px 12px;
    border-bottom: 1px solid var(--line);
  }
  .label-notes > .icon {
    align-self: center;
  }
  .label-notes > span:not(.icon) {
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .label-notes > .link {
    flex: none;
  }
  .panes {
    flex: 1 1 auto;
    min-height: 0;
    display: grid;
    grid-template:
      'health edge centre sash side' minmax(0, 1fr)
      / var(--left) 1px minmax(0, 1fr) 1px var(--right);
  }
  .panes.medium {
    grid-template:
      'health edge centre' minmax(0, 1fr)
      'sash sash sash' 1px
      'side side side' var(--lower)
      / var(--left) 1px minmax(0, 1fr);
  }
  .panes.narrow {
    grid-template: 'pane' minmax(0, 1fr) / minmax(0, 1fr);
  }
  .panes.narrow > * {
    grid-area: pane;
  }
  .panes.narrow > sm-sash,
  .panes.only-health > :is(.centre, .side),
  .panes.only-map > :is(.health, .side),
  .panes.only-rows > :is(.health, .centre) {
    display: none;
  }
  .sash-left {
    grid-area: edge;
  }
  .sash-right,
  .sash-lower {
    grid-area: sash;
  }
  .health {
    grid-area: health;
    display: grid;
    gap: 20px;
    align-content: start;
    grid-template-columns: minmax(0, 1fr);
    min-width: 0;
    min-height: 0;
    overflow: hidden auto;
    padding: 12px 4px 20px 16px;
    scrollbar-gutter: stable;
  }
  .health > h2 {
    margin-bottom: -12px;
  }
  .tiles {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 8px;
  }
  .tile {
    appearance: none;
    display: grid;
    gap: 2px;
    align-content: start;
    min-width: 0;
    min-height: 58px;
    padding: 8px 10px;
    border: 1px solid var(--line);
    border-radius: 4px;
    color: var(--text);
    background: none;
    font: inherit;
    text-align: start;
  }
  button.tile {
    cursor: pointer;
  }
  button.tile:hover {
    background: var(--hover);
  }
  .tile[aria-pressed='true'] {
    border-color: var(--accent);
    box-shadow: inset 0 0 0 1px var(--accent);
  }
  .tile > .figure {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 6px;
    min-height: 26px;
    font-size: 20px;
    line-height: 26px;
    font-weight: 500;
  }
  .tile .icon {
    align-self: center;
  }
  .tile .waiting-line {
    align-self: center;
  }
  .health section {
    display: grid;
    gap: 8px;
    min-width: 0;
  }
  .chart-head {
    display: flex;
    align-items: baseline;
    justify-content: space-between;
    gap: 8px;
    min-height: 18px;
  }
  .chart {
    position: relative;
    display: grid;
    gap: 4px;
    min-width: 0;
  }
  .chart svg {
    display: block;
    overflow: visible;
  }
  .chart .data {
    fill: var(--data);
  }
  .chart .zero {
    fill: var(--warning);
  }
  .chart .soft {
    fill: color-mix(in srgb, var(--blue) 45%, var(--background));
  }
  .chart .mean {
    fill: none;
    stroke: var(--text);
    stroke-width: 1.5px;
  }
  .chart .ground,
  .chart .grid {
    fill: none;
    stroke: var(--node-line);
  }
  .chart .grid {
    stroke: var(--track);
  }
  .chart .line {
    fill: none;
    stroke: var(--blue);
    stroke-width: 1.5px;
    stroke-linejoin: round;
  }
  .chart .lead {
    fill: none;
    stroke: var(--tertiary);
    stroke-dasharray: 2 3;
  }
  .chart .point {
    fill: var(--blue);
  }
  .chart text {
    fill: var(--secondary);
    font-size: 11px;
  }
  .chart .tick {
    font-family: var(--mono);
    font-size: 10px;
  }
  .chart .word {
    fill: var(--text);
  }
  .chart .word.middle {
    fill: var(--secondary);
    text-anchor: middle;
  }
  .chart .end {
    text-anchor: end;
  }
  .axis {
    display: flex;
    justify-content: space-between;
    gap: 8px;
    min-height: 16px;
    font-size: 11px;
    line-height: 16px;
    color: var(--secondary);
  }
  .axis > .mono {
    font-size: 10px;
    min-width: 40px;
  }
  .axis > .mono:last-child {
    text-align: end;
  }
  .square.zero {
    background: var(--warning);
  }
  .more {
    display: grid;
    grid-template-columns: minmax(0, 1fr) max-content;
    gap: 4px 12px;
    font-size: 12px;
    line-height: 18px;
  }
  .more dt {
    color: var(--secondary);
  }
  .more dd {
    font-family: var(--mono);
    text-align: end;
  }
  .failure {
    display: grid;
    grid-template-columns: 16px minmax(0, 1fr);
    gap: 8px;
    font-size: 12px;
    line-height: 18px;
    overflow-wrap: anywhere;
  }
  .centre {
    grid-area: centre;
    display: flex;
    flex-direction: column;
    min-width: 0;
    min-height: 0;
    position: relative;
    container: centre / inline-size;
  }
  .map-bar {
    flex: none;
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: 40px;
    padding: 0 12px;
    font-size: 12px;
    line-height: 18px;
  }
  .map-bar > .end,
  .map-foot > .end {
    margin-inline-start: auto;
  }
  .map-bar vscode-dropdown {
    flex: none;
    width: 96px;
  }
  .legend {
    display: flex;
    align-items: center;
    gap: 4px 12px;
    flex: 0 1 auto;
    min-width: 0;
    max-height: 20px;
    flex-wrap: wrap;
    overflow: hidden;
    padding-inline-start: 4px;
  }
  .legend > span {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    white-space: nowrap;
  }
  .legend .mono {
    font-size: 11px;
  }
  .dot {
    width: 7px;
    height: 7px;
    border-radius: 50%;
    background: var(--grey);
    forced-color-adjust: none;
  }
  .dot.c0 {
    background: var(--blue);
  }
  .dot.c1 {
    background: var(--orange);
  }
  .dot.c2 {
    background: var(--green);
  }
  .dot.c3 {
    background: var(--purple);
  }
  .legend > .ramp {
    width: 64px;
    height: 8px;
    border-radius: 1px;
    background: linear-gradient(
      to right,
      color-mix(in srgb, var(--blue) 38%, var(--background)),
      var(--blue)
    );
  }
  sm-point-map {
    flex: 1 1 auto;
  }
  /* What is on its way comes at once, most of the time: only what takes longer makes what shows look old. */
  .stale {
    opacity: 0.5;
    transition: opacity 0s 300ms;
  }
  .no-map {
    flex: 1 1 auto;
    display: grid;
    align-content: center;
    justify-items: center;
    gap: 4px;
    padding: 24px;
    text-align: center;
  }
  /* Over the map, which it does not move. */
  .map-failure {
    position: absolute;
    z-index: 1;
    inset: 40px auto auto 12px;
    max-width: calc(100% - 24px);
    padding: 6px 10px;
    border: 1px solid var(--line);
    border-radius: 3px;
    background: var(--background);
  }
  .map-foot {
    flex: none;
    display: flex;
    align-items: center;
    gap: 12px;
    height: 24px;
    padding: 0 12px;
    border-top: 1px solid var(--line);
    font-size: 11px;
  }
  .keys {
    flex: none;
    white-space: nowrap;
  }
  kbd {
    padding: 0 4px;
    border: 1px solid var(--line);
    border-radius: 3px;
    font-family: inherit;
    font-size: 11px;
    line-height: 14px;
  }
  .side {
    grid-area: side;
    display: flex;
    flex-direction: column;
    gap: 8px;
    min-width: 0;
    min-height: 0;
    overflow: hidden auto;
    padding: 8px 0 12px;
  }
  .side > :not(sm-data-grid) {
    flex: none;
    margin-inline: 12px;
  }
  .side-head {
    display: flex;
    align-items: center;
    gap: 4px;
    min-height: 24px;
  }
  .side-head > .icon-button:first-child {
    margin-inline-start: -4px;
  }
  .side-head > .icon-button:last-child {
    margin-inline-end: -4px;
  }
  .side-head > h2 {
    flex: 1 1 auto;
    min-width: 0;
  }
  .side-head > .gap {
    flex: 1 1 auto;
  }
  .side-head > .segments {
    flex: 0 1 auto;
    min-width: 0;
  }
  .side-head > .segments > button {
    min-width: 0;
    padding: 0 8px;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .search-line {
    position: relative;
    display: flex;
  }
  .search-line .search {
    flex: 1 1 auto;
    width: 100%;
  }
  .row-number {
    position: absolute;
    inset: 4px 8px auto auto;
    padding-inline-start: 6px;
    line-height: 18px;
    color: var(--placeholder);
    background: var(--vscode-input-background, var(--background));
    pointer-events: none;
  }
  .how {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 2px;
  }
  .how .segments > button {
    padding: 0 7px;
  }
  .how vscode-dropdown {
    width: 124px;
    flex: none;
  }
  /* What scrolls by itself ends where the pane does. */
  .side:has(> .rows) {
    padding-bottom: 0;
  }
  .rows {
    flex: 1 1 160px;
    min-height: 120px;
  }
  .nearest {
    flex: none;
  }
  .list-title {
    overflow-wrap: anywhere;
  }
  .copies {
    display: grid;
    grid-template-columns: 16px minmax(0, 1fr);
    gap: 8px;
    color: var(--secondary);
  }
  .copies > .icon {
    margin-top: 1px;
  }
  .row-facts {
    display: grid;
    gap: 4px;
    padding-top: 8px;
    border-top: 1px solid var(--line);
  }
  .links {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 16px;
    padding-top: 4px;
  }
  .compared {
    display: flex;
    flex-wrap: wrap;
    gap: 0 6px;
    overflow-wrap: anywhere;
  }
  .hint {
    text-wrap: pretty;
  }
  /* Beneath the map it is wide and low: a list and what is known of the row stand side by side. */
  .medium > .side:has(.row-facts) {
    display: grid;
    grid-template-columns: minmax(0, 3fr) minmax(0, 2fr);
    grid-auto-rows: max-content;
    gap: 8px 0;
  }
  .medium > .side > .row-facts {
    grid-column: 2;
    grid-row: 1 / span 4;
    padding: 0 0 0 16px;
    border: 0;
    align-content: start;
  }
  .medium > .side > .copies {
    grid-column: 2;
    padding-inline-start: 16px;
  }
  .narrow .keys {
    display: none;
  }
  @container centre (max-width: 540px) {
    .legend {
      column-gap: 8px;
    }
    .legend > .ramp {
      width: 32px;
    }
    /* Two lines, before it is known what they say, too. */
    .map-foot {
      height: auto;
      min-height: 42px;
    }
    .map-foot > .cut {
      white-space: normal;
      line-height: 16px;
    }
    .map-bar > .end {
      display: none;
    }
    .map-bar > vscode-dropdown {
      margin-inline-start: auto;
    }
  }
  @container centre (max-width: 420px) {
    .legend {
      visibility: hidden;
    }
  }
  @container (max-width: 700px) {
    .toolbar {
      flex-wrap: wrap;
      padding-block: 6px;
    }
    .picker {
      flex: 1 1 200px;
    }
    .labels {
      flex: 1 1 100%;
      order: 2;
    }
  }
`;
