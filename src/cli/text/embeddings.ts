import * as figures from '../../protocol/figures.ts';
import { visibleText } from '../../protocol/visible-text.ts';
import { decimalText } from '../../core/values.ts';
import type { EmbeddingAnalysis } from '../../protocol/embeddings.ts';
import type { EmbeddingsReport, ToldNeighbours, ToldTable } from '../commands/embeddings.ts';
import type { Page } from '../print.ts';
import { shownSentence, table } from './table.ts';

/** The human text of `embeddings`: table by table what is in it, then the neighbours. */
export function embeddingsText(report: EmbeddingsReport, page: Page): string {
  const { tables, neighbours, notes, exported, others } = report;
  const sections = [
    ...(tables.length === 0 ? [[noTables(others)]] : []),
    ...tables.map((each) => tableLines(each, page)),
    notes.map(shownSentence),
    neighbours ? neighbourLines(neighbours, page) : [],
    exported === null ? [] : [`Written to ${visibleText(exported)}.`],
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

function noTables(others: number): string {
  if (others === 0) return 'No embedding table, and no tensor of numbers in two dimensions.';
  const them = others === 1 ? 'it' : 'one of them';
  return `No embedding table was found. There ${others === 1 ? 'is' : 'are'} ${figures.plural(others, 'tensor')} of two dimensions: --tensor NAME looks at ${them} as rows.`;
}

function tableLines({ table: told, labels, analysis }: ToldTable, page: Page): string[] {
  const { paint } = page;
  const size = `${figures.count(told.rows)} × ${figures.count(told.dimensions)} ${told.dtype}`;
  const rows: [string, string][] = [
    ['Labels', labels === null ? 'none' : labelsText(labels.name, analysis)],
    ['Row norm', normText(analysis)],
    ['Zero rows', rowsText(analysis.zeroRows)],
    ['With NaN or infinities', rowsText(analysis.nonFiniteRows)],
    ['Duplicates', duplicatesText(analysis)],
    ['Nearly the same', nearText(analysis)],
    ...untrainedRow(analysis),
    ['Mean cosine', analysis.meanCosine === null ? '–' : decimalText(analysis.meanCosine)],
    ['Variance', varianceText(analysis)],
  ];
  return [
    `${paint('bold', visibleText(told.title))}  ${paint('dim', size)}`,
    ...table(
      [{ head: '', style: 'dim' }, { head: '' }],
      rows.map((row) => row.map(visibleText)),
      { ...page, heads: false },
    ),
    ...(analysis.untrained ? [`  ${shownSentence(analysis.untrained.why)} A guess.`] : []),
  ];
}

function labelsText(name: string, { unlabelled }: EmbeddingAnalysis): string {
  if (!unlabelled || unlabelled.count === 0) return name;
  return `${name}; ${figures.plural(unlabelled.count, 'row')} without`;
}

function normText({ norms }: EmbeddingAnalysis): string {
  if (!norms) return '–';
  const { min, max, mean, std } = norms;
  return `${decimalText(min)} to ${decimalText(max)}, mean ${decimalText(mean)}, deviation ${decimalText(std)}`;
}

/** Rows that are named in a line. */
const named = 8;

function rowsText({ count, first }: EmbeddingAnalysis['zeroRows']): string {
  if (count === 0) return '0';
  const rest = count > named ? ', …' : '';
  return `${figures.count(count)}: ${first.slice(0, named).join(', ')}${rest}`;
}

function duplicatesText({ duplicates }: EmbeddingAnalysis): string {
  if (duplicates.count === 0) return '0';
  const [largest = []] = duplicates.groups;
  const rest = largest.length > named ? ', …' : '';
  return `${figures.plural(duplicates.count, 'row')} in ${figures.plural(duplicates.groupCount, 'group')}, such as ${largest.slice(0, named).join(', ')}${rest}`;
}

function nearText({ nearDuplicates: near }: EmbeddingAnalysis): string {
  if (!near) return '–';
  const among = near.seed === null ? '' : ` of a sample of ${figures.count(near.compared)}`;
  return `${rowsText(near)}${among} (cosine over ${String(near.over)})`;
}

function untrainedRow({ untrained }: EmbeddingAnalysis): [string, string][] {
  return untrained ? [['Look untrained', rowsText(untrained)]] : [];
}

function varianceText({ explainedVariance: shares }: EmbeddingAnalysis): string {
  if (!shares) return '–';
  let sum = 0;
  const needed = shares.findIndex((share) => (sum += share) >= 0.9) + 1;
  return `90 % in ${figures.plural(needed, 'component')} of ${figures.count(shares.length)}; the first has ${figures.share(shares[0] ?? 0, 1)}`;
}

const metricHeads = { cosine: 'Cosine', dot: 'Dot product', euclid: 'Distance' } as const;

function neighbourLines(neighbours: ToldNeighbours, page: Page): string[] {
  const { of, nearest, metric, cosines, table: told } = neighbours;
  const { paint } = page;
  const label = of.label === null ? '' : `, ${of.label}`;
  const head = `${paint('bold', `Nearest to row ${String(of.row)}${visibleText(label)}`)}  ${paint('dim', visibleText(told.title))}`;
  if (nearest.length === 0) {
    return [head, '  None: the row is zero or has NaN in it, or there is no other row.'];
  }
  const right = (name: string) => ({ head: name, align: 'right' as const });
  return [
    head,
    ...table(
      [
        right('Row'),
        { head: 'Label', shrinks: true },
        ...(metric === 'cosine' ? [] : [right(metricHeads[metric])]),
        right('Cosine'),
        { head: '' },
      ],
      nearest.map(({ row, label: name, value, duplicate }, index) => [
        String(row),
        visibleText(name ?? '–'),
        ...(metric === 'cosine' ? [] : [decimalText(value)]),
        cosines[index] === null || cosines[index] === undefined ? '–' : decimalText(cosines[index]),
        duplicate ? 'the same bytes' : '',
      ]),
      page,
    ),
  ];
}
