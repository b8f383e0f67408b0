import { Histogram, type HistogramFigures } from './histogram.ts';
import { Moments } from './moments.ts';

/** Figures of all values that were added; min, max, mean and std over the finite ones. */
export interface ValueFigures {
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  readonly std: number | null;
  readonly zeros: number;
  readonly nan: number;
  readonly inf: number;
  readonly histogram: HistogramFigures | null;
}

/** Everything that is counted of a stream of numbers, block by block. */
export class ValueCounter {
  #min = Infinity;
  #max = -Infinity;
  #zeros = 0;
  #nan = 0;
  #inf = 0;
  readonly #moments = new Moments();
  readonly #histogram: Histogram;

  /** @param integral whole numbers, which fall into bins no narrower than 1 */
  constructor(integral: boolean) {
    this.#histogram = new Histogram(integral);
  }

  /** Adds the first `count` values; the block is the counter's to change. */
  add(block: Float64Array, count: number): void {
    let min = Infinity;
    let max = -Infinity;
    let zeros = 0;
    let doubt = 0;
    for (let i = 0; i < count; i++) {
      const value = block[i] as number;
      if (value < min) min = value;
      if (value > max) max = value;
      if (value === 0) zeros++;
      // 0 for a finite value and NaN for the rest: one sum tells whether there is any.
      doubt += value - value;
    }
    if (doubt !== 0) {
      this.add(block, this.#dropNonFinite(block, count));
      return;
    }
    if (count === 0) return;
    this.#zeros += zeros;
    if (min < this.#min) this.#min = min;
    if (max > this.#max) this.#max = max;
    this.#histogram.add(block, count, min, max);
    this.#moments.add(block, count, min, max);
  }

  figures(): ValueFigures {
    const counts = { zeros: this.#zeros, nan: this.#nan, inf: this.#inf };
    const moments = this.#moments.figures();
    if (!moments)
      return { min: null, max: null, mean: null, std: null, ...counts, histogram: null };
    // Adding 0 makes a negative zero a plain one.
    const min = this.#min + 0;
    const max = this.#max + 0;
    return { min, max, ...moments, ...counts, histogram: this.#histogram.figures(min, max) };
  }

  /** Counts NaN and infinities and closes the gaps; returns how many values are left. */
  #dropNonFinite(block: Float64Array, count: number): number {
    let finite = 0;
    for (let i = 0; i < count; i++) {
      const value = block[i] as number;
      if (Number.isFinite(value)) block[finite++] = value;
      else if (Number.isNaN(value)) this.#nan++;
      else this.#inf++;
    }
    return finite;
  }
}
