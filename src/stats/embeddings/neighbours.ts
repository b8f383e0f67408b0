import type { Metric } from '../../protocol/embeddings.ts';
import { Nearest, type NearRow } from './nearest.ts';
import { rowNorm } from './norm.ts';
import { overRows, type RowOptions } from './rows.ts';
import type { OpenTable } from './table.ts';

export interface NeighbourQuery {
  readonly row: number;
  /** Its values. */
  readonly values: Float64Array;
  readonly metric: Metric;
  readonly count: number;
}

/**
 * The nearest of all rows, without the row itself; none to a row with NaN or an infinity, and by the cosine none to one
 * that is zero. Rows with NaN or an infinity are nobody's neighbours.
 * @throws AppError `cancelled`, and what the reader throws
 */
export async function nearestRows(
  table: OpenTable,
  { row: own, values: vector, metric, count }: NeighbourQuery,
  options: RowOptions = {},
): Promise<readonly NearRow[]> {
  const norm = rowNorm(vector);
  if (norm === null || (metric === 'cosine' && norm === 0)) return [];
  const nearest = new Nearest(metric, count);
  // One more, because the row itself is among them.
  const params = { vector, norm, metric, most: count + 1 };
  for await (const { rows, values } of overRows(table, 'rowNearest', params, options)) {
    rows.forEach((row, index) => {
      if (row !== own) nearest.add(row, values[index] as number);
    });
  }
  return nearest.sorted();
}
