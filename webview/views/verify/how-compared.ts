import { html, nothing, type TemplateResult } from 'lit';
import type { VerifyReport } from '../../../src/protocol/verify.ts';
import type { CopiedColumn } from '../../copy.ts';
import { link } from '../../elements/controls.ts';
import { section } from '../../elements/section.ts';
import { duration, visible, visibleLines } from '../../format.ts';
import type { Model } from '../../state/model.ts';
import { copies } from '../copies.ts';

const recorders = {
  'recorded-live': 'recorded from the live model before it was saved',
  'recorded-reload': 'recorded from an earlier reload',
  warmup: 'requests with their responses, as TensorFlow Serving runs them',
  recorded: 'does not say who recorded it',
} as const;

type NamedFact = readonly [name: string, value: string];

const copiedFacts: readonly CopiedColumn<NamedFact>[] = [
  { title: 'name', value: ([name]) => name },
  { title: 'value', value: ([, value]) => value },
];

function factsOf(report: VerifyReport): readonly NamedFact[] {
  const { original, runtime, signature, milliseconds } = report;
  const facts: NamedFact[] = [];
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
  model: Model,
  report: VerifyReport,
  onCopy: (details: string) => void,
): TemplateResult {
  const { details } = report;
  const facts = factsOf(report);
  return section(
    {
      title: report.outputs.length === 0 ? 'How it was run' : 'How it was compared',
      ...(details === undefined
        ? {}
        : {
            end: link('Copy details', () => {
              onCopy(details);
            }),
          }),
      copied: copies(model, 'Fact', copiedFacts, facts),
    },
    html`<dl class="facts">
        ${facts.map(
          ([label, text]) =>
            html`<dt>${label}</dt>
              <dd title=${text}>${text}</dd>`,
        )}
      </dl>
      ${
        details === undefined
          ? nothing
          : html`<pre class="details mono" tabindex="0">${visibleLines(details)}</pre>`
      }`,
  );
}
