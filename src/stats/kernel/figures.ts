// Figures of numbers of 32 and 64 bits: extremes, moments, zeros, denormals, what is not finite, and the sketch.

export { crc32c, input, inputBytes } from './parts/input';
export { counts, found } from './parts/found';
export { takeSketch } from './parts/sketch';
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
import {
  countDouble,
  countDoublePower,
  countOffsets,
  countSingle,
  countSinglePower,
  offsets,
} from './parts/sketch';

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

/** What `single` compares bits with: read from memory, constants stay in registers. */
const masks: usize = memory.data<u32>([0x7fffffff, 0x807fffff], 16);

/** Values of the block that are added up to be near the mean, one of so many. */
const sampled: usize = 16;

/** @param doubted whether there may be what is not finite */
function single(at: usize, length: i32, doubted: bool): void {
  if (length == 0) return;
  const whole = at + ((<usize>(length & ~3)) << 2);
  const end = at + ((<usize>length) << 2);
  const absolute = v128.load32_splat(masks);
  const signAndFraction = v128.load32_splat(masks, 4);
  // Differences from a mean of some are as good as those from the mean of all: no more than four bits are lost.
  const around = meanOfSomeSingles(at, end);
  const center = f64x2.splat(around);
  const first = v128.load32_splat(at);
  let least = first;
  let most = first;
  let largest = i32x4.splat(0);
  let smallest = absolute;
  let leastFraction = absolute;
  let sumA = f64x2.splat(0);
  let sumB = f64x2.splat(0);
  let squaresA = f64x2.splat(0);
  let squaresB = f64x2.splat(0);
  let p = at;
  let offset = offsets;
  for (; p < whole; p += 16) {
    const four = v128.load(p);
    const magnitude = v128.and(four, absolute);
    least = f32x4.pmin(least, four);
    most = f32x4.pmax(most, four);
    largest = i32x4.max_s(largest, magnitude);
    smallest = i32x4.min_s(smallest, magnitude);
    const a = f64x2.sub(f64x2.promote_low_f32x4(four), center);
    const b = f64x2.sub(f64x2.promote_low_f32x4(v128.load64_zero(p, 8)), center);
    sumA = f64x2.add(sumA, a);
    sumB = f64x2.add(sumB, b);
    squaresA = f64x2.add(squaresA, f64x2.mul(a, a));
    squaresB = f64x2.add(squaresB, f64x2.mul(b, b));
    const sign = i32x4.shr_s(four, 31);
    const ordered = i32x4.sub(v128.xor(magnitude, sign), sign);
    v128.store(offset, i32x4.shl(i32x4.shr_s(ordered, 16), 2));
    offset += 16;
    leastFraction = i32x4.min_s(leastFraction, v128.and(four, signAndFraction));
  }
  let sum = across(f64x2.add(sumA, sumB));
  let squares = across(f64x2.add(squaresA, squaresB));
  for (; p < end; p += 4) {
    const four = v128.load32_splat(p);
    const magnitude = v128.and(four, absolute);
    least = f32x4.pmin(least, four);
    most = f32x4.pmax(most, four);
    largest = i32x4.max_s(largest, magnitude);
    smallest = i32x4.min_s(smallest, magnitude);
    const apart = <f64>load<f32>(p) - around;
    sum += apart;
    squares += apart * apart;
  }
  if (doubted && highestLane(largest) >= 0x7f800000) {
    single(widened, finiteSingles(at, length), false);
    return;
  }
  if (lowestLane(smallest) < 0x00800000) countSmallSingles(at, length);

  const low = min(
    min(f32x4.extract_lane(least, 0), f32x4.extract_lane(least, 1)),
    min(f32x4.extract_lane(least, 2), f32x4.extract_lane(least, 3)),
  );
  const high = max(
    max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)),
    max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)),
  );
  lowest = min(lowest, <f64>low);
  highest = max(highest, <f64>high);
  if (low == high) {
    mergeMoments(length, <f64>low, 0, 0);
    countSingle(reinterpret<u32>(low), length);
    return;
  }
  mergeMoments(length, around, sum, squares);
  countOffsets(length & ~3);
  if (lowestLane(leastFraction) == <i32>0x80000000) {
    for (p = at; p < whole; p += 4) countSinglePower(load<u32>(p), 1);
  }
  for (p = whole; p < end; p += 4) countSingle(load<u32>(p), 1);
}

function meanOfSomeSingles(at: usize, end: usize): f64 {
  let sum: f64 = 0;
  let length: f64 = 0;
  for (let p = at; p < end; p += 4 * sampled) {
    sum += <f64>load<f32>(p);
    length++;
  }
  return sum / length;
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
  const around = meanOfSomeDoubles(at, end);
  const center = f64x2.splat(around);
  const first = v128.load64_splat(at);
  const none = i32x4.splat(0);
  let least = first;
  let most = first;
  let smallest = f64x2.abs(first);
  let doubt = f64x2.splat(0);
  let anyPower = none;
  let sumA = f64x2.splat(0);
  let sumB = f64x2.splat(0);
  let squaresA = f64x2.splat(0);
  let squaresB = f64x2.splat(0);
  let p = at;
  let offset = offsets;
  for (; p < whole; p += 32) {
    const one = v128.load(p);
    const two = v128.load(p, 16);
    least = f64x2.pmin(f64x2.pmin(least, one), two);
    most = f64x2.pmax(f64x2.pmax(most, one), two);
    smallest = f64x2.pmin(f64x2.pmin(smallest, f64x2.abs(one)), f64x2.abs(two));
    // 0 for a finite value and NaN for the rest: one sum tells whether there is any.
    doubt = f64x2.add(doubt, f64x2.add(f64x2.sub(one, one), f64x2.sub(two, two)));
    const a = f64x2.sub(one, center);
    const b = f64x2.sub(two, center);
    sumA = f64x2.add(sumA, a);
    sumB = f64x2.add(sumB, b);
    squaresA = f64x2.add(squaresA, f64x2.mul(a, a));
    squaresB = f64x2.add(squaresB, f64x2.mul(b, b));

    const low = i32x4.shuffle(one, two, 0, 2, 4, 6);
    const high = i32x4.shuffle(one, two, 1, 3, 5, 7);
    const magnitude = v128.and(high, i32x4.splat(0x7fffffff));
    const negative = v128.andnot(i32x4.shr_s(high, 31), i32x4.eq(v128.or(magnitude, low), none));
    const raw = i32x4.sub(i32x4.shr_s(magnitude, 13), i32x4.splat(896 << 7));
    const bucket = i32x4.min_s(i32x4.max_s(raw, i32x4.splat(127)), i32x4.splat(255 << 7));
    // A negative value that is not on a bucket's edge lies below it; and so does what was moved there.
    const fraction = v128.or(v128.and(magnitude, i32x4.splat(0x1fff)), low);
    const onEdge = v128.and(i32x4.eq(fraction, none), i32x4.eq(bucket, raw));
    const below = v128.andnot(negative, onEdge);
    const ordered = i32x4.sub(v128.xor(i32x4.sub(bucket, below), negative), negative);
    v128.store(offset, i32x4.shl(ordered, 2));
    offset += 16;
    const power = i32x4.eq(v128.or(v128.and(magnitude, i32x4.splat(0xfffff)), low), none);
    anyPower = v128.or(anyPower, v128.and(negative, power));
  }
  let sum = across(f64x2.add(sumA, sumB));
  let squares = across(f64x2.add(squaresA, squaresB));
  for (; p < end; p += 8) {
    const one = v128.load64_splat(p);
    least = f64x2.pmin(least, one);
    most = f64x2.pmax(most, one);
    smallest = f64x2.pmin(smallest, f64x2.abs(one));
    doubt = f64x2.add(doubt, f64x2.sub(one, one));
    const apart = load<f64>(p) - around;
    sum += apart;
    squares += apart * apart;
  }
  if (doubted && across(doubt) != 0) {
    double(widened, finiteDoubles(at, length), false);
    return;
  }
  const nearest = min(f64x2.extract_lane(smallest, 0), f64x2.extract_lane(smallest, 1));
  if (nearest < f64.MIN_NORMAL_VALUE) countSmallDoubles(at, length);
  const low = min(f64x2.extract_lane(least, 0), f64x2.extract_lane(least, 1));
  const high = max(f64x2.extract_lane(most, 0), f64x2.extract_lane(most, 1));
  lowest = min(lowest, low);
  highest = max(highest, high);
  const scaled = scalesFor(low, high);
  if (low == high) {
    mergeMoments(length, low / unit, 0, 0);
    countDouble(reinterpret<u64>(low), length);
    return;
  }
  if (scaled) mergeScaled(at, end, length);
  else mergeMoments(length, around, sum, squares);
  countOffsets(length & ~3);
  if (v128.any_true(anyPower)) {
    for (p = at; p < whole; p += 8) countDoublePower(load<u64>(p), 1);
  }
  for (p = whole; p < end; p += 8) countDouble(load<u64>(p), 1);
}

function meanOfSomeDoubles(at: usize, end: usize): f64 {
  let sum: f64 = 0;
  let length: f64 = 0;
  for (let p = at; p < end; p += 8 * sampled) {
    sum += load<f64>(p);
    length++;
  }
  return sum / length;
}

/** Values whose squares leave float64, or which come after such. */
function mergeScaled(at: usize, end: usize, length: i32): void {
  let sum: f64 = 0;
  for (let p = at; p < end; p += 8) sum += load<f64>(p) / unit;
  const around = sum / <f64>length;
  let rest: f64 = 0;
  let squares: f64 = 0;
  for (let p = at; p < end; p += 8) {
    const apart = load<f64>(p) / unit - around;
    rest += apart;
    squares += apart * apart;
  }
  mergeMoments(length, around, rest, squares);
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
