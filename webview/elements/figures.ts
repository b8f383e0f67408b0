import { css, html, nothing, type TemplateResult } from 'lit';

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
  .waiting-line {
    display: inline-block;
    vertical-align: middle;
    width: 40px;
    height: 2px;
    background: var(--track);
  }
  .figures.single {
    grid-template-columns: max-content minmax(0, 1fr);
  }
`;

/** Wider than this and two figures no longer stand beside each other in a detail pane. Characters. */
const mostBeside = 11;

/** Names and figures in pairs, two of them on a line where they fit; null for a figure that is on its way. */
export function figureList(figures: readonly (readonly [string, string | null])[]): TemplateResult {
  const single = figures.some(([, text]) => (text?.length ?? 0) > mostBeside);
  return html`<dl class="figures ${single ? 'single' : ''}">
    ${figures.map(
      ([label, text]) =>
        html`<dt>${label}</dt>
          <dd title=${text ?? nothing}>${text ?? waitingLine}</dd>`,
    )}
  </dl>`;
}

/** Stands where a figure will be. */
export const waitingLine = html`<span class="waiting-line"></span>`;
