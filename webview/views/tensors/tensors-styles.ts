import { css } from 'lit';

export const tensorsStyles = css`
  .filter {
    flex: 0 1000 366px;
    min-width: 132px;
    font-family: var(--mono);
  }
  .count {
    flex: 0 1 auto;
    min-width: 0;
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .progress {
    display: inline-flex;
    align-items: center;
    gap: 8px;
    white-space: nowrap;
  }
  .progress > progress {
    width: 62px;
  }
  /* As wide at the first tensor as at the last. */
  .progress .done {
    display: inline-block;
    font-variant-numeric: tabular-nums;
  }
  .facets {
    flex: none;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 16px;
    padding: 6px 12px;
    border-bottom: 1px solid var(--line);
    font-size: 12px;
  }
  .facets > .group {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 6px;
    min-width: 0;
  }
  .facets .label {
    color: var(--secondary);
    margin-inline-end: 4px;
  }
  .facets > .end {
    margin-inline-start: auto;
  }
  .damage {
    flex: none;
    padding: 12px;
  }
  sm-data-grid {
    flex: 1 1 120px;
    min-height: 68px;
  }
  sm-tensor-detail {
    flex: none;
  }
  .none {
    flex: 1 1 auto;
    display: flex;
    align-items: baseline;
    justify-content: space-between;
    gap: 16px;
    padding: 12px 16px;
    color: var(--secondary);
  }
  @container (max-width: 700px) {
    :host([opened]) :is(.toolbar, .facets, .damage, sm-data-grid, sm-sash) {
      display: none;
    }
    :host([opened]) sm-tensor-detail {
      flex: 1 1 auto;
      height: auto !important;
    }
  }
  @container (max-width: 560px) {
    .filter {
      flex: 1 1 160px;
    }
    .toolbar {
      flex-wrap: wrap;
      gap: 4px 8px;
      padding-block: 7px;
    }
  }
  @container (max-width: 400px) {
    .filter {
      flex-basis: 100%;
    }
  }
`;
