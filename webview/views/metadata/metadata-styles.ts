import { css } from 'lit';

export const metadataStyles = css`
  .page {
    display: grid;
    grid-template-columns: minmax(0, 683fr) minmax(0, 384fr);
    gap: 24px 32px;
    align-content: start;
    align-items: start;
  }
  .main,
  .side {
    display: grid;
    gap: 24px;
    min-width: 0;
    grid-template-columns: minmax(0, 1fr);
  }
  section {
    display: grid;
    gap: 4px;
    min-width: 0;
    grid-template-columns: minmax(0, 1fr);
  }
  .heading h2 {
    display: flex;
    min-width: 0;
  }
  .main section > .heading {
    border-bottom: 1px solid var(--line);
    padding-bottom: 2px;
  }
  .main .facts {
    padding: 4px 12px 0 0;
    grid-template-columns: 160px minmax(0, 1fr);
  }
  sm-data-grid {
    margin-inline: -12px;
  }
  .findings {
    padding-top: 4px;
  }
  .asset {
    appearance: none;
    display: flex;
    align-items: baseline;
    gap: 4px;
    min-width: 0;
    padding: 0;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    cursor: pointer;
  }
  .asset > .icon {
    align-self: center;
  }
  .asset:hover {
    color: var(--link);
  }
  .files > .preview {
    display: grid;
    gap: 4px;
    padding: 0 0 8px 20px;
    grid-template-columns: minmax(0, 1fr);
    line-height: 18px;
  }
  pre {
    max-height: 260px;
    overflow: auto;
    padding: 8px 12px;
    border: 1px solid var(--line);
    border-radius: 3px;
    line-height: 18px;
  }
  @container (max-width: 900px) {
    .page {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
