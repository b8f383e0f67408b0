import { css, html, nothing, type TemplateResult } from 'lit';
import type { ErrorData } from '../src/protocol/errors.ts';
import { button, controlStyles, link } from './elements/controls.ts';
import { icon } from './elements/icon.ts';
import { count, sentence, visible } from './format.ts';
import type { Rpc } from './rpc.ts';

export const stateStyles = [
  controlStyles,
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
    }
    .actions {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 8px 12px;
      padding-top: 4px;
    }
    .loading {
      position: relative;
      height: 2px;
      overflow: hidden;
    }
    .loading::after {
      content: '';
      position: absolute;
      inset: 0 70% 0 0;
      background: var(--vscode-progressBar-background, var(--accent));
      animation: pass 1.6s linear infinite;
    }
    @keyframes pass {
      from {
        transform: translateX(-100%);
      }
      to {
        transform: translateX(340%);
      }
    }
    @media (prefers-reduced-motion: reduce) {
      .loading::after {
        animation: none;
        inset: 0;
      }
    }
  `,
];

/** The artifact is being opened, and it takes long enough to say so. */
export function loadingState(name: string): TemplateResult {
  return html`<div class="loading" role="progressbar" aria-label="Opening"></div>
    <div class="state" role="status"><p>Opening ${visible(name)}</p></div>`;
}

function details(error: ErrorData): string {
  return JSON.stringify(error, null, 2);
}

/** It cannot be shown at all. `text`: whether opening it as text makes sense. */
export function failedState(error: ErrorData, text: boolean, rpc: Rpc): TemplateResult {
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
