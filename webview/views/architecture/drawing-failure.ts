import { html, type TemplateResult } from 'lit';
import type { ErrorData } from '../../../src/protocol/errors.ts';
import { banner } from '../../elements/banner.ts';
import { button } from '../../elements/controls.ts';
import { sentence } from '../../format.ts';

/**
 * Why there is no picture, or not the one that was wanted; the tree says what it can all the same.
 *
 * @param onBack to the picture that shows; null where none does
 */
export function drawingFailure(
  error: ErrorData,
  onAgain: () => void,
  onBack: (() => void) | null,
): TemplateResult {
  return html`<div class="failure">${failureBanner(error, onAgain, onBack)}</div>`;
}

function failureBanner(
  { code, message }: ErrorData,
  onAgain: () => void,
  onBack: (() => void) | null,
): TemplateResult {
  if (code === 'cancelled') {
    return banner({
      tone: 'neutral',
      icon: 'circle-slash',
      title: 'Drawing the graph was stopped',
      text: 'The tree has all layers.',
      action: button('Draw', { onClick: onAgain }),
    });
  }
  if (code === 'limit-exceeded') {
    return banner({
      tone: 'warning',
      icon: 'warning',
      title: 'This would be too large a picture',
      text: sentence(message),
      ...(onBack === null ? {} : { action: button('Go Back', { onClick: onBack }) }),
    });
  }
  return banner({
    tone: 'failed',
    icon: 'error',
    title: 'The graph could not be drawn',
    text: sentence(message),
    action: button('Try Again', { onClick: onAgain }),
  });
}
