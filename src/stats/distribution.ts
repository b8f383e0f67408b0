import { binOf, type Bins } from './histogram.ts';

/**
 * How many values lie where, ascending: `low` ≤ x < `high`, or x = `low` where both are the same. Negative powers of
 * two are points of their own, so that all others of an interval have one exponent.
 */
export type Distribution = readonly Interval[];

export interface Interval {
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

/** Range of all values. */
export interface Range {
  readonly min: number;
  readonly max: number;
  /** Whole numbers. */
  readonly integral: boolean;
}

/** Counts in bins; null where an interval reaches over more than one. */
export function countsIn(
  distribution: Distribution,
  { exponent, first, length }: Bins,
  { min, max }: Range,
): number[] | null {
  const perBin = 2 ** -exponent;
  const counts = new Array<number>(length).fill(0);
  for (const { low, high, count } of distribution) {
    const bin = binOf(Math.max(low, min), perBin);
    const end = low === high ? bin : high > max ? binOf(max, perBin) : Math.ceil(high * perBin) - 1;
    if (bin !== end) return null;
    counts[bin - first] = (counts[bin - first] ?? 0) + count;
  }
  return counts;
}
