import type { SurveyPart } from '../tasks/row-survey.ts';

/**
 * Means of the dimensions and how they vary together, over the finite rows. Sums are counted from a pivot near the mean,
 * so that no digits are lost however far from zero the rows lie.
 */
export class Spread {
  readonly #dimensions: number;
  readonly #pivot: Float64Array;
  readonly #together: boolean;
  readonly #sums: Float64Array;
  /** The lower half of a square, or a square for each dimension. */
  readonly #products: Float64Array;
  #count = 0;

  /** @param together whether covariances are wanted, which take the square of the dimensions in memory */
  constructor(pivot: Float64Array, together: boolean) {
    this.#dimensions = pivot.length;
    this.#pivot = pivot;
    this.#together = together;
    this.#sums = new Float64Array(pivot.length);
    this.#products = new Float64Array(together ? pivot.length ** 2 : pivot.length);
  }

  /** Finite rows. */
  get count(): number {
    return this.#count;
  }

  add({ finite, sums, products }: SurveyPart): void {
    this.#count += finite;
    addTo(this.#sums, sums);
    addTo(this.#products, products);
  }

  means(): Float64Array {
    return this.#pivot.map((value, i) => value + (this.#sums[i] as number) / this.#count);
  }

  /** Population variance of each dimension. */
  variances(): Float64Array {
    return this.#sums.map((sum, i) => {
      const squares = this.#products[this.#together ? i * this.#dimensions + i : i] as number;
      // Where all is rounding, the correction may be the larger.
      return Math.max(0, (squares - (sum * sum) / this.#count) / this.#count);
    });
  }

  /** Population covariances, the lower half of a square; null where they were not wanted, or there are no rows. */
  covariances(): Float64Array | null {
    const dimensions = this.#dimensions;
    if (!this.#together || this.#count === 0) return null;
    const all = new Float64Array(dimensions * dimensions);
    for (let i = 0; i < dimensions; i++) {
      for (let j = 0; j <= i; j++) {
        const products = this.#products[i * dimensions + j] as number;
        const apart = ((this.#sums[i] as number) * (this.#sums[j] as number)) / this.#count;
        all[i * dimensions + j] = (products - apart) / this.#count;
      }
      all[i * dimensions + i] = Math.max(0, all[i * dimensions + i] as number);
    }
    return all;
  }
}

export function addTo(sum: Float64Array, part: Float64Array): void {
  for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + (part[i] as number);
}
