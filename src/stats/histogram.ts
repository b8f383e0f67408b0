/** Edges ascending, one more than counts; bin i holds edges[i] ≤ x < edges[i + 1]. */
export interface HistogramFigures {
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

/** At most this many bins; at least half as many for values that are spread and not integers. */
const BINS = 64;

/** 2^-1000 is the finest width, so that its reciprocal is finite. */
const FINEST = -1000;

/**
 * Exact counts in one pass, without knowing the range before. Bins are as wide as a power of two and begin at
 * multiples of it, so when the range outgrows them two neighbours become one, and no value is ever in doubt:
 * the result is the same in whatever order the values come, and equals that of a second pass with the final
 * width. Zero is always an edge, and values of a coarse dtype (bfloat16, int8) fall evenly.
 */
export class Histogram {
  /** Bins are 2^exponent wide; −Infinity before the first value. */
  #exponent = -Infinity;
  /** Bin 0 begins at first · 2^exponent. */
  #first = 0;
  #last = -1;
  #counts = new Float64Array(BINS);
  readonly #coarsest: number;

  /** @param integral whole numbers: bins are never narrower than 1 */
  constructor(integral: boolean) {
    this.#coarsest = integral ? 0 : FINEST;
  }

  /** Adds the first `count` values of the block, all finite and in [min, max]. */
  add(block: Float64Array, count: number, min: number, max: number): void {
    this.#cover(min, max);
    const counts = this.#counts;
    const first = this.#first;
    const perBin = 2 ** -this.#exponent;
    for (let i = 0; i < count; i++) {
      const bin = binOf(block[i] as number, perBin) - first;
      counts[bin] = (counts[bin] as number) + 1;
    }
  }

  /** null before the first value. A single value is one bin of no width. */
  figures(min: number, max: number): HistogramFigures | null {
    if (this.#last < this.#first) return null;
    if (min === max) return { edges: [min, max], counts: [this.#total()] };
    const width = 2 ** this.#exponent;
    const bins = this.#last - this.#first + 1;
    const edges: number[] = [];
    for (let i = 0; i <= bins; i++) {
      const edge = (this.#first + i) * width;
      // The edges around the largest float64 are beyond it.
      edges.push(Math.max(-Number.MAX_VALUE, Math.min(edge, Number.MAX_VALUE)));
    }
    return { edges, counts: [...this.#counts.subarray(0, bins)] };
  }

  #total(): number {
    return this.#counts.reduce((sum, count) => sum + count, 0);
  }

  /** Makes the bins reach over [min, max] too: the narrowest width with which everything fits. */
  #cover(min: number, max: number): void {
    const empty = this.#last < this.#first;
    const within = (exponent: number) => {
      let first = binOf(min, 2 ** -exponent);
      let last = binOf(max, 2 ** -exponent);
      if (!empty) {
        const coarser = 2 ** (this.#exponent - exponent);
        first = Math.min(first, binOf(this.#first, coarser));
        last = Math.max(last, binOf(this.#last, coarser));
      }
      return { first, last };
    };
    let exponent = Math.max(this.#exponent, this.#coarsest, finestFor(min, max));
    let { first, last } = within(exponent);
    while (last - first >= BINS) {
      exponent++;
      ({ first, last } = within(exponent));
    }
    if (exponent === this.#exponent && first === this.#first && last === this.#last) return;

    const counts = new Float64Array(BINS);
    if (!empty) {
      const coarser = 2 ** (this.#exponent - exponent);
      for (let bin = this.#first; bin <= this.#last; bin++) {
        const into = binOf(bin, coarser) - first;
        counts[into] = (counts[into] as number) + (this.#counts[bin - this.#first] as number);
      }
    }
    this.#counts = counts;
    this.#exponent = exponent;
    this.#first = first;
    this.#last = last;
  }
}

/** ⌊value · perBin⌋, also for a negative value so small that the product rounds to zero. */
function binOf(value: number, perBin: number): number {
  const scaled = value * perBin;
  return scaled === 0 && value < 0 ? -1 : Math.floor(scaled);
}

/** A lower bound of the exponent: bins whose numbers are exact in float64, and not thousands of them. */
function finestFor(min: number, max: number): number {
  const magnitude = exponentOf(Math.max(Math.abs(min), Math.abs(max)));
  const spread = exponentOf(max - min);
  return Math.max(FINEST, magnitude - 52, spread - Math.log2(BINS));
}

/** ⌊log2 x⌋ of a positive float64; −Infinity for zero. */
function exponentOf(x: number): number {
  if (x === 0) return -Infinity;
  if (x === Infinity) return 1024;
  const guess = Math.floor(Math.log2(x));
  // log2 is rounded: just below a power of two it gives the power.
  return 2 ** guess > x ? guess - 1 : guess;
}
