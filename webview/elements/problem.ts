import { css, html, type TemplateResult } from 'lit';
import { sentence } from '../format.ts';
import { icon } from './icon.ts';

export const problemStyles = css`
  .problem {
    display: grid;
    grid-template-columns: 16px minmax(0, 1fr);
    gap: 8px;
    overflow-wrap: anywhere;
  }
  .problem > .icon {
    margin-top: 1px;
  }
`;

/** What is wrong, in a sentence, where there is no room for a banner. */
export function problem(message: string, classes = ''): TemplateResult {
  return html`<p class="problem ${classes}" role="alert">
    ${icon('error', 'failed')}<span>${sentence(message)}</span>
  </p>`;
}
