/** Beyond this a square leaves float64. */
const HUGE = 2 ** 500;
const HUGE_UNIT = 2 ** 600;

/**
 * Count, mean and population variance in float64, stable whatever the mean: each block by two passes over it
 * (sum, then squares of the differences from its mean, corrected by their sum), blocks merged by Chan, Golub
 * and LeVeque (1979), the mean kept to twice float64's digits. The same blocks in the same order give the same
 * bits.
 */
export class Moments {
  #count = 0;
  /** The mean is the sum of both; like the root of `#squares` in multiples of `#unit`. */
  #mean = 0;
  #meanRest = 0;
  #squares = 0;
  #unit = 1;

  /** Adds the first `count` values, all finite and in [min, max]; they may be scaled in place. */
  add(block: Float64Array, count: number, min: number, max: number): void {
    if (count === 0) return;
    if (this.#unit === 1 && (max > HUGE || min < -HUGE)) this.#useHugeUnit();
    const unit = this.#unit;
    if (unit !== 1) for (let i = 0; i < count; i++) block[i] = (block[i] as number) / unit;

    // Rounding may push the mean of equal values off them.
    const mean = clamp(sumOf(block, count) / count, min / unit, max / unit);
    const { squares, rest } = squaresAround(block, count, mean);
    this.#merge(count, mean, rest / count, squares);
  }

  /** null where there was no value. */
  figures(): { readonly mean: number; readonly std: number } | null {
    if (this.#count === 0) return null;
    return {
      mean: (this.#mean + this.#meanRest) * this.#unit,
      std: Math.sqrt(this.#squares / this.#count) * this.#unit,
    };
  }

  #merge(count: number, mean: number, meanRest: number, squares: number): void {
    const total = this.#count + count;
    if (this.#count === 0) {
      // From zero the first mean would be too far a step to be exact.
      this.#mean = mean;
      this.#meanRest = meanRest;
    }
    const apart = mean - this.#mean + (meanRest - this.#meanRest);
    const step = apart * (count / total);
    const moved = this.#mean + step;
    // What the addition rounded off (Knuth's two-sum).
    const back = moved - this.#mean;
    this.#meanRest += this.#mean - (moved - back) + (step - back);
    this.#mean = moved;
    this.#squares += squares + apart * apart * ((this.#count * count) / total);
    this.#count = total;
  }

  /** float64 reaches 1e308, and its square does not: from now on count in units whose squares fit. */
  #useHugeUnit(): void {
    this.#mean /= HUGE_UNIT;
    this.#meanRest /= HUGE_UNIT;
    this.#squares = this.#squares / HUGE_UNIT / HUGE_UNIT;
    this.#unit = HUGE_UNIT;
  }
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

/** Four running sums, so that one addition need not wait for the one before. */
function sumOf(block: Float64Array, count: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let i = 0;
  for (; i + 3 < count; i += 4) {
    a += block[i] as number;
    b += block[i + 1] as number;
    c += block[i + 2] as number;
    d += block[i + 3] as number;
  }
  for (; i < count; i++) a += block[i] as number;
  return a + b + (c + d);
}

/** Squares of the differences from the values' true mean, and the sum of the differences from the given one. */
function squaresAround(
  block: Float64Array,
  count: number,
  mean: number,
): { readonly squares: number; readonly rest: number } {
  let evenSquares = 0;
  let oddSquares = 0;
  let evenRest = 0;
  let oddRest = 0;
  let i = 0;
  for (; i + 1 < count; i += 2) {
    const even = (block[i] as number) - mean;
    const odd = (block[i + 1] as number) - mean;
    evenSquares += even * even;
    oddSquares += odd * odd;
    evenRest += even;
    oddRest += odd;
  }
  if (i < count) {
    const even = (block[i] as number) - mean;
    evenSquares += even * even;
    evenRest += even;
  }
  const rest = evenRest + oddRest;
  // Where all is rounding, the correction may be the larger.
  return { squares: Math.max(0, evenSquares + oddSquares - (rest * rest) / count), rest };
}
