import { html, nothing, type TemplateResult } from 'lit';
import type { VerifyReport } from '../../../src/protocol/verify.ts';
import { link } from '../../elements/controls.ts';
import { duration, visible, visibleLines } from '../../format.ts';

const recorders = {
  'recorded-live': 'recorded from the live model before it was saved',
  'recorded-reload': 'recorded from an earlier reload',
  warmup: 'requests with their responses, as TensorFlow Serving runs them',
  recorded: 'does not say who recorded it',
} as const;

function factsOf(report: VerifyReport): readonly (readonly [string, string])[] {
  const { original, runtime, signature, milliseconds } = report;
  const facts: [string, string][] = [];
  if (original !== null) {
    facts.push(['original', `${visible(original.source)}, ${recorders[original.kind]}`]);
  }
  if (signature !== null) facts.push(['signature', visible(signature)]);
  if (runtime !== null) {
    const parts = [
      `${runtime.name}, TensorFlow ${runtime.tensorflow}`,
      ...(runtime.oneDnn === undefined ? [] : [`oneDNN ${runtime.oneDnn ? 'on' : 'off'}`]),
      ...(runtime.cpu === undefined ? [] : [visible(runtime.cpu)]),
    ];
    facts.push(['runtime', parts.join(' · ')]);
  }
  for (const note of report.notes ?? []) facts.push(['note', visible(note)]);
  for (const [step, took] of Object.entries(milliseconds)) facts.push([step, duration(took)]);
  return facts;
}

/** How a verdict was come to: enough to repeat it. `onCopy` is given the details for a bug report. */
export function howCompared(
  report: VerifyReport,
  onCopy: (details: string) => void,
): TemplateResult {
  const { details } = report;
  return html`<section>
    <div class="heading">
      <h2>${report.outputs.length === 0 ? 'How it was run' : 'How it was compared'}</h2>
      ${
        details === undefined
          ? nothing
          : html`<span class="end small"
              >${link('Copy details', () => {
                onCopy(details);
              })}</span
            >`
      }
    </div>
    <dl class="facts">
      ${factsOf(report).map(
        ([label, text]) =>
          html`<dt>${label}</dt>
            <dd title=${text}>${text}</dd>`,
      )}
    </dl>
    ${
      details === undefined
        ? nothing
        : html`<pre class="details mono" tabindex="0">${visibleLines(details)}</pre>`
    }
  </section>`;
}
