import { html, nothing, type TemplateResult } from 'lit';
import type {
  EmbeddingAnalysis,
  EmbeddingTable,
  NormsByRow,
} from '../../../src/protocol/embeddings.ts';
import type { ErrorData } from '../../../src/protocol/errors.ts';
import { link } from '../../elements/controls.ts';
import { waitingLine } from '../../elements/figures.ts';
import { icon } from '../../elements/icon.ts';
import { normScale, type NormPlotEvents } from '../../elements/points/norm-plot.ts';
import { count, plural, sentence, value } from '../../format.ts';
import {
  dimensionSpread,
  effectiveDimensions,
  normHistogram,
  varianceCurve,
} from './health-charts.ts';
import { failure } from './failure.ts';
import { ofAKind, type SelectedKind, type Selection } from './row-words.ts';

export interface Health {
  readonly table: EmbeddingTable;
  readonly analysis: EmbeddingAnalysis | null;
  readonly analysisError: ErrorData | null;
  readonly norms: NormsByRow | null;
  readonly normColumns: Float32Array;
  readonly normsError: ErrorData | null;
  readonly selection: Selection | null;
  readonly row: number | null;
  /** Room for a chart. CSS pixels. */
  readonly width: number;
  readonly onSelect: (kind: SelectedKind) => void;
  readonly onRow: (row: number) => void;
  readonly onAgain: () => void;
  readonly onNormsAgain: () => void;
}

/** What one reading of the table tells of it. Everything has its room before it is known. */
export function healthPane(health: Health): TemplateResult {
  const { analysis, analysisError, onAgain, width } = health;
  const zeros = analysis?.zeroRows.count ?? 0;
  return html`<h2>Health</h2>
    ${
      analysisError === null
        ? nothing
        : failure(analysisError, 'The table could not be read', onAgain)
    }
    ${tiles(health)}
    <section>
      <div class="chart-head">
        <h2>Row norms</h2>
        <span class="small secondary"
          >${zeros === 0 ? nothing : html`<i class="square zero"></i> ${count(zeros)} at 0 · `}mean
          <span class="mono">${figure(analysis, ({ norms }) => norms?.mean ?? null)}</span></span
        >
      </div>
      ${normHistogram(analysis, width)}
    </section>
    ${normsByRow(health)}
    <section>
      <div class="chart-head">
        <h2>Explained variance</h2>
        <span class="caption">%</span>
      </div>
      ${varianceCurve(analysis, width)}
      ${
        analysis !== null && analysis.explainedVariance === null
          ? html`<p class="caption">
              ${analysis.rows < 2 ? 'One row has no variance.' : 'There is none to explain, or there are too many dimensions.'}
            </p>`
          : nothing
      }
    </section>
    <section>
      <div class="chart-head"><h2>Mean and spread by dimension</h2></div>
      ${dimensionSpread(analysis, width)}
    </section>
    ${more(health)}`;
}

/** A figure as it is known; a line until then. */
function figure(
  analysis: EmbeddingAnalysis | null,
  of: (analysis: EmbeddingAnalysis) => number | null,
): unknown {
  return analysis === null ? waitingLine : value(of(analysis));
}

function tiles(health: Health): TemplateResult {
  const { analysis } = health;
  const effective = effectiveDimensions(analysis?.explainedVariance ?? null);
  const groups = analysis?.duplicates.groupCount ?? 0;
  return html`<div class="tiles">
    ${tile(health, 'zero', 'Zero rows')}
    ${tile(health, 'duplicate', 'Duplicate rows', groups > 0 ? `in ${plural(groups, 'group')}` : '')}
    ${tile(health, 'non-finite', 'NaN or infinite')}
    <div class="tile" title="How many principal components carry 90 % of the variance">
      <span class="caption">Effective dimensions</span>
      <span class="figure"
        >${analysis === null ? waitingLine : effective === null ? '–' : count(effective)}
        <span class="small secondary"
          >${effective === null ? nothing : `of ${count(analysis?.dimensions ?? 0)}`}</span
        ></span
      >
    </div>
  </div>`;
}

/** How many rows have something wrong with them; it chooses them. */
function tile(
  { analysis, selection, onSelect }: Health,
  kind: SelectedKind,
  title: string,
  note = '',
): TemplateResult {
  const amount = analysis === null ? null : (ofAKind(analysis, kind)?.count ?? 0);
  // Copies of one another may be meant; zeros and NaN hardly are.
  const sign =
    amount === null || (kind === 'duplicate' && amount > 0)
      ? nothing
      : amount === 0
        ? icon('check', 'passed')
        : icon(
            kind === 'non-finite' ? 'error' : 'warning',
            kind === 'non-finite' ? 'failed' : 'warning',
          );
  const words = html`<span class="caption">${title}</span>
    <span class="figure"
      >${amount === null ? waitingLine : count(amount)} ${sign}<span class="small secondary"
        >${note}</span
      ></span
    >`;
  if (amount === null || amount === 0) return html`<div class="tile">${words}</div>`;
  return html`<button
    type="button"
    class="tile"
    aria-pressed=${selection?.kind === kind}
    @click=${() => {
      onSelect(kind);
    }}
  >
    ${words}
  </button>`;
}

function normsByRow(health: Health): TemplateResult {
  const { norms, normColumns, normsError, table, row, onRow, onNormsAgain, analysis } = health;
  const each = norms?.rowsPerColumn ?? 1;
  const { least, most } = normScale(normColumns);
  const rowsOf = (column: number): string => {
    const first = column * each;
    const last = Math.min(table.rows, first + each) - 1;
    const [low = NaN, , high = NaN] = normColumns.subarray(3 * column, 3 * column + 3);
    const rows = first === last ? `Row ${count(first)}` : `Rows ${count(first)} to ${count(last)}`;
    if (Number.isNaN(high)) return `${rows}: NaN or infinity`;
    return `${rows}: norm ${low === high ? value(low) : `${value(low)} to ${value(high)}`}`;
  };
  const range = analysis?.norms ?? null;
  const label =
    norms === null || range === null
      ? 'Norm by row: not known'
      : `Norm by row, rows 0 to ${count(table.rows - 1)}: from ${value(range.min)} to ${value(range.max)}`;
  return html`<section>
    <div class="chart-head">
      <h2>Norm by row</h2>
      <span class="caption mono"
        >${norms === null || most === 0 ? nothing : `${value(least)} to ${value(most)}`}</span
      >
    </div>
    ${
      normsError === null
        ? html`<figure class="chart">
            <sm-norm-plot
              .label=${label}
              .columns=${normColumns}
              .each=${each}
              .chosen=${row === null ? -1 : Math.floor(row / each)}
              .words=${rowsOf}
              @norm-choose=${({ detail }: NormPlotEvents['norm-choose']) => {
                onRow(Math.min(table.rows - 1, detail.column * each));
              }}
            ></sm-norm-plot>
            <figcaption class="axis">
              <span class="mono">0</span><span>row</span
              ><span class="mono">${count(Math.max(0, table.rows - 1))}</span>
            </figcaption>
          </figure>`
        : failure(normsError, 'The norms could not be read', onNormsAgain)
    }
  </section>`;
}

/** The rest, as figures; what is about rows chooses them. */
function more(health: Health): TemplateResult {
  const { analysis } = health;
  const near = analysis?.nearDuplicates ?? null;
  const untrained = analysis?.untrained ?? null;
  // At the end, where nothing stands below that they could move when they come.
  const notes = [
    ...(near === null || near.seed === null
      ? []
      : [
          `For near-duplicates ${count(near.compared)} rows were compared with all others, seed ${near.seed}.`,
        ]),
    ...(untrained === null ? [] : [untrained.why]),
  ];
  return html`<section>
    <div class="chart-head"><h2>More</h2></div>
    <dl class="more">
      <dt>Mean cosine between rows</dt>
      <dd>${figure(analysis, ({ meanCosine }) => meanCosine)}</dd>
      ${kindLine(health, 'near-duplicate', near === null ? 'Near-duplicates' : `Near-duplicates, cosine > ${near.over}`)}
      ${kindLine(health, 'untrained', 'Rows that look untrained')}
      ${kindLine(health, 'unlabelled', 'Rows without a label')}
    </dl>
    ${notes.map((note) => html`<p class="caption">${sentence(note)}</p>`)}
  </section>`;
}

function kindLine(
  { analysis, onSelect }: Health,
  kind: SelectedKind,
  title: string,
): TemplateResult {
  const found = analysis === null ? null : ofAKind(analysis, kind);
  const amount =
    analysis === null
      ? waitingLine
      : found === null
        ? html`<span class="tertiary" title="Not looked for">–</span>`
        : found.count === 0
          ? html`<span class="tertiary">0</span>`
          : link(
              count(found.count),
              () => {
                onSelect(kind);
              },
              'Show these rows',
            );
  return html`<dt>${title}</dt>
    <dd>${amount}</dd>`;
}

/** The table's figures for the clipboard. */
export function healthFigures(
  { title, tensor }: EmbeddingTable,
  analysis: EmbeddingAnalysis,
): readonly (readonly [string, unknown])[] {
  return [
    ['table', title],
    ['tensor', tensor],
    ['rows', analysis.rows],
    ['dimensions', analysis.dimensions],
    ['effectiveDimensions', effectiveDimensions(analysis.explainedVariance)],
    ['zeroRows', analysis.zeroRows.count],
    ['duplicateRows', analysis.duplicates.count],
    ['duplicateGroups', analysis.duplicates.groupCount],
    ['nonFiniteRows', analysis.nonFiniteRows.count],
    ['nearDuplicates', analysis.nearDuplicates?.count ?? null],
    ['untrainedRows', analysis.untrained?.count ?? null],
    ['unlabelledRows', analysis.unlabelled?.count ?? null],
    ['normMin', analysis.norms?.min ?? null],
    ['normMean', analysis.norms?.mean ?? null],
    ['normMax', analysis.norms?.max ?? null],
    ['normStd', analysis.norms?.std ?? null],
    ['meanCosine', analysis.meanCosine],
  ];
}
