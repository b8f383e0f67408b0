import type { Distribution, Interval, Range } from './distribution.ts';

/** Shares of the values that lie below. */
const shares = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];

export interface Quantile {
  readonly q: number;
  readonly value: number;
  /** The smallest value that q of all are not above (NumPy: `inverted_cdf`) lies at most so far from it. */
  readonly error: number;
}

/**
 * @param distributions of the same values: what one leaves open the other may tell
 * @returns nothing where there is no value
 */
export function quantilesOf(distributions: readonly Distribution[], range: Range): Quantile[] {
  const [first = []] = distributions;
  const total = first.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return [];
  const cursors = distributions.map((distribution) => new Cursor(distribution));
  return shares.map((q) => {
    const rank = Math.max(1, Math.ceil(q * total));
    const found = cursors.map((cursor) => cursor.at(rank));
    const low = Math.max(range.min, ...found.map(({ interval }) => interval.low));
    const high = Math.min(range.max, ...found.map(({ interval }) => lastOf(interval, range)));
    return { q, ...within(low, high, found, range) };
  });
}

/** What a value of the interval is at most. */
function lastOf({ low, high }: Interval, { integral }: Range): number {
  return integral && high > low ? Math.ceil(high) - 1 : high;
}

function within(
  bottom: number,
  high: number,
  found: readonly Found[],
  { integral }: Range,
): Omit<Quantile, 'q'> {
  const low = integral ? Math.ceil(bottom) : bottom;
  if (low >= high) return { value: low + 0, error: 0 };
  const [{ share } = { share: 0.5 }] = found;
  const even = low + (high - low) * share;
  const value = integral ? Math.round(even) : even;
  return { value, error: Math.max(value - low, high - value) };
}

interface Found {
  readonly interval: Interval;
  /** How far in the interval, 0 … 1, if its values are spread evenly. */
  readonly share: number;
}

/** Goes over a distribution by ranks that ascend. */
class Cursor {
  readonly #distribution: Distribution;
  #index = 0;
  #below = 0;

  constructor(distribution: Distribution) {
    this.#distribution = distribution;
  }

  at(rank: number): Found {
    for (;;) {
      const interval = this.#distribution[this.#index];
      if (!interval) return { interval: { low: -Infinity, high: Infinity, count: 0 }, share: 0.5 };
      if (rank <= this.#below + interval.count) {
        return { interval, share: (rank - this.#below - 0.5) / interval.count };
      }
      this.#below += interval.count;
      this.#index++;
    }
  }
}
