import { css, html, nothing, type TemplateResult } from 'lit';
import type { ErrorData } from '../src/protocol/errors.ts';
import type { Progress } from '../src/protocol/requests.ts';
import { button, controlStyles, link } from './elements/controls.ts';
import { icon } from './elements/icon.ts';
import { count, sentence, visible } from './format.ts';
import { busyLine, busyLineStyles, progressText } from './busy-line.ts';
import type { Rpc } from './rpc.ts';

export const stateStyles = [
  controlStyles,
  busyLineStyles,
  css`
    .state {
      display: grid;
      gap: 8px;
      justify-items: start;
      max-width: 560px;
      padding: 24px;
    }
    .state h2 {
      display: flex;
      align-items: center;
      gap: 8px;
      font-size: 14px;
      line-height: 20px;
    }
    .state p {
      color: var(--secondary);
      overflow-wrap: anywhere;
      text-wrap: pretty;
    }
    .actions {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 8px 12px;
      padding-top: 4px;
    }
  `,
];

/** The artifact is being opened, and it takes long enough to say so. */
export function loadingState(name: string, progress: Progress | null, rpc: Rpc): TemplateResult {
  return html`${busyLine('Opening', progress)}
    <div class="state">
      <h2>Opening ${visible(name)}</h2>
      <p>${progressText(progress) || 'Reading what it holds'}</p>
      <div class="actions">
        ${button('Cancel', {
          onClick: () => {
            rpc.host({ action: 'stop-reading' });
          },
        })}
      </div>
    </div>`;
}

/** A person has stopped the opening. */
function notOpenedState(rpc: Rpc): TemplateResult {
  return html`<div class="state" role="status">
    <h2>${icon('circle-slash', 'neutral')}Opening was stopped</h2>
    <p>Nothing of it is shown, and nothing reads it any more.</p>
    <div class="actions">
      ${button('Open', {
        primary: true,
        onClick: () => {
          rpc.host({ action: 'read-again' });
        },
      })}
    </div>
  </div>`;
}

function details(error: ErrorData): string {
  return JSON.stringify(error, null, 2);
}

/** It cannot be shown at all. `text`: whether opening it as text makes sense. */
export function failedState(error: ErrorData, text: boolean, rpc: Rpc): TemplateResult {
  if (error.code === 'cancelled') return notOpenedState(rpc);
  const where = [
    error.path === undefined || error.message.includes(error.path)
      ? []
      : [`File ${visible(error.path)}`],
    error.offset === undefined ? [] : [`at byte ${count(error.offset)}`],
  ].flat();
  return html`<div class="state" role="alert">
    <h2>${icon('error', 'failed')}This cannot be opened as a saved model</h2>
    <p>${sentence(error.message)}</p>
    ${where.length === 0 ? nothing : html`<p class="mono">${where.join(' ')}</p>`}
    <div class="actions">
      ${
        text
          ? button('Open as Text', {
              primary: true,
              onClick: () => {
                rpc.host({ action: 'open-as-text' });
              },
            })
          : nothing
      }
      ${button('Show Log', {
        onClick: () => {
          rpc.host({ action: 'show-log' });
        },
      })}
      ${link('Copy details', () => {
        rpc.host({ action: 'copy', text: details(error) });
      })}
    </div>
  </div>`;
}

/** The server has died too often to be started again without being asked. */
export function stoppedState(deaths: number, rpc: Rpc): TemplateResult {
  return html`<div class="state" role="alert">
    <h2>
      ${icon('debug-disconnect', 'warning')}Reading stopped ${count(deaths)} times in three minutes
    </h2>
    <p>The editor is fine and nothing is lost. The log names the file that was being read.</p>
    <div class="actions">
      ${button('Restart Server', {
        primary: true,
        onClick: () => {
          rpc.host({ action: 'restart-server' });
        },
      })}
      ${button('Show Log', {
        onClick: () => {
          rpc.host({ action: 'show-log' });
        },
      })}
    </div>
  </div>`;
}
