import { addProducts, addScaledRows } from './row-math.ts';

/**
 * Means of the dimensions and how they vary together, exact, in one pass: rows are counted from a pivot near their mean,
 * so that no digits are lost however far from zero they lie.
 */
export class Spread {
  readonly #dimensions: number;
  /** The lower half of a square; null where only each dimension by itself is wanted. */
  readonly #products: Float64Array | null;
  readonly #squares: Float64Array;
  readonly #sum: Float64Array;
  #pivot: Float64Array | null = null;
  #count = 0;

  /** @param together whether covariances are wanted, which takes the square of the dimensions in memory */
  constructor(dimensions: number, together: boolean) {
    this.#dimensions = dimensions;
    this.#products = together ? new Float64Array(dimensions * dimensions) : null;
    this.#squares = new Float64Array(together ? 0 : dimensions);
    this.#sum = new Float64Array(dimensions);
  }

  get count(): number {
    return this.#count;
  }

  /**
   * Takes rows in.
   * @param values is changed
   * @param kept 1 for a row that counts, 0 for one that does not
   */
  add(values: Float64Array, count: number, kept: Float64Array): void {
    const dimensions = this.#dimensions;
    let keptCount = 0;
    for (let row = 0; row < count; row++) keptCount += kept[row] as number;
    if (keptCount === 0) return;
    this.#pivot ??= meanOf(values, count, dimensions, kept, keptCount);
    const pivot = this.#pivot;
    for (let row = 0, at = 0; row < count; row++) {
      if (kept[row] === 0) values.fill(0, at, (at += dimensions));
      else {
        for (let i = 0; i < dimensions; i++, at++) {
          values[at] = (values[at] as number) - (pivot[i] as number);
        }
      }
    }
    addScaledRows(values, count, dimensions, kept, this.#sum);
    if (this.#products) addProducts(values, count, dimensions, this.#products);
    else addSquares(values, count, dimensions, this.#squares);
    this.#count += keptCount;
  }

  /** NaN without rows. */
  means(): Float64Array {
    const pivot = this.#pivot;
    if (!pivot) return new Float64Array(this.#dimensions).fill(NaN);
    return pivot.map((value, i) => value + (this.#sum[i] as number) / this.#count);
  }

  /** Population variance of each dimension. */
  variances(): Float64Array {
    return this.#sum.map((sum, i) => {
      const squares = this.#products?.[i * this.#dimensions + i] ?? this.#squares[i];
      // Where all is rounding, the correction may be the larger.
      return Math.max(0, ((squares as number) - (sum * sum) / this.#count) / this.#count);
    });
  }

  /** Population covariances, the whole square; null where they were not wanted, or there are no rows. */
  covariances(): Float64Array | null {
    const dimensions = this.#dimensions;
    if (!this.#products || this.#count === 0) return null;
    const all = new Float64Array(dimensions * dimensions);
    for (let i = 0; i < dimensions; i++) {
      for (let j = 0; j <= i; j++) {
        const products = this.#products[i * dimensions + j] as number;
        const apart = ((this.#sum[i] as number) * (this.#sum[j] as number)) / this.#count;
        const value = (products - apart) / this.#count;
        all[i * dimensions + j] = value;
        all[j * dimensions + i] = value;
      }
      all[i * dimensions + i] = Math.max(0, all[i * dimensions + i] as number);
    }
    return all;
  }
}

function meanOf(
  values: Float64Array,
  count: number,
  dimensions: number,
  kept: Float64Array,
  keptCount: number,
): Float64Array {
  const sum = new Float64Array(dimensions);
  for (let row = 0, at = 0; row < count; row++, at += dimensions) {
    if (kept[row] === 0) continue;
    for (let i = 0; i < dimensions; i++) {
      sum[i] = (sum[i] as number) + (values[at + i] as number) / keptCount;
    }
  }
  return sum;
}

function addSquares(
  values: Float64Array,
  count: number,
  dimensions: number,
  squares: Float64Array,
): void {
  for (let row = 0, at = 0; row < count; row++) {
    for (let i = 0; i < dimensions; i++, at++) {
      const value = values[at] as number;
      squares[i] = (squares[i] as number) + value * value;
    }
  }
}
