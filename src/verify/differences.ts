import type { OutputReport, Tolerance } from '../protocol/verify.ts';

/** What the comparison of two tensors says, without the output's names. */
export type TensorComparison = Omit<OutputReport, 'name' | 'originalName' | 'onlyInReload'>;

/** The text of an element by its flat index. */
export type Reading = (index: number) => string;

interface Worst {
  readonly index: number;
  /** |reload − original|; null where that is no number: NaN on one side, an infinity, strings. */
  readonly difference: number | bigint | null;
}

/** Elements with the largest differences that are kept. */
const keptWorst = 20;

/**
 * Gathers, element by element, how far a reload is from the original: `floats`, `complex`, `integers` or `bytes` is
 * called once for each element, then `report`. Every NaN counts as the same bits, as a prediction file has no more
 * than the word; −0 and 0 are equal and not the same bits. All arithmetic is in float64, or in bigint for 64-bit integers.
 */
export class Differences {
  readonly #rtol: number;
  readonly #atol: number;
  #count = 0;
  #mismatched = 0;
  #identical = 0;
  #sameBits = true;
  #maxAbs: number | bigint = 0;
  #maxRel = 0;
  #nan: Problem = { count: 0, first: 0 };
  #infinite: Problem = { count: 0, first: 0 };
  #passingRtol = 0;
  #passingAtol = 0;
  readonly #decades = new Map<number, number>();
  /** Largest first. */
  readonly #worst: Worst[] = [];

  constructor({ rtol, atol }: Tolerance) {
    this.#rtol = rtol;
    this.#atol = atol;
  }

  floats(index: number, a: number, b: number): void {
    this.#count += 1;
    this.#sameBits &&= Object.is(a, b);
    if (Number.isNaN(a) !== Number.isNaN(b)) this.#apart(index, this.#nan);
    else if (a === b || Number.isNaN(b)) this.#identical += 1;
    else if (!Number.isFinite(a) || !Number.isFinite(b)) this.#apart(index, this.#infinite);
    else this.#numbers(index, Math.abs(a - b), Math.abs(b));
  }

  /** Magnitudes decide; NaN and infinity are compared in each part. */
  complex(index: number, a: readonly [number, number], b: readonly [number, number]): void {
    this.#count += 1;
    const parts = [0, 1] as const;
    this.#sameBits &&= parts.every((part) => Object.is(a[part], b[part]));
    if (parts.some((part) => Number.isNaN(a[part]) !== Number.isNaN(b[part]))) {
      this.#apart(index, this.#nan);
      return;
    }
    const apart = parts.map((part) =>
      a[part] === b[part] || Number.isNaN(b[part]) ? 0 : Math.abs(a[part] - b[part]),
    );
    if (
      parts.some(
        (part) => apart[part] !== 0 && !(Number.isFinite(a[part]) && Number.isFinite(b[part])),
      )
    ) {
      this.#apart(index, this.#infinite);
      return;
    }
    const difference = Math.hypot(...apart);
    if (difference === 0) this.#identical += 1;
    else this.#numbers(index, difference, finiteMagnitude(b));
  }

  integers(index: number, a: bigint, b: bigint): void {
    this.#count += 1;
    if (a === b) {
      this.#identical += 1;
      return;
    }
    const difference = a > b ? a - b : b - a;
    this.#sameBits = false;
    this.#mismatched += 1;
    if (difference > this.#maxAbs) this.#maxAbs = difference;
    if (b !== 0n) this.#maxRel = Math.max(this.#maxRel, Number(difference) / Math.abs(Number(b)));
    this.#countDecade(Number(difference));
    this.#keep({ index, difference });
  }

  bytes(index: number, equal: boolean): void {
    this.#count += 1;
    if (equal) {
      this.#identical += 1;
      return;
    }
    this.#sameBits = false;
    this.#mismatched += 1;
    this.#keep({ index, difference: null });
  }

  /**
   * @param facts.isExact compared without tolerance: then none that is larger would pass either
   * @param original, reloaded elements as text
   */
  report(
    facts: {
      readonly dtype: string;
      readonly shape: readonly number[];
      readonly isExact: boolean;
    },
    original: Reading,
    reloaded: Reading,
  ): TensorComparison {
    const problem = this.#problem(facts.shape);
    const [worst] = this.#worst;
    const passes = this.#mismatched === 0 || (!problem && !facts.isExact);
    return {
      dtype: facts.dtype,
      shape: facts.shape,
      ...(problem === null ? {} : { problem }),
      bitIdentical: this.#sameBits,
      count: this.#count,
      mismatched: this.#mismatched,
      maxAbs: facts.dtype === 'string' ? null : jsonNumber(this.#maxAbs),
      maxRel: facts.dtype === 'string' ? null : jsonNumber(this.#maxRel),
      worstIndex: worst ? unflatten(worst.index, facts.shape) : null,
      ...(worst
        ? { worstOriginal: original(worst.index), worstReloaded: reloaded(worst.index) }
        : {}),
      minimumPassing: {
        rtol: passes && Number.isFinite(this.#passingRtol) ? this.#passingRtol : null,
        atol: passes && Number.isFinite(this.#passingAtol) ? this.#passingAtol : null,
      },
      tolerance: { rtol: this.#rtol, atol: this.#atol },
      worst: this.#worst.map(({ index, difference }) => ({
        index: unflatten(index, facts.shape),
        original: original(index),
        reloaded: reloaded(index),
        difference: difference === null ? null : jsonNumber(difference),
      })),
      differences: {
        identical: this.#identical,
        decades: [...this.#decades]
          .sort(([a], [b]) => a - b)
          .map(([exponent, count]) => ({ exponent, count })),
      },
    };
  }

  /** Two finite numbers that differ. */
  #numbers(index: number, difference: number, magnitude: number): void {
    if (!(difference <= this.#atol + this.#rtol * magnitude)) this.#mismatched += 1;
    if (difference > this.#maxAbs) this.#maxAbs = difference;
    this.#maxRel = magnitude === 0 ? this.#maxRel : Math.max(this.#maxRel, difference / magnitude);
    this.#passingAtol = Math.max(this.#passingAtol, difference);
    this.#passingRtol = Math.max(this.#passingRtol, passingRtol(difference, magnitude));
    this.#countDecade(difference);
    this.#keep({ index, difference });
  }

  /** NaN or infinity on one side only: no tolerance brings those together. */
  #apart(index: number, problem: Problem): void {
    if (problem.count === 0) problem.first = index;
    problem.count += 1;
    this.#mismatched += 1;
    this.#keep({ index, difference: null });
  }

  #countDecade(difference: number): void {
    if (!Number.isFinite(difference)) return;
    const exponent = Number(difference.toExponential().split('e')[1]);
    this.#decades.set(exponent, (this.#decades.get(exponent) ?? 0) + 1);
  }

  #keep(candidate: Worst): void {
    const last = this.#worst.at(-1);
    if (this.#worst.length === keptWorst && last && !isWorse(candidate, last)) return;
    const place = this.#worst.findIndex((kept) => isWorse(candidate, kept));
    this.#worst.splice(place < 0 ? this.#worst.length : place, 0, candidate);
    this.#worst.length = Math.min(this.#worst.length, keptWorst);
  }

  #problem(shape: readonly number[]): string | null {
    const where = ({ first }: Problem): string =>
      shape.length === 0 ? '' : `, first at [${unflatten(first, shape).join(', ')}]`;
    if (this.#nan.count > 0) {
      return `${elements(this.#nan.count)} NaN on one side only${where(this.#nan)}.`;
    }
    if (this.#infinite.count > 0) {
      return `${elements(this.#infinite.count)} infinite on one side only or with the other sign${where(this.#infinite)}.`;
    }
    return null;
  }
}

interface Problem {
  count: number;
  /** Flat index of the first. */
  first: number;
}

function elements(count: number): string {
  return count === 1 ? '1 value is' : `${String(count)} values are`;
}

/** What is no number comes before all numbers. */
function isWorse(a: Worst, b: Worst): boolean {
  if (b.difference === null) return false;
  return a.difference === null || a.difference > b.difference;
}

/** Smallest rtol with which `difference <= rtol * magnitude` holds in float64; Infinity where none is. */
function passingRtol(difference: number, magnitude: number): number {
  const rtol = difference / magnitude;
  return rtol * magnitude >= difference || rtol === Infinity ? rtol : rtol * (1 + Number.EPSILON);
}

function finiteMagnitude(parts: readonly [number, number]): number {
  return Math.hypot(...parts.filter(Number.isFinite));
}

function unflatten(index: number, shape: readonly number[]): number[] {
  const result: number[] = [];
  let rest = index;
  for (const size of [...shape].reverse()) {
    result.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return result;
}

function jsonNumber(value: number | bigint): OutputReport['maxAbs'] {
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}
