import { css, html, type TemplateResult } from 'lit';
import type { EditorState } from '../src/protocol/webview.ts';
import { banner } from './elements/banner.ts';
import { button, link } from './elements/controls.ts';
import { clock, sentence, visible } from './format.ts';
import type { Rpc } from './rpc.ts';

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

/**
 * The artifact vanished, is half written, or was not read again because a person stopped that: what was read stays.
 * `read`: when that was, milliseconds since 1970.
 */
export function lostBanner({ name, error }: Lost, read: number, rpc: Rpc): TemplateResult {
  const showing = `Showing what was read at ${clock(read)}.`;
  if (error.code === 'cancelled') {
    return html`<div class="lost">
      ${banner({
        tone: 'warning',
        icon: 'warning',
        title: `${visible(name)} has changed, and reading it again was stopped`,
        text: showing,
        action: button('Read Again', {
          onClick: () => {
            rpc.host({ action: 'read-again' });
          },
        }),
      })}
    </div>`;
  }
  const returns = `${showing} It returns here by itself.`;
  const gone = error.code === 'not-found';
  return html`<div class="lost">
    ${banner({
      tone: 'warning',
      icon: 'warning',
      title: gone ? `${visible(name)} is gone` : `${visible(name)} cannot be read any more`,
      text: gone ? returns : `${sentence(error.message)} ${returns}`,
    })}
  </div>`;
}

/** The process that reads lives and does not answer; what shows was read before. */
export function silentBanner(rpc: Rpc): TemplateResult {
  return html`<div class="lost">
    ${banner({
      tone: 'warning',
      icon: 'debug-disconnect',
      title: 'The process that reads models does not answer',
      text: 'It was asked more than 10 seconds ago. Nothing is lost: if it answers after all, this goes on by itself; if not, restart it.',
      action: [
        button('Restart Server', {
          onClick: () => {
            rpc.host({ action: 'restart-server' });
          },
        }),
        link('Show Log', () => {
          rpc.host({ action: 'show-log' });
        }),
      ],
    })}
  </div>`;
}

interface Note {
  /** The process that reads ended, and is started again. */
  readonly restarting: boolean;
  /** When it was read again because its files have changed, milliseconds since 1970. */
  readonly read: number | null;
  /** The file by which it was opened, where that is only a part of it. */
  readonly part: string | null;
  readonly model: string;
}

/** Below the view, so that nothing above moves: the newest of what there is to say of it. */
export function note({ restarting, read, part, model }: Note): TemplateResult {
  return html`<div class="note" role="status">${noteText({ restarting, read, part, model })}</div>`;
}

function noteText({ restarting, read, part, model }: Note): string {
  if (restarting) return 'Reading stopped unexpectedly and starts again';
  if (read !== null) return `Changed on disk, read again at ${clock(read)}`;
  return part === null ? '' : `${visible(part)} belongs to ${visible(model)}, shown here`;
}
