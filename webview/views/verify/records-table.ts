import { css, html, type TemplateResult } from 'lit';
import type { RecordOutcome, RecordReport } from '../../../src/protocol/verify.ts';
import { icon, type IconName } from '../../elements/icon.ts';
import { name } from '../../elements/names.ts';
import { count, difference, visible } from '../../format.ts';
import { differing, type Tone } from '../../verdict.ts';

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

/** How the reload answers each warmup record, those that need a look first. */
export function recordsTable(records: readonly RecordReport[]): TemplateResult {
  return html`<section>
    <div class="heading">
      <h2>Warmup records</h2>
      <span class="badge">${count(records.length)}</span>
    </div>
    <div class="scrolls records" tabindex="0">
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
              <td title=${word}>
                <span class="with-icon">${icon(outcome.icon, outcome.tone)}${word}</span>
              </td>
              <td class="number">
                ${record.count === 0 ? '–' : differing(record.mismatched, record.count)}
              </td>
              <td class="number">${difference(record.maxAbs)}</td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>
  </section>`;
}

export const recordsStyles = css`
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
