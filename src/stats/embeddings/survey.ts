import { Histogram } from '../histogram.ts';
import { Moments } from '../moments.ts';
import type { RowNorms } from '../../protocol/embeddings.ts';
import { limits } from '../../protocol/limits.ts';
import { addScaledRows, rowHashes, squaredNorms } from './row-math.ts';
import { squareOf } from './neighbours.ts';
import type { RowBlock } from './rows.ts';
import { Spread } from './spread.ts';
import type { RowTable } from './table.ts';

/** Norms of this size have squares that float64 holds with all its digits. */
const [smallest, largest] = [2 ** -460, 2 ** 500];

/** What one reading of a table's rows gathers: some bytes of each row, and sums over all of them. */
export class Survey {
  /**
   * Norm of each row: NaN for one with NaN or an infinity, 0 for one that is zero in every dimension and for no other.
   */
  readonly norms: Float32Array;
  readonly hashes: Uint32Array;
  readonly spread: Spread;
  /** Rows that have a direction: neither zero nor NaN. */
  directed = 0;
  readonly #table: RowTable;
  readonly #moments = new Moments();
  readonly #histogram = new Histogram(false);
  readonly #directions: Float64Array;
  #min = Infinity;
  #max = -Infinity;
  /** Of each block; a block's sizes are those of the one before, but for the last. */
  #squares = new Float64Array(0);
  #kept = new Float64Array(0);
  #inverse = new Float64Array(0);

  constructor(table: RowTable) {
    const { rows, dimensions } = table;
    this.#table = table;
    this.norms = new Float32Array(rows);
    this.hashes = new Uint32Array(rows);
    this.spread = new Spread(dimensions, dimensions <= limits.componentDimensions);
    this.#directions = new Float64Array(dimensions);
  }

  /** @param block its values are changed */
  add({ first, count, bytes, values }: RowBlock): void {
    const { dimensions, rowBytes } = this.#table;
    if (this.#squares.length < count) {
      this.#squares = new Float64Array(count);
      this.#kept = new Float64Array(count);
      this.#inverse = new Float64Array(count);
    }
    const norms = this.#squares;
    const kept = this.#kept;
    const inverse = this.#inverse;
    squaredNorms(values, count, dimensions, norms);
    rowHashes(bytes, count, rowBytes, this.hashes.subarray(first, first + count));
    let min = Infinity;
    let max = -Infinity;
    for (let row = 0; row < count; row++) {
      let norm = Math.sqrt(norms[row] as number);
      if (!(norm > smallest && norm < largest)) norm = exactNorm(values, row, dimensions);
      const finite = !Number.isNaN(norm);
      this.norms[first + row] = storedNorm(norm);
      norms[row] = norm;
      kept[row] = finite ? 1 : 0;
      inverse[row] = finite && norm > 0 ? 1 / norm : 0;
      if (inverse[row] !== 0) this.directed++;
      if (!finite) continue;
      if (norm < min) min = norm;
      if (norm > max) max = norm;
    }
    addScaledRows(values, count, dimensions, inverse, this.#directions);
    this.spread.add(values, count, kept);

    let finite = 0;
    for (let row = 0; row < count; row++) {
      if (kept[row] === 1) norms[finite++] = norms[row] as number;
    }
    if (finite === 0) return;
    this.#histogram.add(norms, finite, min, max);
    this.#moments.add(norms, finite, min, max);
    this.#min = Math.min(this.#min, min);
    this.#max = Math.max(this.#max, max);
  }

  rowNorms(): RowNorms | null {
    const figures = this.#moments.figures();
    const histogram = figures && this.#histogram.figures(this.#min, this.#max);
    return histogram && { min: this.#min, max: this.#max, ...figures, histogram };
  }

  /**
   * Mean cosine over all pairs of rows that have a direction: the square of the sum of n unit vectors is n and twice the
   * sum of the cosines of all pairs.
   */
  meanCosine(): number | null {
    const count = this.directed;
    if (count < 2) return null;
    let square = 0;
    for (const sum of this.#directions) square += sum * sum;
    return Math.min(1, Math.max(-1, (square - count) / (count * (count - 1))));
  }
}

/** Norm of a row; null with NaN or an infinity in it. */
export function rowNorm(values: Float64Array): number | null {
  const norm = Math.sqrt(squareOf(values));
  if (norm > smallest && norm < largest) return norm;
  const exact = exactNorm(values, 0, values.length);
  return Number.isNaN(exact) ? null : exact;
}

/** Of a row whose squares leave float64, or whose norm is not finite: scaled by its largest value. */
function exactNorm(values: Float64Array, row: number, dimensions: number): number {
  let scale = 0;
  for (let i = row * dimensions; i < (row + 1) * dimensions; i++) {
    const magnitude = Math.abs(values[i] as number);
    if (!Number.isFinite(magnitude)) return NaN;
    if (magnitude > scale) scale = magnitude;
  }
  if (scale === 0) return 0;
  let sum = 0;
  for (let i = row * dimensions; i < (row + 1) * dimensions; i++) {
    const part = (values[i] as number) / scale;
    sum += part * part;
  }
  return Math.min(scale * Math.sqrt(sum), Number.MAX_VALUE);
}

/** As a float32, which is neither zero nor infinite where the norm is not. */
function storedNorm(norm: number): number {
  if (norm === 0 || Number.isNaN(norm)) return norm;
  return Math.min(Math.max(norm, 2 ** -149), (2 - 2 ** -23) * 2 ** 127);
}
