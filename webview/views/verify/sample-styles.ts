import { css } from 'lit';

export const sampleStyles = css`
  .into {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    align-items: center;
    gap: 8px;
  }
  :host {
    display: flex;
    flex-direction: column;
    min-height: 0;
  }
  .pane-head {
    flex: none;
    display: flex;
    align-items: center;
    height: 36px;
    padding: 0 12px;
    border-bottom: 1px solid var(--line);
  }
  .pane-head > .end {
    margin-inline-start: auto;
  }
  .block {
    flex: none;
    padding: 8px 12px;
    border-bottom: 1px solid var(--line);
  }
  .block.facts {
    align-items: center;
  }
  .block.facts dd:has(vscode-dropdown) {
    overflow: visible;
  }
  .inputs {
    max-height: 132px;
    overflow: auto;
  }
  .inputs li {
    display: flex;
    justify-content: space-between;
    gap: 12px;
    line-height: 20px;
    white-space: pre;
  }
  sm-json-editor {
    flex: 1 1 auto;
    min-height: 96px;
  }
  .foot {
    flex: none;
    display: grid;
    gap: 8px;
    padding: 8px 12px 12px;
    border-top: 1px solid var(--line);
  }
  .target {
    white-space: nowrap;
  }
  .note {
    padding: 12px;
  }
  @media (max-width: 700px) {
    sm-json-editor {
      flex: none;
      height: 200px;
    }
  }
`;
