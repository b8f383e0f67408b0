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
  .refreshed {
    flex: none;
    padding: 0 12px;
    font-size: 11px;
    line-height: 22px;
    color: var(--secondary);
    border-top: 1px solid var(--line);
  }
  .refreshed:empty {
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

/** Below the view, so that nothing above moves: the files have changed, and what shows is what they are now. */
export function refreshedNote(read: number | null): TemplateResult {
  const text = read === null ? '' : `Changed on disk, read again at ${clock(read)}`;
  return html`<div class="refreshed" role="status">${text}</div>`;
}
