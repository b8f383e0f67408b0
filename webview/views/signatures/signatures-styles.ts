import { css } from 'lit';

export const signaturesStyles = css`
  .panes {
    flex: 1 1 auto;
    min-height: 0;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
  }
  .panes.listed {
    grid-template-columns: 240px minmax(0, 1fr);
  }
  nav {
    min-height: 0;
    overflow: auto;
    padding: 12px 0;
    border-inline-end: 1px solid var(--line);
  }
  nav h3 {
    padding: 4px 12px;
  }
  nav button {
    appearance: none;
    display: flex;
    align-items: center;
    gap: 8px;
    width: 100%;
    height: 22px;
    padding: 0 12px;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    text-align: start;
    cursor: pointer;
  }
  nav button:hover {
    background: var(--hover);
  }
  nav button[aria-current='true'] {
    color: var(--vscode-list-inactiveSelectionForeground, inherit);
    background: var(--selection-inactive);
  }
  .page {
    display: grid;
    align-content: start;
    gap: 24px;
    grid-template-columns: minmax(0, 1fr);
  }
  .graph {
    display: grid;
    gap: 20px;
    grid-template-columns: minmax(0, 1fr);
  }
  .graph > .heading {
    padding-bottom: 8px;
    border-bottom: 1px solid var(--line);
  }
  .graph > .heading h2 {
    font-size: 14px;
    line-height: 20px;
  }
  .signature {
    display: grid;
    gap: 4px;
    scroll-margin: 16px;
    grid-template-columns: minmax(0, 1fr);
  }
  .signature h2 {
    display: flex;
    min-width: 0;
  }
  .functions section {
    display: grid;
    gap: 4px;
    grid-template-columns: minmax(0, 1fr);
  }
  .functions table {
    min-width: 0;
  }
  .functions td {
    max-width: 0;
  }
  .functions :is(th, td) > .cut {
    display: block;
  }
  .scrolls {
    overflow-x: auto;
  }
  table {
    table-layout: fixed;
    min-width: 480px;
  }
  th:nth-child(1) {
    width: 34%;
  }
  th:nth-child(2) {
    width: 14%;
  }
  th:nth-child(3) {
    width: 20%;
  }
  .functions th:nth-child(2) {
    width: auto;
  }
  .side th {
    border: 0;
    padding: 8px 0 2px;
    color: var(--text);
    font-weight: 500;
  }
  @container (max-width: 700px) {
    table {
      min-width: 0;
    }
    th:nth-child(1) {
      width: auto;
    }
    th:nth-child(2) {
      width: 84px;
    }
    th:nth-child(3) {
      width: 28%;
    }
  }
`;
