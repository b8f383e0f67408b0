import { sampleBelow, seededRandom } from '../../core/random.ts';
import { copyRows, overRows, type RowOptions } from './rows.ts';
import type { OpenTable } from './table.ts';

/** Cosine from which on two rows say nearly the same. */
export const nearCosine = 0.999;

/** What a sample of rows depends on. */
export const sampleSeed = 1;

/** Of fewer dimensions any two rows are as near as that. */
const fewestDimensions = 3;

/** Products of numbers that are computed for it at most, and bytes of rows that all others are held against. */
const [mostProducts, mostBytes] = [8e9, 16 * 1024 ** 2];

export interface NearDuplicates {
  /** Rows that were compared with all others. */
  readonly compared: number;
  readonly sampled: boolean;
}

let lists = 0;

/**
 * Looks for rows that point nearly where another one does and are not the same: of all rows where that takes seconds,
 * else of a sample.
 * @param norms rows without a direction (0, NaN) are left out
 * @param found is called with each row that has such another
 * @returns null where there are too few rows or dimensions, or each row is too long
 */
export async function findNearDuplicates(
  table: OpenTable,
  norms: Float32Array,
  found: (row: number) => void,
  options: RowOptions = {},
): Promise<NearDuplicates | null> {
  const { dimensions } = table;
  let directed = 0;
  for (const norm of norms) if (norm > 0) directed++;
  const most = Math.floor(
    Math.min(mostProducts / (directed * dimensions), mostBytes / (8 * dimensions)),
  );
  if (directed < 2 || dimensions < fewestDimensions || most < 1) return null;
  const rows = numbersOf(sampleBelow(directed, most, seededRandom(sampleSeed)), norms);
  const asked = new Float64Array(new SharedArrayBuffer(rows.length * dimensions * 8));
  await copyRows(table, rows, asked, options);
  const marked = new Uint8Array(rows.length);
  const params = { asked, list: ++lists, over: nearCosine };
  for await (const part of overRows(table, 'rowPairs', params, options)) {
    part.marked.forEach((is, index) => {
      if (is === 1) marked[index] = 1;
    });
  }
  marked.forEach((is, index) => {
    if (is === 1) found(rows[index] as number);
  });
  return { compared: rows.length, sampled: rows.length < directed };
}

/** Numbers of the rows that stand at these places among those with a direction. */
export function numbersOf(places: Uint32Array, norms: Float32Array): Uint32Array {
  const numbers = new Uint32Array(places.length);
  let place = 0;
  let next = 0;
  for (let row = 0; row < norms.length && next < places.length; row++) {
    if (!((norms[row] as number) > 0)) continue;
    if (places[next] === place++) numbers[next++] = row;
  }
  return numbers;
}
