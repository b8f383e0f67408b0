import { css, html, type TemplateResult } from 'lit';
import type { RecordOutcome, RecordReport } from '../../../src/protocol/verify.ts';
import type { CopiedColumn } from '../../copy.ts';
import { icon, type IconName } from '../../elements/icon.ts';
import { name } from '../../elements/names.ts';
import { section } from '../../elements/section.ts';
import { count, difference, visible } from '../../format.ts';
import type { Model } from '../../state/model.ts';
import { differing, type Tone } from '../../verdict.ts';
import { copies } from '../copies.ts';

const outcomes: Readonly<
  Record<RecordOutcome, { readonly icon: IconName; readonly tone: Tone; readonly word: string }>
> = {
  identical: { icon: 'pass-filled', tone: 'passed', word: 'bits identical' },
  'within-tolerance': { icon: 'pass-filled', tone: 'passed', word: 'within tolerance' },
  different: { icon: 'error', tone: 'failed', word: 'different' },
  unstable: { icon: 'warning', tone: 'warning', word: 'two runs disagree' },
  failed: { icon: 'error', tone: 'failed', word: 'failed' },
  'no-response': { icon: 'info', tone: 'information', word: 'no response to compare with' },
  'not-run': { icon: 'info', tone: 'information', word: 'not run' },
};

const copied: readonly CopiedColumn<RecordReport>[] = [
  { title: 'record', value: ({ record }) => record },
  { title: 'signature', value: ({ signature }) => signature },
  { title: 'outcome', value: ({ outcome }) => outcome },
  { title: 'problem', value: ({ problem }) => problem },
  { title: 'count', value: (record) => record.count },
  { title: 'mismatched', value: ({ mismatched }) => mismatched },
  { title: 'maxAbs', value: ({ maxAbs }) => maxAbs },
];

/** How the reload answers each warmup record, those that need a look first. */
export function recordsTable(model: Model, records: readonly RecordReport[]): TemplateResult {
  return section(
    {
      title: 'Warmup records',
      badge: records.length,
      copied: copies(model, 'Record', copied, records),
    },
    html`<div class="scrolls records" tabindex="0">
      <table aria-label="Warmup records">
        <thead>
          <tr>
            <th class="number">Record</th>
            <th class="typed">Signature</th>
            <th>Result</th>
            <th class="number">Differing</th>
            <th class="number">Largest difference</th>
          </tr>
        </thead>
        <tbody>
          ${records.map((record) => {
            const outcome = outcomes[record.outcome];
            const word = record.problem === undefined ? outcome.word : visible(record.problem);
            return html`<tr>
              <td class="number">${count(record.record)}</td>
              <td class="typed limited">
                ${record.signature === null ? '–' : name(record.signature)}
              </td>
              <td class="result" title=${word}>
                <span class="with-icon"
                  >${icon(outcome.icon, outcome.tone)}<span class="cut">${word}</span></span
                >
              </td>
              <td class="number">
                ${record.count === 0 ? '–' : differing(record.mismatched, record.count)}
              </td>
              <td class="number">${difference(record.maxAbs)}</td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>`,
  );
}

export const recordsStyles = css`
  /* What is wrong with a record is a sentence: it takes what the figures leave, and is cut there. */
  .result {
    width: 60%;
    max-width: 0;
  }
  .records {
    max-height: 236px;
    overflow-y: auto;
  }
  .records thead th {
    position: sticky;
    top: 0;
    background: var(--background);
  }
`;
