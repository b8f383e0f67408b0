import type { EmbeddingAnalysis, EmbeddingRow } from '../../../src/protocol/embeddings.ts';
import { count, plural, visible } from '../../format.ts';
import type { Remembered } from '../../state/memory.ts';

/** What people call a row: its label, else its number. */
export function rowTitle({ row, label }: Pick<EmbeddingRow, 'row' | 'label'>): string {
  return label === null || label === '' ? `Row ${row}` : visible(label);
}

export type Selection = NonNullable<Remembered['embeddings']['selection']>;
export type SelectedKind = Exclude<Selection['kind'], 'lasso'>;

/** "3 zero rows" */
export function selectionTitle(kind: Selection['kind'], amount: number): string {
  switch (kind) {
    case 'zero':
      return plural(amount, 'zero row');
    case 'non-finite':
      return `${plural(amount, 'row')} with NaN or infinity`;
    case 'duplicate':
      return plural(amount, 'duplicate row');
    case 'near-duplicate':
      return plural(amount, 'near-duplicate');
    case 'untrained':
      return `${plural(amount, 'row')} that ${amount === 1 ? 'looks' : 'look'} untrained`;
    case 'unlabelled':
      return `${plural(amount, 'row')} without a label`;
    case 'lasso':
      return `${plural(amount, 'row')} in the lasso`;
  }
}

/** How many rows of a kind there are, and the first of them; null where it was not looked for. */
export function ofAKind(
  analysis: EmbeddingAnalysis,
  kind: SelectedKind,
): { readonly count: number; readonly first: readonly number[] } | null {
  switch (kind) {
    case 'zero':
      return analysis.zeroRows;
    case 'non-finite':
      return analysis.nonFiniteRows;
    case 'duplicate':
      return analysis.duplicates;
    case 'near-duplicate':
      return analysis.nearDuplicates;
    case 'untrained':
      return analysis.untrained;
    case 'unlabelled':
      return analysis.unlabelled;
  }
}

/** What is not on the map, in words; '' where all rows are. */
export function leftOut({ zeroRows, nonFiniteRows }: EmbeddingAnalysis): string {
  const parts = [
    ...(zeroRows.count > 0 ? [plural(zeroRows.count, 'zero row')] : []),
    ...(nonFiniteRows.count > 0 ? [`${count(nonFiniteRows.count)} with NaN or infinity`] : []),
  ];
  return parts.join(' and ');
}
