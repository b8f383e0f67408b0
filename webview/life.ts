import { css, html, type TemplateResult } from 'lit';
import type { EditorState } from '../src/protocol/webview.ts';
import { banner } from './elements/banner.ts';
import { clock, visible } from './format.ts';

type Lost = NonNullable<Extract<EditorState, { kind: 'open' }>['lost']>;

export const lifeStyles = css`
  .lost {
    flex: none;
    padding: 12px 12px 0;
  }
  .note {
    flex: none;
    padding: 0 12px;
    font-size: 11px;
    line-height: 22px;
    color: var(--secondary);
    border-top: 1px solid var(--line);
  }
  .note:empty {
    display: none;
  }
`;

/** The artifact vanished or is half written: what was read stays. `read`: when that was, milliseconds since 1970. */
export function lostBanner({ name, error }: Lost, read: number): TemplateResult {
  const showing = `Showing what was read at ${clock(read)}. It returns here by itself.`;
  const gone = error.code === 'not-found';
  return html`<div class="lost">
    ${banner({
      tone: 'warning',
      icon: 'warning',
      title: gone ? `${visible(name)} is gone` : `${visible(name)} cannot be read any more`,
      text: gone ? showing : `${visible(error.message)} ${showing}`,
    })}
  </div>`;
}

/**
 * Below the view, so that nothing above moves: that the files have changed, and what shows is what they are now;
 * else which model it is that was opened by a part of it.
 */
export function note(read: number | null, part: string | null, model: string): TemplateResult {
  const belongs = part === null ? '' : `${visible(part)} belongs to ${visible(model)}, shown here`;
  const text = read === null ? belongs : `Changed on disk, read again at ${clock(read)}`;
  return html`<div class="note" role="status">${text}</div>`;
}
