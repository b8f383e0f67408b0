import type { Distribution } from './distribution.ts';
import { exponentOf } from './histogram.ts';

/** Values by magnitude; zeros, and what is not finite, are left out. */
export interface ExponentCounts {
  /** counts[i]: how many have 2^(from + i) ≤ |x| < 2^(from + i + 1). */
  readonly from: number;
  readonly counts: readonly number[];
  /** Values that are nearer to zero, and farther from it, than can be told apart. */
  readonly smaller: number;
  readonly larger: number;
}

/** Null where every value is zero, and where there is none. */
export function exponentsOf(distribution: Distribution): ExponentCounts | null {
  const found = new Map<number, number>();
  let smaller = 0;
  let larger = 0;
  for (const { low, high, count } of distribution) {
    if (low === 0 && high === 0) continue;
    if (low === -Infinity || high === Infinity) larger += count;
    else if (low !== high && (low === 0 || high === 0)) smaller += count;
    else {
      const exponent = exponentIn(low, high);
      found.set(exponent, (found.get(exponent) ?? 0) + count);
    }
  }
  if (found.size === 0 && smaller + larger === 0) return null;
  const from = found.size === 0 ? 0 : Math.min(...found.keys());
  const length = found.size === 0 ? 0 : Math.max(...found.keys()) - from + 1;
  const counts = Array.from({ length }, (_, index) => found.get(from + index) ?? 0);
  return { from, counts, smaller, larger };
}

function exponentIn(low: number, high: number): number {
  if (low >= 0) return exponentOf(low);
  const exponent = exponentOf(-low);
  // An interval does not hold the power of two that it begins with.
  return low !== high && 2 ** exponent === -low ? exponent - 1 : exponent;
}
