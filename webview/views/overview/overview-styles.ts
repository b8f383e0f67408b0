import { css } from 'lit';

export const overviewStyles = css`
  .page {
    display: grid;
    align-content: start;
    grid-template-columns: minmax(0, 1fr);
    gap: 20px;
  }
  .head {
    display: grid;
    grid-template-columns: minmax(0, 1fr) fit-content(490px);
    gap: 12px 24px;
    align-items: center;
  }
  .head:not(:has(.verdict)) {
    grid-template-columns: minmax(0, 1fr);
  }
  .title {
    display: grid;
    gap: 2px;
    min-width: 0;
  }
  .title h1 {
    display: flex;
    min-width: 0;
  }
  .headline {
    display: flex;
    border: 1px solid var(--line);
    border-radius: 3px;
    min-width: 0;
  }
  .headline > div {
    flex: 0 1 auto;
    min-width: min-content;
    padding: 8px 20px 10px 16px;
  }
  .headline > div:last-child {
    flex-grow: 1;
  }
  .headline > div + div {
    border-inline-start: 1px solid var(--line);
  }
  .headline dt {
    font-size: 11px;
    line-height: 16px;
    color: var(--secondary);
    white-space: nowrap;
  }
  .headline dd {
    font-size: 16px;
    line-height: 22px;
    font-weight: 500;
    /* Where there is no room for both, the lesser words drop out whole and the value stays. */
    display: flex;
    flex-wrap: wrap;
    column-gap: 6px;
    height: 22px;
    overflow: hidden;
    white-space: nowrap;
  }
  .headline dd > span {
    max-width: 240px;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .headline small {
    font-size: 12px;
    font-weight: 400;
    color: var(--secondary);
  }
  .columns.waiting {
    visibility: hidden;
  }
  .columns {
    display: grid;
    grid-template-columns: minmax(0, 683fr) minmax(0, 384fr);
    gap: 24px 32px;
    align-items: start;
  }
  .main,
  .side {
    display: grid;
    gap: 24px;
    min-width: 0;
    grid-template-columns: minmax(0, 1fr);
  }
  .columns:not(:has(> div:first-child > *)) {
    grid-template-columns: minmax(0, 1fr);
  }
  .columns:not(:has(> div:first-child > *)) > div:first-child {
    display: none;
  }
  .columns:not(:has(> div:first-child > *)) > .side {
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 320px), 1fr));
    gap: 24px 32px;
    align-items: start;
  }
  section {
    display: grid;
    gap: 6px;
    min-width: 0;
    grid-template-columns: minmax(0, 1fr);
  }
  @container (max-width: 900px) {
    .columns {
      grid-template-columns: minmax(0, 1fr);
    }
    .columns > div {
      display: contents !important;
    }
    .columns .found {
      order: -1;
    }
  }
  @container (max-width: 800px) {
    .head {
      grid-template-columns: minmax(0, 1fr);
    }
    .headline {
      display: grid;
      grid-template-columns: repeat(3, minmax(0, 1fr));
    }
    .headline > div {
      min-width: 0;
      padding: 6px 12px 8px;
    }
    .headline > div:nth-child(3n + 1) {
      border-inline-start: 0;
    }
    .headline > div:nth-child(n + 4) {
      border-top: 1px solid var(--line);
    }
    .headline dd {
      font-size: 14px;
      line-height: 20px;
      height: 20px;
    }
    .headline dd > span {
      max-width: 100%;
    }
    .headline small {
      display: none;
    }
  }
  @container (max-width: 420px) {
    .headline {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
    .headline > div {
      border-inline-start: 0 !important;
      border-top: 1px solid var(--line);
    }
    .headline > div:nth-child(even) {
      border-inline-start: 1px solid var(--line) !important;
    }
    .headline > div:nth-child(-n + 2) {
      border-top: 0;
    }
  }
`;
