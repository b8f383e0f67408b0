import { css } from 'lit';

export const verifyStyles = css`
  .toolbar {
    gap: 4px 20px;
    flex-wrap: wrap;
    padding-block: 6px;
  }
  .labelled {
    display: inline-flex;
    align-items: center;
    gap: 8px;
    min-width: 0;
  }
  .toolbar vscode-dropdown {
    min-width: 160px;
  }
  .panes {
    flex: 1 1 auto;
    min-height: 0;
    display: grid;
    grid-template-columns: 280px minmax(0, 1fr);
  }
  sm-sample-pane {
    min-height: 0;
    border-inline-end: 1px solid var(--line);
  }
  .answer {
    display: flex;
    flex-direction: column;
    gap: 20px;
    min-width: 0;
    overflow: auto;
    padding: 16px 20px 24px;
    container-type: inline-size;
  }
  .answer > * {
    flex: none;
  }
  .risks {
    display: grid;
    grid-template-columns: 16px minmax(0, 1fr);
    gap: 8px;
    /* Below the banner's icon and beside its words. */
    padding-inline: 15px 16px;
  }
  .evidence {
    display: grid;
    gap: 24px;
    min-width: 0;
    grid-template-columns: minmax(0, 1fr);
  }
  .evidence section {
    display: grid;
    gap: 6px;
    min-width: 0;
    grid-template-columns: minmax(0, 1fr);
  }
  .two {
    display: grid;
    grid-template-columns: minmax(0, 340px) minmax(0, 1fr);
    gap: 24px 32px;
    align-items: start;
  }
  .two:not(:has(section + section)) {
    grid-template-columns: minmax(0, 1fr);
  }
  .two:not(:has(section)) {
    display: none;
  }
  .scrolls {
    overflow-x: auto;
    overflow-y: hidden;
  }
  .limited {
    max-width: 220px;
  }
  .details {
    max-height: 240px;
    overflow: auto;
    padding: 8px 12px;
    border: 1px solid var(--line);
    border-radius: 3px;
    line-height: 18px;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  @container (max-width: 800px) {
    .place {
      display: none;
    }
  }
  @container (max-width: 600px) {
    .typed {
      display: none;
    }
  }
  @container (max-width: 720px) {
    .two {
      grid-template-columns: minmax(0, 1fr);
    }
  }
  @container (max-width: 700px) {
    .panes {
      grid-template-columns: minmax(0, 1fr);
      overflow: auto;
    }
    .answer {
      overflow: visible;
      padding: 16px;
    }
    sm-sample-pane {
      border-inline-end: 0;
      border-top: 1px solid var(--line);
    }
  }
`;
