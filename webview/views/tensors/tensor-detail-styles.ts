import { css } from 'lit';

export const tensorDetailStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    height: 100%;
    min-height: 0;
    container-type: inline-size;
  }
  .head {
    flex: none;
    display: flex;
    align-items: center;
    gap: 4px 8px;
    min-height: 36px;
    padding: 4px 8px 4px 12px;
    border-bottom: 1px solid var(--line);
    font-size: 12px;
  }
  .head h2 {
    display: flex;
    min-width: 0;
    flex: 0 1 auto;
  }
  .head .facts {
    flex: none;
  }
  .head .range {
    margin-inline-start: auto;
    flex: 0 1 auto;
    min-width: 0;
  }
  .head vscode-text-field {
    width: 96px;
    flex: none;
  }
  .axes {
    display: inline-flex;
    gap: 8px;
    flex: none;
  }
  .axes label {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    color: var(--secondary);
  }
  .axes input {
    width: 60px;
    height: 22px;
    padding: 0 4px;
    border: 1px solid var(--vscode-input-border, var(--line));
    border-radius: 2px;
    background: var(--vscode-input-background);
    color: var(--vscode-input-foreground);
    font-family: var(--mono);
    font-size: 12px;
  }
  .panes {
    flex: 1 1 auto;
    min-height: 0;
    display: grid;
    grid-template-columns: minmax(0, 1fr) 284px;
    grid-template-rows: minmax(0, 1fr);
  }
  .panes.whole {
    grid-template-columns: minmax(0, 1fr);
  }
  aside {
    min-height: 0;
    overflow: auto;
    padding: 10px 14px;
    border-inline-start: 1px solid var(--line);
    display: grid;
    gap: 10px;
    align-content: start;
    grid-template-columns: minmax(0, 1fr);
    grid-auto-rows: max-content;
  }
  .panes.whole aside {
    border-inline-start: 0;
  }
  .ends > .zero {
    position: absolute;
    transform: translateX(-50%);
  }
  .ends {
    position: relative;
    min-height: 14px;
    display: flex;
    justify-content: space-between;
    font-family: var(--mono);
    font-size: 10px;
    line-height: 14px;
    color: var(--secondary);
  }
  .where dt {
    color: var(--secondary);
  }
  .where {
    display: grid;
    grid-template-columns: max-content minmax(0, 1fr);
    gap: 2px 12px;
    font-size: 12px;
  }
  .where dd {
    display: flex;
    align-items: center;
    gap: 4px;
    min-width: 0;
    white-space: nowrap;
  }
  .where dd.mono {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .problem,
  .panes > .note {
    padding: 12px;
  }
  .controls {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 8px;
  }
  @container (max-width: 960px) {
    .head .range {
      display: none;
    }
    .head .controls {
      margin-inline-start: auto;
    }
  }
  @container (max-width: 820px) {
    .head {
      flex-wrap: wrap;
    }
    .head h2 {
      flex: 1 1 0;
    }
    .head .controls {
      order: 1;
      flex: 1 0 100%;
      margin-inline-start: -4px;
    }
  }
`;
