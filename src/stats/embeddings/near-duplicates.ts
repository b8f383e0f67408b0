import type { Artifact } from '../../formats/contract.ts';
import { sampleBelow, seededRandom } from '../../core/random.ts';
import { cosine, squareOf } from './neighbours.ts';
import { dotProducts, squaredNorms } from './row-math.ts';
import { eachBlock, eachRow, type RowOptions } from './rows.ts';
import type { RowTable } from './table.ts';

/** Cosine from which on two rows say nearly the same. */
export const nearCosine = 0.999;

/** What a sample of rows depends on. */
export const sampleSeed = 1;

/** Products of numbers that are computed for it at most, and bytes of rows that all others are held against. */
const [mostProducts, mostBytes] = [2e9, 32 * 1024 ** 2];

export interface NearDuplicates {
  /** Rows that were compared with all others. */
  readonly compared: number;
  readonly sampled: boolean;
}

/**
 * Looks for rows that point nearly where another one does and are not the same bytes: of all rows where that takes
 * seconds, else of a sample.
 * @param norms rows without a direction (0, NaN) are left out
 * @param found is called with each row that has such another
 * @returns null where there are too few rows, or each is too long
 */
export async function findNearDuplicates(
  artifact: Pick<Artifact, 'read'>,
  table: RowTable,
  norms: Float32Array,
  hashes: Uint32Array,
  found: (row: number) => void,
  options: RowOptions = {},
): Promise<NearDuplicates | null> {
  const { rows, dimensions } = table;
  let directed = 0;
  for (const norm of norms) if (norm > 0) directed++;
  const most = Math.floor(
    Math.min(mostProducts / (directed * dimensions), mostBytes / (8 * dimensions)),
  );
  if (directed < 2 || most < 1) return null;
  const chosen = sampleBelow(directed, most, seededRandom(sampleSeed));
  const asked = numbersOf(chosen, norms);
  const vectors = new Float64Array(asked.length * dimensions);
  await eachRow(
    artifact,
    table,
    asked,
    (index, _, values) => {
      vectors.set(values, index * dimensions);
    },
    options,
  );
  const ownNorms = new Float64Array(asked.length);
  squaredNorms(vectors, asked.length, dimensions, ownNorms);
  ownNorms.forEach((square, index) => (ownNorms[index] = Math.sqrt(square)));
  const products = new Float64Array(asked.length);
  const marked = new Uint8Array(asked.length);
  await eachBlock(
    artifact,
    table,
    { start: 0, count: rows },
    ({ first, count, values }) => {
      for (let i = 0; i < count; i++) {
        const row = first + i;
        if (!((norms[row] as number) > 0)) continue;
        const vector = values.subarray(i * dimensions, (i + 1) * dimensions);
        dotProducts(vectors, asked.length, dimensions, vector, products);
        let norm = 0;
        for (let other = 0; other < asked.length; other++) {
          // The stored norm tells in passing; what comes near is looked at closely.
          const about =
            (products[other] as number) / ((ownNorms[other] as number) * (norms[row] as number));
          if (about < nearCosine - 1e-4 || marked[other] === 1) continue;
          if (asked[other] === row || hashes[asked[other] as number] === hashes[row]) continue;
          if (norm === 0) norm = Math.sqrt(squareOf(vector));
          if (cosine(products[other] as number, norm, ownNorms[other] as number) > nearCosine) {
            marked[other] = 1;
          }
        }
      }
    },
    options,
  );
  marked.forEach((is, index) => {
    if (is === 1) found(asked[index] as number);
  });
  return { compared: asked.length, sampled: asked.length < directed };
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
