import { css } from 'lit';

export const architectureStyles = css`
  .panes {
    flex: 1 1 auto;
    min-height: 0;
    display: grid;
    grid-template: 'tree' minmax(0, 1fr) / minmax(0, 1fr);
  }
  .panes.detailed {
    grid-template:
      'tree sash detail' minmax(0, 1fr)
      / minmax(0, 1fr) 1px var(--detail);
  }
  .panes.graphed {
    grid-template:
      'tree edge picture' minmax(0, 1fr)
      / var(--tree) 1px minmax(0, 1fr);
  }
  .panes.graphed.detailed {
    grid-template:
      'tree edge picture sash detail' minmax(0, 1fr)
      / var(--tree) 1px minmax(0, 1fr) 1px var(--detail);
  }
  .panes:not(.detailed) :is(.detail, .sash-right, .sash-lower) {
    display: none;
  }
  .panes.medium.detailed {
    grid-template:
      'tree' minmax(0, 1fr)
      'sash' 1px
      'detail' var(--lower)
      / minmax(0, 1fr);
  }
  .panes.medium.graphed.detailed {
    grid-template:
      'tree edge picture' minmax(0, 1fr)
      'sash sash sash' 1px
      'detail detail detail' var(--lower)
      / var(--tree) 1px minmax(0, 1fr);
  }
  .panes.narrow,
  .panes.narrow.graphed,
  .panes.narrow.detailed {
    grid-template: 'pane' minmax(0, 1fr) / minmax(0, 1fr);
  }
  .panes.narrow > * {
    grid-area: pane;
  }
  .panes.narrow :is(sm-sash),
  .panes.narrow.detailed > :not(.detail),
  .panes.only-tree > .picture,
  .panes.only-graph > .tree {
    display: none;
  }
  .tree {
    grid-area: tree;
    display: flex;
    flex-direction: column;
    min-height: 0;
    min-width: 0;
  }
  .sash-left {
    grid-area: edge;
  }
  .sash-right,
  .sash-lower {
    grid-area: sash;
  }
  .picture {
    grid-area: picture;
    position: relative;
    display: flex;
    flex-direction: column;
    min-width: 0;
    min-height: 0;
  }
  .picture > sm-graph {
    flex: 1 1 auto;
  }
  .failure {
    flex: none;
    padding: 12px;
  }
  sm-data-grid {
    flex: 1 1 auto;
  }
  .map {
    flex: none;
    padding: 8px 12px 12px;
  }
  .map h2 {
    font-size: 11px;
    line-height: 16px;
    font-weight: 400;
    color: var(--secondary);
  }
  .tiles {
    position: relative;
    height: 84px;
    margin-top: 4px;
  }
  .tile {
    appearance: none;
    position: absolute;
    display: grid;
    align-content: start;
    justify-items: start;
    padding: 0;
    border: 0;
    border-radius: 0;
    overflow: hidden;
    color: var(--text);
    font: inherit;
    font-size: 12px;
    line-height: 16px;
    text-align: start;
    background: color-mix(in srgb, var(--tile) var(--tint-share, 40%), var(--background));
    cursor: pointer;
    --tile: var(--grey);
  }
  .tile:has(.cut) {
    padding: 5px 7px;
  }
  .tile.sliver {
    background: var(--tile);
  }
  .tile.blue {
    --tile: var(--blue);
  }
  .tile.purple {
    --tile: var(--purple);
  }
  .tile.orange {
    --tile: var(--orange);
  }
  .tile.green {
    --tile: var(--green);
  }
  .tile > .cut {
    max-width: 100%;
  }
  .tile > .mono {
    font-size: 11px;
  }
  .tile[aria-pressed='true'] {
    box-shadow: inset 0 0 0 2px var(--accent);
  }
  .tile:focus-visible {
    outline-width: 2px;
    outline-offset: -3px;
    z-index: 1;
  }
  :host-context(.vscode-high-contrast) .tile {
    border: 1px solid var(--line);
  }
  :host-context(.vscode-high-contrast) .tile:not(.sliver) {
    background: var(--background);
  }
  .totals {
    flex: none;
    display: grid;
    grid-template-columns: 1fr max-content;
    padding: 8px 12px;
    border-top: 1px solid var(--line);
    font-size: 12px;
    line-height: 20px;
  }
  .totals dt {
    color: var(--secondary);
  }
  .totals dd {
    font-family: var(--mono);
    text-align: end;
  }
  .graphless .totals {
    display: flex;
    flex-wrap: wrap;
    gap: 0 8px;
  }
  .graphless .totals dd {
    margin-inline-end: 16px;
  }
  .source {
    flex: none;
    display: flex;
    align-items: center;
    gap: 6px;
    padding: 4px 12px;
    border-top: 1px solid var(--line);
    font-size: 12px;
    line-height: 18px;
    text-wrap: pretty;
  }
  .source .icon {
    font-size: 14px;
    width: 14px;
    height: 14px;
  }
  .source .link {
    flex: none;
    margin-inline-start: auto;
  }
  .detail {
    grid-area: detail;
    min-height: 0;
    min-width: 0;
    overflow: auto;
    padding: 12px 16px 16px;
    display: grid;
    gap: 8px;
    align-content: start;
    grid-auto-rows: max-content;
    grid-template-columns: minmax(0, 1fr);
  }
  .detail h3 {
    margin-top: 8px;
    font-size: 12px;
    line-height: 18px;
    font-weight: 600;
    color: var(--text);
  }
  .detail h4 {
    margin: 2px 0 0;
    font-size: 11px;
    line-height: 16px;
    font-weight: 400;
    color: var(--secondary);
  }
  .detail-head {
    display: flex;
    align-items: center;
    gap: 8px;
  }
  .detail-head h2 {
    flex: 1;
    min-width: 0;
    display: flex;
    font-size: 14px;
    line-height: 20px;
  }
  .weight {
    display: grid;
    gap: 6px;
    padding: 8px 10px;
    border: 1px solid var(--line);
    border-radius: 4px;
    min-width: 0;
    overflow: hidden;
  }
  .weight .histogram {
    width: 100%;
  }
  .ways {
    display: flex;
    flex-wrap: wrap;
    gap: 0 16px;
  }
  .weight-head {
    display: flex;
    justify-content: space-between;
    gap: 12px;
  }
  .weight-head > :last-child {
    flex: none;
  }
  .weight-line {
    display: grid;
    grid-template-columns: minmax(0, 1fr) max-content;
    gap: 12px;
    font-size: 12px;
  }
  .crumbs {
    display: flex;
    align-items: center;
    gap: 4px;
    min-width: 0;
    flex: 0 1 auto;
    overflow: hidden;
    white-space: nowrap;
  }
  .crumbs > * {
    display: flex;
    min-width: 0;
    flex: 0 1 auto;
  }
  .crumbs > .here {
    flex: 0 2 auto;
  }
  .crumbs > .icon {
    flex: none;
    font-size: 14px;
    width: 14px;
    height: 14px;
  }
  .crumbs .link:focus-visible {
    outline-offset: -1px;
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 12px;
    overflow: hidden;
    max-height: 20px;
    flex: 0 100 auto;
    min-width: 0;
    padding-inline-start: 16px;
  }
  .legend span {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    white-space: nowrap;
  }
  .toolbar .search {
    width: 220px;
    flex: 0 1 220px;
  }
  .toolbar .hits {
    white-space: nowrap;
  }
  .toolbar vscode-dropdown {
    flex: none;
    max-width: 180px;
  }
  @container (max-width: 1000px) {
    .legend {
      display: none;
    }
    .crumbs {
      margin-inline-end: auto;
    }
  }
  @container (max-width: 700px) {
    .toolbar {
      flex-wrap: wrap;
      padding-block: 6px;
    }
    .crumbs {
      display: none;
    }
    .toolbar .search {
      flex: 1 1 100px;
    }
  }
`;
