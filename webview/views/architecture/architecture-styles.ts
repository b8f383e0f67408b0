import { css } from 'lit';

export const architectureStyles = css`
  .panes {
    flex: 1 1 auto;
    min-height: 0;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
  }
  .panes.detailed {
    grid-template-columns: minmax(0, 1fr) 320px;
  }
  .tree {
    display: flex;
    flex-direction: column;
    min-height: 0;
    min-width: 0;
  }
  sm-data-grid {
    flex: 1 1 auto;
  }
  .totals {
    flex: none;
    display: flex;
    flex-wrap: wrap;
    gap: 4px 24px;
    padding: 8px 12px;
    border-top: 1px solid var(--line);
    font-size: 12px;
  }
  .totals > span {
    white-space: nowrap;
  }
  .totals .end {
    margin-inline-start: auto;
  }
  .detail {
    min-height: 0;
    overflow: auto;
    padding: 12px 16px 16px;
    border-inline-start: 1px solid var(--line);
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
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 12px;
    overflow: hidden;
    max-height: 20px;
  }
  .legend span {
    display: inline-flex;
    align-items: center;
    gap: 6px;
  }
  .toolbar .search {
    width: 240px;
    flex: 0 1 240px;
  }
  @container (max-width: 1000px) {
    .panes.detailed {
      grid-template-columns: minmax(0, 1fr);
      grid-template-rows: minmax(120px, 1fr) minmax(120px, 45%);
    }
    .detail {
      border-inline-start: 0;
      border-top: 1px solid var(--line);
    }
  }
  @container (max-width: 700px) {
    .panes.detailed {
      grid-template-rows: minmax(0, 1fr);
    }
    .panes.detailed .tree {
      display: none;
    }
    .detail {
      border-top: 0;
    }
    .legend {
      display: none;
    }
    .toolbar .search {
      flex: 1 1 auto;
    }
  }
`;
