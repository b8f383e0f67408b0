import { css, html, nothing, type TemplateResult } from 'lit';
import type { Progress } from '../../../src/protocol/requests.ts';
import { button } from '../../elements/controls.ts';
import { icon } from '../../elements/icon.ts';
import { problem, problemStyles } from '../../elements/problem.ts';
import { progressLine, progressStyles } from '../../elements/progress.ts';
import { bytes, sentence, visible } from '../../format.ts';
import type { Verification } from '../../state/verification.ts';

/** There is nothing to run models with: what was searched, and what would be fetched, before the click. */
export function runtimeCard(verification: Verification, trusted: boolean): unknown {
  const { runtime, setup, runtimeError } = verification;
  if (runtime === null || runtime.ready) return nothing;
  const { download } = runtime;
  return html`<section class="runtime-card">
    <h2>
      ${runtime.chosen === null ? 'No TensorFlow to run models with' : 'TensorFlow is not ready to run models'}
    </h2>
    <p class="secondary">
      Everything here works without it, except Verify and Record. These places were searched:
    </p>
    <ul>
      ${runtime.candidates.map(
        (candidate) =>
          html`<li title=${candidate.path ?? nothing}>
            ${
              candidate.chosen
                ? icon('check', 'passed')
                : candidate.version === null
                  ? html`<span class="icon-gap tertiary">–</span>`
                  : icon('close', 'warning')
            }
            <span>${visible(candidate.where)}</span>
            <span class="secondary">${visible(candidate.found)}</span>
          </li>`,
      )}
    </ul>
    ${
      setup === null
        ? html`<div>
              ${button(
                runtime.chosen === null
                  ? `Get TensorFlow ${download.version}`
                  : 'Finish the Set-up',
                {
                  primary: true,
                  icon: 'cloud-download',
                  disabled: !trusted,
                  onClick: () => {
                    void verification.getRuntime();
                  },
                },
              )}
            </div>
            <p class="small secondary">
              ${
                runtime.chosen === null
                  ? html`${bytes(download.bytes)} to download, into
                      <span class="mono">${visible(download.target)}</span>.`
                  : visible(runtime.advice)
              }
            </p>`
        : setupProgress(setup, () => {
            verification.cancel();
          })
    }
    ${runtimeError === null ? nothing : problem(runtimeError.message)}
  </section>`;
}

function setupProgress(
  { done, total, message, unit }: Progress,
  onCancel: () => void,
): TemplateResult {
  const amount = (figure: number): string => (unit === 'bytes' ? bytes(figure) : String(figure));
  return html`<div class="setup" aria-live="polite">
      <span
        >${sentence(message)}${
          total > 0
            ? html` <span class="secondary">${amount(done)} of ${amount(total)}</span>`
            : nothing
        }</span
      >
      ${button('Cancel', { onClick: onCancel })}
    </div>
    ${progressLine('Set-up of TensorFlow', done, total)}`;
}

export const runtimeCardStyles = [
  problemStyles,
  progressStyles,
  css`
    .runtime-card {
      display: grid;
      gap: 8px;
      max-width: 640px;
      padding: 16px;
      border: 1px solid var(--line);
      border-radius: 4px;
    }
    .runtime-card > h2 {
      font-size: 14px;
      line-height: 20px;
    }
    .runtime-card li {
      display: grid;
      grid-template-columns: 16px minmax(96px, 2fr) minmax(0, 5fr);
      gap: 8px;
      line-height: 22px;
    }
    .runtime-card li > * {
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .runtime-card li > .icon {
      margin-top: 3px;
    }
    .icon-gap {
      text-align: center;
    }
    .setup {
      display: flex;
      align-items: center;
      justify-content: space-between;
      gap: 12px;
    }
  `,
];
