import { dtypeFromName } from '../core/dtypes.ts';
import { smallFloats } from '../core/floats.ts';
import type { DtypeName } from '../protocol/model.ts';
import { figuresOf, noNumbers, type NumberFigures } from './number-figures.ts';
import type { ValueCounts } from './tasks/counts.ts';
import { widenerOf } from './widen.ts';

/** A value, and how often it occurs. */
interface Counted {
  readonly value: number;
  readonly count: number;
}

/** Adds up how often each value of 8 or 16 bits occurs. */
export class CountedValues {
  readonly #counts = new Map<number, number>();

  add({ bits, counts }: ValueCounts): void {
    for (const [index, value] of bits.entries()) {
      this.#counts.set(value, (this.#counts.get(value) ?? 0) + (counts[index] ?? 0));
    }
  }

  /** Exact, but for the rounding of the mean and of what follows from it. */
  figures(dtype: DtypeName): NumberFigures {
    const bits = Uint16Array.from(this.#counts.keys());
    const counts = [...this.#counts.values()];
    const values = widened(bits, dtype);
    let [nan, inf] = [0, 0];
    const finite: Counted[] = [];
    for (const [index, value] of values.entries()) {
      const count = counts[index] ?? 0;
      if (Number.isNaN(value)) nan += count;
      else if (!Number.isFinite(value)) inf += count;
      else finite.push({ value, count });
    }
    const others = { nan, inf };
    const ordered = merged(finite.sort((a, b) => a.value - b.value));
    const [lowest, highest] = [ordered[0], ordered.at(-1)];
    if (!lowest || !highest) return { ...noNumbers, ...others };
    const count = ordered.reduce((sum, each) => sum + each.count, 0);
    const mean = sumOf(ordered, ({ value }) => value) / count;
    const smallest = smallestNormal(dtype);
    return figuresOf(
      {
        ...others,
        min: lowest.value,
        max: highest.value,
        mean,
        std: Math.sqrt(sumOf(ordered, ({ value }) => (value - mean) ** 2) / count),
        norm: Math.sqrt(sumOf(ordered, ({ value }) => value * value)),
        zeros: ordered.find(({ value }) => value === 0)?.count ?? 0,
        denormals: ordered
          .filter(({ value }) => value !== 0 && Math.abs(value) < smallest)
          .reduce((sum, each) => sum + each.count, 0),
      },
      ordered.map((each) => ({ low: each.value, high: each.value, count: each.count })),
      dtypeFromName(dtype)?.kind !== 'float',
    );
  }
}

function widened(bits: Uint16Array, dtype: DtypeName): Float64Array {
  const widen = widenerOf(dtype);
  if (!widen) throw new TypeError(`no numbers in dtype ${dtype}`);
  const values = new Float64Array(bits.length);
  const stored =
    dtypeFromName(dtype)?.bytes === 1 ? Uint8Array.from(bits) : new Uint8Array(bits.buffer);
  widen(stored, 0, bits.length, values, 0);
  return values;
}

/** Several bits may be one value: both zeros, and what the unused bits of small integers hold. */
function merged(ordered: readonly Counted[]): Counted[] {
  const found: Counted[] = [];
  for (const { value, count } of ordered) {
    const before = found.at(-1);
    if (before?.value === value) found[found.length - 1] = { value, count: before.count + count };
    else found.push({ value: value + 0, count });
  }
  return found;
}

/** Σ count · of, with what the additions round off kept beside (Neumaier). */
function sumOf(values: readonly Counted[], of: (each: Counted) => number): number {
  let sum = 0;
  let rest = 0;
  for (const each of values) {
    const term = each.count * of(each);
    const next = sum + term;
    rest += Math.abs(sum) >= Math.abs(term) ? sum - next + term : term - next + sum;
    sum = next;
  }
  return sum + rest;
}

/** Smallest magnitude with a whole fraction; 0 for what is no floating-point number. */
function smallestNormal(dtype: DtypeName): number {
  const format = smallFloats[dtype];
  return format ? 2 ** (1 - format.bias) : 0;
}
