import { html, nothing, type TemplateResult } from 'lit';
import type { OutputReport, VerifyReport } from '../../../src/protocol/verify.ts';
import type { CopiedColumn } from '../../copy.ts';
import { icon, type IconName } from '../../elements/icon.ts';
import { name } from '../../elements/names.ts';
import { section } from '../../elements/section.ts';
import { count, difference, statedShape, visible } from '../../format.ts';
import type { Model } from '../../state/model.ts';
import { differing, type Tone } from '../../verdict.ts';
import { copies } from '../copies.ts';
import type { Room } from '../view.ts';

interface Result {
  readonly icon: IconName;
  readonly tone: Tone;
  readonly word: string;
}

function resultOf(output: OutputReport): Result {
  if (output.onlyInReload === true) {
    return { icon: 'info', tone: 'information', word: 'not in the original' };
  }
  if (output.problem !== undefined) return { icon: 'error', tone: 'failed', word: output.problem };
  if (output.bitIdentical) return { icon: 'pass-filled', tone: 'passed', word: 'bits identical' };
  if (output.mismatched === 0)
    return { icon: 'pass-filled', tone: 'passed', word: 'within tolerance' };
  return { icon: 'error', tone: 'failed', word: 'different' };
}

function place(index: readonly number[] | null): string {
  return index === null ? '–' : `[${index.join(', ')}]`;
}

const copied: readonly CopiedColumn<OutputReport>[] = [
  { title: 'output', value: (output) => output.name },
  { title: 'originalName', value: ({ originalName }) => originalName },
  { title: 'dtype', value: ({ dtype }) => dtype },
  { title: 'shape', value: ({ shape }) => shape },
  { title: 'result', value: (output) => resultOf(output).word },
  { title: 'count', value: (output) => output.count },
  { title: 'mismatched', value: ({ mismatched }) => mismatched },
  { title: 'maxAbs', value: ({ maxAbs }) => maxAbs },
  { title: 'worstIndex', value: ({ worstIndex }) => worstIndex },
  { title: 'maxRel', value: ({ maxRel }) => maxRel },
  { title: 'passesAtAtol', value: ({ minimumPassing }) => minimumPassing.atol },
];

/** Of several warmup records the outputs of one stand in the table. */
function recordNote({ records = [], outputs }: VerifyReport): readonly string[] {
  const record = outputs[0]?.record;
  if (record === undefined || records.length < 2) return [];
  const equal = records.every(({ outcome }) => outcome === 'identical');
  // The list begins with the worst; one that could not be run has no outputs.
  const worst = !equal && records[0]?.record === record;
  return [`of record ${count(record)}${worst ? ', the worst' : ''}`];
}

/** What was compared, one row for each output. */
export function outputsTable(model: Model, report: VerifyReport, room: Room): TemplateResult {
  const { outputs } = report;
  const full = room === 'wide';
  // Runs that disagree with each other: what one of them shows is no verdict and is not coloured as one.
  const settled = report.verdict !== 'non-deterministic';
  const notes = [...recordNote(report), ...(settled ? [] : ['first of the two runs'])];
  return section(
    {
      title: 'Outputs',
      ...(notes.length === 0 ? {} : { note: notes.join(' · ') }),
      copied: copies(model, 'Output', copied, outputs),
    },
    html`<div class="scrolls" tabindex="0">
      <table aria-label="Outputs">
        <thead>
          <tr>
            <th>Output</th>
            <th class="typed">Dtype</th>
            <th class="typed">Shape</th>
            <th>Result</th>
            <th class="number">Differing</th>
            <th class="number">Largest difference</th>
            ${
              full
                ? html`<th class="place">At</th>
                    <th class="number">Relative</th>
                    <th class="number">Passes at atol</th>`
                : nothing
            }
          </tr>
        </thead>
        <tbody>
          ${outputs.map((output) => {
            const result = resultOf(output);
            const compared = output.problem === undefined && output.onlyInReload !== true;
            const figure = (text: string): string => (compared ? text : '–');
            return html`<tr>
              <td class="limited">
                ${name(output.name)}${
                  output.originalName === undefined
                    ? nothing
                    : html`<span class="secondary small">
                        was ${visible(output.originalName)}</span
                      >`
                }
              </td>
              <td class="typed mono secondary">${output.dtype}</td>
              <td class="typed mono">${statedShape(output.shape)}</td>
              <td title=${result.word}>
                <span class="with-icon"
                  >${icon(result.icon, settled ? result.tone : 'neutral')}${result.word}</span
                >
              </td>
              <td class="number">${figure(differing(output.mismatched, output.count))}</td>
              <td class="number">${figure(difference(output.maxAbs))}</td>
              ${
                full
                  ? html`<td class="place mono secondary">${figure(place(output.worstIndex))}</td>
                      <td class="number">${figure(difference(output.maxRel))}</td>
                      <td class="number">${figure(difference(output.minimumPassing.atol))}</td>`
                  : nothing
              }
            </tr>`;
          })}
        </tbody>
      </table>
    </div>`,
  );
}
