import type { Distribution } from './distribution.ts';

/**
 * How many values lie in each of 65,536 buckets (kernel/parts/sketch.ts): ascending keys, a bucket + 32,768 each, and
 * behind them 65,536 + the exponent of negative powers of two, which lie at the end of a bucket of smaller magnitudes.
 */
export interface SketchPart {
  readonly keys: Uint32Array;
  readonly counts: Uint32Array | Float64Array;
}

const middle = 32768;
const powersFrom = 65536;

/** Of numbers wider than float32 everything nearer to zero than 2^-126 is in the bucket with this number. */
const wideZero = 127;

/** The last bucket of float32's. */
const last = 255 << 7;

/** Exact, and the same in whatever order parts come. */
export function mergeSketches(a: SketchPart, b: SketchPart): SketchPart {
  const keys = new Uint32Array(a.keys.length + b.keys.length);
  const counts = new Float64Array(keys.length);
  let length = 0;
  for (let i = 0, j = 0; i < a.keys.length || j < b.keys.length; length++) {
    const left = a.keys[i] ?? Infinity;
    const right = b.keys[j] ?? Infinity;
    keys[length] = Math.min(left, right);
    counts[length] =
      (left <= right ? (a.counts[i++] ?? 0) : 0) + (right <= left ? (b.counts[j++] ?? 0) : 0);
  }
  return { keys: keys.slice(0, length), counts: counts.slice(0, length) };
}

/**
 * @param zeros how many of the values are zero
 * @param wide of numbers that are wider than float32
 */
export function distributionOf(
  { keys, counts }: SketchPart,
  zeros: number,
  wide: boolean,
): Distribution {
  const edge = wide ? wideEdge : singleEdge;
  const zeroBucket = wide ? wideZero : 0;
  const powers = new Map<number, number>();
  for (let index = keys.length - 1; index >= 0; index--) {
    const exponent = (keys[index] ?? 0) - powersFrom;
    if (exponent < 0) break;
    powers.set(exponent, counts[index] ?? 0);
  }
  const distribution: { low: number; high: number; count: number }[] = [];
  const add = (low: number, high: number, count: number): void => {
    if (count > 0) distribution.push({ low, high, count });
  };
  for (const [index, key] of keys.entries()) {
    if (key >= powersFrom) break;
    const bucket = key - middle;
    const count = counts[index] ?? 0;
    const [low, high] = [edge(bucket), edge(bucket + 1)];
    const points =
      bucket === zeroBucket ? zeros : bucket % 128 === 0 ? (powers.get(-bucket / 128) ?? 0) : 0;
    add(low, low, points);
    add(low, high, count - points);
  }
  return distribution;
}

/** Where a bucket of float32s begins. */
function singleEdge(bucket: number): number {
  const magnitude = Math.abs(bucket);
  const exponent = magnitude >> 7;
  const fraction = (magnitude & 127) / 128;
  const edge = exponent === 0 ? fraction * 2 ** -126 : (1 + fraction) * 2 ** (exponent - 127);
  return bucket < 0 ? -edge : edge;
}

function wideEdge(bucket: number): number {
  if (Math.abs(bucket) === wideZero) return 0;
  if (Math.abs(bucket) > last) return Math.sign(bucket) * Infinity;
  return singleEdge(bucket);
}
