import { countsIn, type Distribution, type Range } from './distribution.ts';
import { exponentsOf, type ExponentCounts } from './exponents.ts';
import { binsFor, histogramOf, type Bins, type HistogramFigures } from './histogram.ts';
import { quantilesOf, type Quantile } from './quantiles.ts';

/** Figures of numbers; all but the counts are of the finite ones, and null where there is none. */
export interface NumberFigures {
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  readonly std: number | null;
  /** Root of the sum of squares. */
  readonly norm: number | null;
  readonly zeros: number;
  readonly denormals: number;
  readonly nan: number;
  readonly inf: number;
  readonly histogram: HistogramFigures | null;
  readonly exponents: ExponentCounts | null;
  readonly quantiles: readonly Quantile[] | null;
  /** Bins that the histogram needs and the distribution is too coarse for; they are to be counted. */
  readonly missing?: Bins;
}

type Known = Omit<
  NumberFigures,
  'histogram' | 'exponents' | 'quantiles' | 'missing' | 'min' | 'max'
> & {
  readonly min: number;
  readonly max: number;
};

export const noNumbers: NumberFigures = {
  min: null,
  max: null,
  mean: null,
  std: null,
  norm: null,
  zeros: 0,
  denormals: 0,
  nan: 0,
  inf: 0,
  histogram: null,
  exponents: null,
  quantiles: null,
};

/**
 * @param integral whole numbers
 * @param counted counts in the bins that were missing
 */
export function figuresOf(
  known: Known,
  distribution: Distribution,
  integral: boolean,
  counted?: readonly number[],
): NumberFigures {
  // Adding 0 makes a negative zero a plain one.
  const range: Range = { min: known.min + 0, max: known.max + 0, integral };
  const bins = binsFor(range.min, range.max, integral);
  const counts = counted ?? countsIn(distribution, bins, range);
  return {
    ...known,
    min: range.min,
    max: range.max,
    histogram: counts && histogramOf(bins, counts, range.min, range.max),
    exponents: exponentsOf(distribution),
    quantiles: quantilesOf(
      counted ? [distribution, intervals(bins, counted)] : [distribution],
      range,
    ),
    ...(counts ? {} : { missing: bins }),
  };
}

function intervals({ exponent, first }: Bins, counts: readonly number[]): Distribution {
  const width = 2 ** exponent;
  return counts.map((count, bin) => ({
    low: (first + bin) * width,
    high: (first + bin + 1) * width,
    count,
  }));
}
