import { css, html, type TemplateResult } from 'lit';

export const figureStyles = css`
  .figures {
    display: grid;
    grid-template-columns: max-content minmax(0, 1fr) max-content minmax(0, 1fr);
    gap: 2px 12px;
    font-size: 12px;
    line-height: 18px;
  }
  .figures dt {
    color: var(--secondary);
  }
  .figures dd {
    font-family: var(--mono);
    text-align: end;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .figures.single {
    grid-template-columns: max-content minmax(0, 1fr);
  }
`;

/** Wider than this and two figures no longer stand beside each other in a detail pane. Characters. */
const mostBeside = 11;

/** Names and figures in pairs, two of them on a line where they fit. */
export function figureList(figures: readonly (readonly [string, string])[]): TemplateResult {
  const single = figures.some(([, text]) => text.length > mostBeside);
  return html`<dl class="figures ${single ? 'single' : ''}">
    ${figures.map(
      ([label, text]) =>
        html`<dt>${label}</dt>
          <dd title=${text}>${text}</dd>`,
    )}
  </dl>`;
}
