// Figures of numbers of 32 and 64 bits: extremes, moments, zeros, denormals, what is not finite, and the sketch.

export { crc32c, input, inputBytes } from './parts/input';
export { counts, found, takeSketch } from './parts/sketch';
export { widened } from './parts/widen';
import { input } from './parts/input';
import {
  beginMoments,
  count,
  mean,
  meanRest,
  mergeMoments,
  scalesFor,
  squares,
  unit,
} from './parts/moments';
import { bytesOf, int64, uint64, widen, widened } from './parts/widen';
import { sketchDouble, sketchDoubles, sketchSingle, sketchSingles } from './parts/sketch';

/** Bytes that are gone over several times: they stay in the processor's first cache. */
const blockBytes: i32 = 16384;
const singles: i32 = 4096;
const doubles: i32 = 2048;

/** What `take` tells, as float64: see `FiguresKernel`. Behind them the exact extremes of 64-bit integers. */
export const figures: usize = memory.data(13 * 8, 16);

let lowest: f64 = Infinity;
let highest: f64 = -Infinity;
let zeros: f64 = 0;
let denormals: f64 = 0;
let nan: f64 = 0;
let infinite: f64 = 0;
let lowestInteger: i64 = i64.MAX_VALUE;
let highestInteger: i64 = i64.MIN_VALUE;

/** Writes the figures of all that was added, and begins anew. */
export function take(): void {
  store<f64>(figures, count);
  store<f64>(figures, mean, 8);
  store<f64>(figures, meanRest, 16);
  store<f64>(figures, squares, 24);
  store<f64>(figures, unit, 32);
  store<f64>(figures, lowest, 40);
  store<f64>(figures, highest, 48);
  store<f64>(figures, zeros, 56);
  store<f64>(figures, denormals, 64);
  store<f64>(figures, nan, 72);
  store<f64>(figures, infinite, 80);
  store<i64>(figures, lowestInteger, 88);
  store<i64>(figures, highestInteger, 96);
  beginMoments();
  lowest = Infinity;
  highest = -Infinity;
  zeros = 0;
  denormals = 0;
  nan = 0;
  infinite = 0;
  lowestInteger = i64.MAX_VALUE;
  highestInteger = i64.MIN_VALUE;
}

export function addFloat32(bytes: i32): void {
  const end = input + <usize>bytes;
  for (let at = input; at < end; at += blockBytes)
    single(at, min(singles, (<i32>(end - at)) >> 2), true);
}

export function addFloat64(bytes: i32): void {
  const end = input + <usize>bytes;
  for (let at = input; at < end; at += blockBytes)
    double(at, min(doubles, (<i32>(end - at)) >> 3), true);
}

/** The first numbers of `widened`, at most 2048. */
export function addWidened(length: i32): void {
  double(widened, length, true);
}

/** Numbers of any other kind of `parts/widen.ts`. */
export function add(kind: i32, bytes: i32): void {
  const size = bytesOf(kind);
  const end = input + <usize>bytes;
  if (kind == int64 || kind == uint64) compareIntegers(kind == uint64, end);
  for (let at = input; at < end; at += <usize>doubles * size) {
    const length = min(doubles, <i32>((end - at) / size));
    widen(kind, at, length);
    double(widened, length, true);
  }
}

/** Unsigned extremes are those of the values less 2^63. */
function compareIntegers(unsigned: bool, end: usize): void {
  const flipped: i64 = unsigned ? i64.MIN_VALUE : 0;
  for (let at = input; at < end; at += 8) {
    const value = load<i64>(at) ^ flipped;
    if (value < lowestInteger) lowestInteger = value;
    if (value > highestInteger) highestInteger = value;
  }
}

/** @param doubted whether there may be what is not finite */
function single(at: usize, length: i32, doubted: bool): void {
  if (length == 0) return;
  const whole = at + ((<usize>(length & ~3)) << 2);
  const end = at + ((<usize>length) << 2);
  const absolute = i32x4.splat(0x7fffffff);
  const first = f32x4.splat(load<f32>(at));
  let least = first;
  let most = first;
  let largest = i32x4.splat(0);
  let smallest = absolute;
  let sumA = f64x2.splat(0);
  let sumB = f64x2.splat(0);
  let p = at;
  for (; p < whole; p += 16) {
    const four = v128.load(p);
    const magnitude = v128.and(four, absolute);
    least = f32x4.pmin(least, four);
    most = f32x4.pmax(most, four);
    largest = i32x4.max_s(largest, magnitude);
    smallest = i32x4.min_s(smallest, magnitude);
    sumA = f64x2.add(sumA, f64x2.promote_low_f32x4(four));
    sumB = f64x2.add(sumB, f64x2.promote_low_f32x4(i32x4.shuffle(four, four, 2, 3, 2, 3)));
  }
  let sum = across(f64x2.add(sumA, sumB));
  for (; p < end; p += 4) {
    const four = v128.load32_splat(p);
    const magnitude = v128.and(four, absolute);
    least = f32x4.pmin(least, four);
    most = f32x4.pmax(most, four);
    largest = i32x4.max_s(largest, magnitude);
    smallest = i32x4.min_s(smallest, magnitude);
    sum += <f64>load<f32>(p);
  }
  if (doubted && highestLane(largest) >= 0x7f800000) {
    single(widened, finiteSingles(at, length), false);
    return;
  }
  if (lowestLane(smallest) < 0x00800000) countSmallSingles(at, length);

  const low = <f64>(
    min(
      min(f32x4.extract_lane(least, 0), f32x4.extract_lane(least, 1)),
      min(f32x4.extract_lane(least, 2), f32x4.extract_lane(least, 3)),
    )
  );
  const high = <f64>(
    max(
      max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)),
      max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)),
    )
  );
  lowest = min(lowest, low);
  highest = max(highest, high);
  if (low == high) {
    mergeMoments(length, low, 0, 0);
    sketchSingle(reinterpret<u32>(<f32>low), length);
    return;
  }

  // Rounding may push the mean of nearly equal values off them.
  const around = clamp(sum / <f64>length, low, high);
  const center = f64x2.splat(around);
  let restA = f64x2.splat(0);
  let restB = f64x2.splat(0);
  let squaresA = f64x2.splat(0);
  let squaresB = f64x2.splat(0);
  for (p = at; p < whole; p += 16) {
    const four = v128.load(p);
    const a = f64x2.sub(f64x2.promote_low_f32x4(four), center);
    const b = f64x2.sub(f64x2.promote_low_f32x4(i32x4.shuffle(four, four, 2, 3, 2, 3)), center);
    restA = f64x2.add(restA, a);
    restB = f64x2.add(restB, b);
    squaresA = f64x2.add(squaresA, f64x2.mul(a, a));
    squaresB = f64x2.add(squaresB, f64x2.mul(b, b));
  }
  let rest = across(f64x2.add(restA, restB));
  let sumOfSquares = across(f64x2.add(squaresA, squaresB));
  for (; p < end; p += 4) {
    const apart = <f64>load<f32>(p) - around;
    rest += apart;
    sumOfSquares += apart * apart;
  }
  mergeMoments(length, around, rest, sumOfSquares);
  sketchSingles(at, length);
}

/** Copies what is finite to `widened` and counts the rest. @returns how many are finite */
function finiteSingles(at: usize, length: i32): i32 {
  let finite: usize = 0;
  for (let index: usize = 0; index < <usize>length; index++) {
    const bits = load<u32>(at + (index << 2));
    const magnitude = bits & 0x7fffffff;
    if (magnitude < 0x7f800000) store<u32>(widened + (finite++ << 2), bits);
    else if (magnitude == 0x7f800000) infinite++;
    else nan++;
  }
  return <i32>finite;
}

function countSmallSingles(at: usize, length: i32): void {
  const whole = at + ((<usize>(length & ~3)) << 2);
  const end = at + ((<usize>length) << 2);
  const absolute = i32x4.splat(0x7fffffff);
  const normal = i32x4.splat(0x00800000);
  const none = i32x4.splat(0);
  let equal = none;
  let small = none;
  let p = at;
  for (; p < whole; p += 16) {
    const magnitude = v128.and(v128.load(p), absolute);
    equal = i32x4.sub(equal, i32x4.eq(magnitude, none));
    small = i32x4.sub(small, i32x4.lt_s(magnitude, normal));
  }
  let zero = sumOfLanes(equal);
  let both = sumOfLanes(small);
  for (; p < end; p += 4) {
    const magnitude = load<u32>(p) & 0x7fffffff;
    if (magnitude == 0) zero++;
    if (magnitude < 0x00800000) both++;
  }
  zeros += <f64>zero;
  denormals += <f64>(both - zero);
}

function double(at: usize, length: i32, doubted: bool): void {
  if (length == 0) return;
  const whole = at + ((<usize>(length & ~3)) << 3);
  const end = at + ((<usize>length) << 3);
  const first = f64x2.splat(load<f64>(at));
  let least = first;
  let most = first;
  let smallest = f64x2.abs(first);
  let doubt = f64x2.splat(0);
  let sumA = f64x2.splat(0);
  let sumB = f64x2.splat(0);
  let p = at;
  for (; p < whole; p += 32) {
    const a = v128.load(p);
    const b = v128.load(p, 16);
    least = f64x2.pmin(f64x2.pmin(least, a), b);
    most = f64x2.pmax(f64x2.pmax(most, a), b);
    smallest = f64x2.pmin(f64x2.pmin(smallest, f64x2.abs(a)), f64x2.abs(b));
    // 0 for a finite value and NaN for the rest: one sum tells whether there is any.
    doubt = f64x2.add(doubt, f64x2.add(f64x2.sub(a, a), f64x2.sub(b, b)));
    sumA = f64x2.add(sumA, a);
    sumB = f64x2.add(sumB, b);
  }
  let sum = across(f64x2.add(sumA, sumB));
  for (; p < end; p += 8) {
    const one = v128.load64_splat(p);
    least = f64x2.pmin(least, one);
    most = f64x2.pmax(most, one);
    smallest = f64x2.pmin(smallest, f64x2.abs(one));
    doubt = f64x2.add(doubt, f64x2.sub(one, one));
    sum += load<f64>(p);
  }
  if (doubted && across(doubt) != 0) {
    double(widened, finiteDoubles(at, length), false);
    return;
  }
  if (
    min(f64x2.extract_lane(smallest, 0), f64x2.extract_lane(smallest, 1)) < f64.MIN_NORMAL_VALUE
  ) {
    countSmallDoubles(at, length);
  }
  const low = min(f64x2.extract_lane(least, 0), f64x2.extract_lane(least, 1));
  const high = max(f64x2.extract_lane(most, 0), f64x2.extract_lane(most, 1));
  lowest = min(lowest, low);
  highest = max(highest, high);
  const scaled = scalesFor(low, high);
  if (low == high) {
    mergeMoments(length, low / unit, 0, 0);
    sketchDouble(reinterpret<u64>(low), length);
    return;
  }
  sketchDoubles(at, length);
  let values = at;
  if (scaled) {
    sum = 0;
    for (let index: usize = 0; index < <usize>length; index++) {
      const value = load<f64>(at + (index << 3)) / unit;
      sum += value;
      store<f64>(widened + (index << 3), value);
    }
    values = widened;
  }

  const around = clamp(sum / <f64>length, low / unit, high / unit);
  const center = f64x2.splat(around);
  let restA = f64x2.splat(0);
  let restB = f64x2.splat(0);
  let squaresA = f64x2.splat(0);
  let squaresB = f64x2.splat(0);
  p = values;
  for (const stop = values + ((<usize>(length & ~3)) << 3); p < stop; p += 32) {
    const a = f64x2.sub(v128.load(p), center);
    const b = f64x2.sub(v128.load(p, 16), center);
    restA = f64x2.add(restA, a);
    restB = f64x2.add(restB, b);
    squaresA = f64x2.add(squaresA, f64x2.mul(a, a));
    squaresB = f64x2.add(squaresB, f64x2.mul(b, b));
  }
  let rest = across(f64x2.add(restA, restB));
  let sumOfSquares = across(f64x2.add(squaresA, squaresB));
  for (const stop = values + ((<usize>length) << 3); p < stop; p += 8) {
    const apart = load<f64>(p) - around;
    rest += apart;
    sumOfSquares += apart * apart;
  }
  mergeMoments(length, around, rest, sumOfSquares);
}

function finiteDoubles(at: usize, length: i32): i32 {
  let finite: usize = 0;
  for (let index: usize = 0; index < <usize>length; index++) {
    const value = load<f64>(at + (index << 3));
    if (isFinite(value)) store<f64>(widened + (finite++ << 3), value);
    else if (isNaN(value)) nan++;
    else infinite++;
  }
  return <i32>finite;
}

function countSmallDoubles(at: usize, length: i32): void {
  for (let index: usize = 0; index < <usize>length; index++) {
    const value = abs(load<f64>(at + (index << 3)));
    if (value == 0) zeros++;
    else if (value < f64.MIN_NORMAL_VALUE) denormals++;
  }
}

function across(two: v128): f64 {
  return f64x2.extract_lane(two, 0) + f64x2.extract_lane(two, 1);
}

function sumOfLanes(four: v128): i32 {
  return (
    i32x4.extract_lane(four, 0) +
    i32x4.extract_lane(four, 1) +
    i32x4.extract_lane(four, 2) +
    i32x4.extract_lane(four, 3)
  );
}

function highestLane(four: v128): i32 {
  return max(
    max(i32x4.extract_lane(four, 0), i32x4.extract_lane(four, 1)),
    max(i32x4.extract_lane(four, 2), i32x4.extract_lane(four, 3)),
  );
}

function lowestLane(four: v128): i32 {
  return min(
    min(i32x4.extract_lane(four, 0), i32x4.extract_lane(four, 1)),
    min(i32x4.extract_lane(four, 2), i32x4.extract_lane(four, 3)),
  );
}

function clamp(value: f64, low: f64, high: f64): f64 {
  return min(max(value, low), high);
}
