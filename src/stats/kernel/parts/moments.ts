// Count, mean and squares of the differences from it, of blocks: merged by Chan, Golub and LeVeque (1979), the mean kept
// to twice float64's digits. `src/stats/moments.ts` does the same with what comes of whole pieces.

/** Beyond this a square leaves float64. */
const huge: f64 = 3.273390607896142e150; // 2^500
const hugeUnit: f64 = 4.149515568880993e180; // 2^600

export let count: f64 = 0;
export let mean: f64 = 0;
export let meanRest: f64 = 0;
export let squares: f64 = 0;
/** Mean and the root of the squares are in multiples of it. */
export let unit: f64 = 1;

export function beginMoments(): void {
  count = 0;
  mean = 0;
  meanRest = 0;
  squares = 0;
  unit = 1;
}

/** Whether values of this range must be divided by `unit`, which may change. */
export function scalesFor(low: f64, high: f64): bool {
  if (unit == 1 && (high > huge || low < -huge)) {
    unit = hugeUnit;
    mean /= hugeUnit;
    meanRest /= hugeUnit;
    squares = squares / hugeUnit / hugeUnit;
  }
  return unit != 1;
}

/**
 * @param sum of the differences from `around`
 * @param sumOfSquares of the same differences
 */
export function mergeMoments(length: i32, around: f64, sum: f64, sumOfSquares: f64): void {
  const n = <f64>length;
  const rest = sum / n;
  // Where all is rounding, the correction may be the larger.
  const own = max(0, sumOfSquares - (sum * sum) / n);
  const total = count + n;
  if (count == 0) {
    // From zero the first mean would be too far a step to be exact.
    mean = around;
    meanRest = rest;
  }
  const apart = around - mean + (rest - meanRest);
  const step = apart * (n / total);
  const moved = mean + step;
  // What the addition rounded off (Knuth's two-sum).
  const back = moved - mean;
  meanRest += mean - (moved - back) + (step - back);
  mean = moved;
  squares += own + apart * apart * ((count * n) / total);
  count = total;
}
