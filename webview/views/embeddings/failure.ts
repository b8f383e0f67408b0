import { html, type TemplateResult } from 'lit';
import type { ErrorData } from '../../../src/protocol/errors.ts';
import { link } from '../../elements/controls.ts';
import { icon } from '../../elements/icon.ts';
import { sentence } from '../../format.ts';

/** Why one part of the view has nothing to show, in its own place; the rest is shown all the same. */
export function failure(error: ErrorData, what: string, onAgain: () => void): TemplateResult {
  if (error.code === 'cancelled') {
    return html`<p class="failure" role="status">
      ${icon('circle-slash', 'neutral')}<span>Stopped. ${link('Continue', onAgain)}</span>
    </p>`;
  }
  return html`<p class="failure" role="alert">
    ${icon('error', 'failed')}<span
      >${what}. ${sentence(error.message)} ${link('Try Again', onAgain)}</span
    >
  </p>`;
}
