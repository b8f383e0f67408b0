import { css, html, type TemplateResult } from 'lit';

export const progressStyles = css`
  progress {
    appearance: none;
    width: 100%;
    height: 2px;
    border: 0;
    background: var(--track);
  }
  progress::-webkit-progress-bar {
    background: var(--track);
  }
  progress::-webkit-progress-value {
    background: var(--vscode-progressBar-background, var(--accent));
  }
`;

/** How much of how much is done, as a line of 2 px; the figures stand beside it in words. */
export function progressLine(label: string, done: number, total: number): TemplateResult {
  return html`<progress
    aria-label=${label}
    .value=${total > 0 ? done : 0}
    max=${Math.max(1, total)}
  ></progress>`;
}
