/** Beyond it a square leaves float64 (2^600; kernel/parts/moments.ts). */
const hugeUnit = 2 ** 600;

/** Count, mean and squares of the differences from it, of some values. */
export interface MomentsOf {
  readonly count: number;
  /** The mean is the sum of both; like the root of `squares` in multiples of `unit`. */
  readonly mean: number;
  readonly meanRest: number;
  readonly squares: number;
  readonly unit: number;
}

/**
 * Mean and population variance in float64, of parts of which they are known: merged by Chan, Golub and LeVeque (1979),
 * the mean kept to twice float64's digits. The same parts in the same order give the same bits.
 */
export class Moments {
  #all: MomentsOf = { count: 0, mean: 0, meanRest: 0, squares: 0, unit: 1 };

  add(part: MomentsOf): void {
    if (part.count === 0) return;
    if (this.#all.count === 0) {
      this.#all = part;
      return;
    }
    const unit = Math.max(this.#all.unit, part.unit);
    const a = inUnit(this.#all, unit);
    const b = inUnit(part, unit);
    const count = a.count + b.count;
    const apart = b.mean - a.mean + (b.meanRest - a.meanRest);
    const step = apart * (b.count / count);
    const mean = a.mean + step;
    // What the addition rounded off (Knuth's two-sum).
    const back = mean - a.mean;
    const meanRest = a.meanRest + (a.mean - (mean - back) + (step - back));
    const squares = a.squares + b.squares + apart * apart * ((a.count * b.count) / count);
    this.#all = { count, mean, meanRest, squares, unit };
  }

  get count(): number {
    return this.#all.count;
  }

  /** null where there was no value. `norm`: the root of the sum of squares. */
  figures(): { readonly mean: number; readonly std: number; readonly norm: number } | null {
    const { count, mean, meanRest, squares, unit } = this.#all;
    if (count === 0) return null;
    const whole = mean + meanRest;
    return {
      mean: whole * unit,
      std: Math.sqrt(squares / count) * unit,
      norm: Math.sqrt(squares + count * whole * whole) * unit,
    };
  }
}

function inUnit(moments: MomentsOf, unit: number): MomentsOf {
  if (moments.unit === unit) return moments;
  const { count, mean, meanRest, squares } = moments;
  return {
    count,
    mean: mean / hugeUnit,
    meanRest: meanRest / hugeUnit,
    squares: squares / hugeUnit / hugeUnit,
    unit,
  };
}
