import type { Artifact } from '../../formats/contract.ts';
import type { Metric } from '../../protocol/embeddings.ts';
import { Nearest, type NearRow } from './nearest.ts';
import { dotProducts, squaredDistances, squaredNorms } from './row-math.ts';
import { eachBlock, type RowOptions } from './rows.ts';
import type { RowTable } from './table.ts';

export interface NeighbourQuery {
  readonly row: number;
  /** Its values, finite. */
  readonly values: Float64Array;
  readonly metric: Metric;
  readonly count: number;
}

/**
 * The nearest of all rows, without the row itself. Rows with NaN or an infinity are nobody's neighbours; those that are
 * zero have no cosine.
 */
export async function nearestRows(
  artifact: Pick<Artifact, 'read'>,
  table: RowTable,
  { row: own, values: vector, metric, count: most }: NeighbourQuery,
  options: RowOptions = {},
): Promise<readonly NearRow[]> {
  const { rows, dimensions } = table;
  const nearest = new Nearest(metric, most);
  const norm = Math.sqrt(squareOf(vector));
  if (metric === 'cosine' && norm === 0) return [];
  let measured = new Float64Array(0);
  let squares = new Float64Array(0);
  await eachBlock(
    artifact,
    table,
    { start: 0, count: rows },
    ({ first, count, values }) => {
      if (measured.length < count) {
        measured = new Float64Array(count);
        squares = new Float64Array(count);
      }
      if (metric === 'euclid') squaredDistances(values, count, dimensions, vector, measured);
      else dotProducts(values, count, dimensions, vector, measured);
      if (metric === 'cosine') squaredNorms(values, count, dimensions, squares);
      for (let row = 0; row < count; row++) {
        let value = measured[row] as number;
        if (metric === 'euclid') value = Math.sqrt(value);
        else if (metric === 'cosine')
          value = cosine(value, Math.sqrt(squares[row] as number), norm);
        // What is not finite has NaN or an infinity in it, or no direction.
        if (Number.isFinite(value) && first + row !== own) nearest.add(first + row, value);
      }
    },
    options,
  );
  return nearest.sorted();
}

/** NaN where one of them has no direction. */
export function cosine(product: number, norm: number, other: number): number {
  return Math.min(1, Math.max(-1, product / (norm * other)));
}

export function squareOf(vector: Float64Array): number {
  let sum = 0;
  for (const value of vector) sum += value * value;
  return sum;
}
