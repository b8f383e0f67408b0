import { css, html, nothing, type TemplateResult } from 'lit';
import type { VerifyStep } from '../../../src/protocol/verify.ts';
import { button } from '../../elements/controls.ts';
import { icon } from '../../elements/icon.ts';
import { section } from '../../elements/section.ts';
import { duration, visible } from '../../format.ts';
import type { Run } from '../../state/verification.ts';

const words: Readonly<Record<VerifyStep, string>> = {
  'find-runtime': 'Find TensorFlow',
  load: 'Load the model',
  run: 'Run it',
  compare: 'Compare',
};

const steps: Readonly<Record<Run['kind'], readonly VerifyStep[]>> = {
  verify: ['find-runtime', 'load', 'run', 'compare'],
  record: ['find-runtime', 'load', 'run'],
};

/** A run under way: its steps with the time that each took, and a way to stop it. */
export function runSteps(run: Run, now: number, onCancel: () => void): TemplateResult {
  const doneBefore = run.done.reduce((sum, { took }) => sum + took, 0);
  return section(
    {
      title: run.kind === 'verify' ? 'Verifying' : 'Recording',
      beside: html`<span class="mono secondary">${duration(now - run.started)}</span>`,
      end: button('Cancel', { onClick: onCancel }),
      classes: 'run',
    },
    html`<ol>
      ${steps[run.kind].map((step) => {
        const done = run.done.find((finished) => finished.step === step);
        const current = run.step === step;
        const took = done?.took ?? (current ? now - run.started - doneBefore : null);
        return html`<li class=${done || current ? '' : 'ahead'}>
          ${
            done
              ? icon('check', 'passed')
              : current
                ? icon('arrow-right', 'information')
                : html`<span class="icon"></span>`
          }
          <span>${words[step]}</span>
          <span class="secondary cut"
            >${current && step === 'find-runtime' ? visible(run.message) : nothing}</span
          >
          <span class="mono secondary">${took === null ? nothing : duration(took)}</span>
        </li>`;
      })}
    </ol>`,
  );
}

export const runStepStyles = css`
  .run {
    display: grid;
    gap: 8px;
  }
  .run li {
    display: grid;
    grid-template-columns: 16px max-content minmax(0, 1fr) max-content;
    gap: 8px;
    align-items: center;
    height: 28px;
    border-bottom: 1px solid var(--line);
  }
  .run .ahead {
    color: var(--tertiary);
  }
`;
