/** Edges ascending, one more than counts; bin i holds edges[i] ≤ x < edges[i + 1]. */
export interface HistogramFigures {
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

/** Bins that are 2^exponent wide; the first begins at first · 2^exponent. */
export interface Bins {
  readonly exponent: number;
  readonly first: number;
  readonly length: number;
}

/** At most this many bins; at least half as many for values that are spread and not integers. */
const most = 64;

/** 2^-1000 is the finest width, so that its reciprocal is finite. */
const finest = -1000;

/**
 * The narrowest bins with which values of a range fit. They are as wide as a power of two and begin at multiples of it,
 * so zero is always an edge, values of a coarse dtype (bfloat16, int8) fall evenly, and no value is ever in doubt.
 * @param integral whole numbers: bins are never narrower than 1
 */
export function binsFor(min: number, max: number, integral: boolean): Bins {
  let exponent = Math.max(integral ? 0 : finest, finestFor(min, max));
  for (;;) {
    const first = binOf(min, 2 ** -exponent);
    const last = binOf(max, 2 ** -exponent);
    if (last - first < most) return { exponent, first, length: last - first + 1 };
    exponent++;
  }
}

/** Of a range of one value there is one bin of no width. */
export function histogramOf(
  { exponent, first }: Bins,
  counts: readonly number[],
  min: number,
  max: number,
): HistogramFigures {
  if (min === max) return { edges: [min, max], counts };
  const width = 2 ** exponent;
  const edges = Array.from({ length: counts.length + 1 }, (_, bin) =>
    // The edges around the largest float64 are beyond it.
    Math.max(-Number.MAX_VALUE, Math.min((first + bin) * width, Number.MAX_VALUE)),
  );
  return { edges, counts };
}

/** ⌊value · perBin⌋, also for a negative value so small that the product rounds to zero. */
export function binOf(value: number, perBin: number): number {
  const scaled = value * perBin;
  return scaled === 0 && value < 0 ? -1 : Math.floor(scaled);
}

/** A lower bound of the exponent: bins whose numbers are exact in float64, and not thousands of them. */
function finestFor(min: number, max: number): number {
  const magnitude = exponentOf(Math.max(Math.abs(min), Math.abs(max)));
  const spread = exponentOf(max - min);
  return Math.max(finest, magnitude - 52, spread - Math.log2(most));
}

/** ⌊log2 x⌋ of a positive float64; −Infinity for zero. */
export function exponentOf(x: number): number {
  if (x === 0) return -Infinity;
  if (x === Infinity) return 1024;
  const guess = Math.floor(Math.log2(x));
  // log2 is rounded: just below a power of two it gives the power.
  return 2 ** guess > x ? guess - 1 : guess;
}
