// How many values lie in each of 65,536 buckets: a value's sign, its exponent and seven bits of its fraction, as float32
// has them. Bucket s holds E(s) ≤ x < E(s + 1), where E(s) is the float32 whose upper half is s, and E(−s) is −E(s).
// float64 reaches further: whatever lies within ±2^-126 is in bucket 127 or −128, and whatever lies beyond ±2^128 in
// bucket 32640 or −32641.

/** Buckets −32768 … 32767. */
const buckets: usize = memory.data(65536 * 4, 16);
const zeroBucket: usize = buckets + 32768 * 4;

/** Negative powers of two by exponent: they lie at the end of a bucket of smaller magnitudes. */
const powers: usize = memory.data(256 * 4, 16);

/** What `takeSketch` finds: bucket + 32768, or 65536 + exponent of a negative power of two; and the counts. */
export const found: usize = memory.data((65536 + 256) * 4, 16);
export const counts: usize = memory.data((65536 + 256) * 4, 16);

/** The bucket of float32s, four times: its offset in the table. */
function singleBuckets(bits: v128): v128 {
  const sign = i32x4.shr_s(bits, 31);
  const ordered = i32x4.sub(v128.xor(v128.and(bits, i32x4.splat(0x7fffffff)), sign), sign);
  return i32x4.shl(i32x4.shr_s(ordered, 16), 2);
}

function count(offset: i32, more: u32 = 1): void {
  const at = zeroBucket + <usize>offset;
  store<u32>(at, load<u32>(at) + more);
}

function countPower(exponent: u32): void {
  if (exponent == 0 || exponent > 255) return;
  const at = powers + ((<usize>exponent) << 2);
  store<u32>(at, load<u32>(at) + 1);
}

/** Finite float32s. */
export function sketchSingles(at: usize, length: i32): void {
  const end = at + ((<usize>length) << 2);
  const signAndFraction = i32x4.splat(0x807fffff);
  const negativePower = i32x4.splat(0x80000000);
  for (; at + 16 <= end; at += 16) {
    const bits = v128.load(at);
    const offsets = singleBuckets(bits);
    count(i32x4.extract_lane(offsets, 0));
    count(i32x4.extract_lane(offsets, 1));
    count(i32x4.extract_lane(offsets, 2));
    count(i32x4.extract_lane(offsets, 3));
    if (v128.any_true(i32x4.eq(v128.and(bits, signAndFraction), negativePower))) {
      for (let lane: usize = 0; lane < 16; lane += 4) singlePower(load<u32>(at + lane));
    }
  }
  for (; at < end; at += 4) sketchSingle(load<u32>(at), 1);
}

function singlePower(bits: u32): void {
  if ((bits & 0x807fffff) == 0x80000000) countPower((bits >>> 23) & 0xff);
}

/** The same finite float32 many times. */
export function sketchSingle(bits: u32, times: u32): void {
  const magnitude = <i32>(bits & 0x7fffffff);
  const ordered = <i32>bits < 0 ? -magnitude : magnitude;
  count((ordered >> 16) << 2, times);
  if ((bits & 0x807fffff) == 0x80000000 && magnitude != 0) {
    const at = powers + ((<usize>(magnitude >>> 23)) << 2);
    store<u32>(at, load<u32>(at) + times);
  }
}

/** Finite float64s. */
export function sketchDoubles(at: usize, length: i32): void {
  const end = at + ((<usize>length) << 3);
  const zero = i32x4.splat(0);
  for (; at + 32 <= end; at += 32) {
    const first = v128.load(at);
    const second = v128.load(at, 16);
    const low = i32x4.shuffle(first, second, 0, 2, 4, 6);
    const high = i32x4.shuffle(first, second, 1, 3, 5, 7);
    const magnitude = v128.and(high, i32x4.splat(0x7fffffff));
    const negative = v128.andnot(i32x4.shr_s(high, 31), i32x4.eq(v128.or(magnitude, low), zero));
    const raw = i32x4.sub(i32x4.shr_s(magnitude, 13), i32x4.splat(896 << 7));
    const bucket = i32x4.min_s(i32x4.max_s(raw, i32x4.splat(127)), i32x4.splat(255 << 7));
    // A negative value that is not on a bucket's edge lies below it; nor are those that were moved to it.
    const onEdge = v128.and(
      i32x4.eq(v128.or(v128.and(magnitude, i32x4.splat(0x1fff)), low), zero),
      i32x4.eq(bucket, raw),
    );
    const below = v128.andnot(negative, onEdge);
    const ordered = i32x4.sub(v128.xor(i32x4.sub(bucket, below), negative), negative);
    const offsets = i32x4.shl(ordered, 2);
    count(i32x4.extract_lane(offsets, 0));
    count(i32x4.extract_lane(offsets, 1));
    count(i32x4.extract_lane(offsets, 2));
    count(i32x4.extract_lane(offsets, 3));
    const power = i32x4.eq(v128.or(v128.and(magnitude, i32x4.splat(0xfffff)), low), zero);
    if (v128.any_true(v128.and(negative, power))) {
      for (let lane: usize = 0; lane < 32; lane += 8) doublePower(load<u64>(at + lane), 1);
    }
  }
  for (; at < end; at += 8) sketchDouble(load<u64>(at), 1);
}

function doublePower(bits: u64, times: u32): void {
  if ((bits & 0x800fffffffffffff) != 0x8000000000000000) return;
  const exponent = ((<i32>(bits >>> 52)) & 0x7ff) - 896;
  if (exponent <= 0 || exponent > 255) return;
  const at = powers + ((<usize>exponent) << 2);
  store<u32>(at, load<u32>(at) + times);
}

/** The same finite float64 many times. */
export function sketchDouble(bits: u64, times: u32): void {
  const magnitude = bits & 0x7fffffffffffffff;
  const raw = <i32>(magnitude >>> 45) - (896 << 7);
  let bucket = min(max(raw, 127), 255 << 7);
  if (<i64>bits < 0 && magnitude != 0) {
    if ((magnitude & 0x1fffffffffff) != 0 || bucket != raw) bucket++;
    bucket = -bucket;
  }
  count(bucket << 2, times);
  doublePower(bits, times);
}

/** Writes the buckets and powers that were met, and begins anew. @returns how many there are */
export function takeSketch(): i32 {
  let length: usize = 0;
  const none = i32x4.splat(0);
  // The powers lie by themselves; all of them are looked at as one table.
  for (let index: usize = 0; index < 65536 + 256; index += 4) {
    const at = index < 65536 ? buckets + (index << 2) : powers + ((index - 65536) << 2);
    const four = v128.load(at);
    if (!v128.any_true(four)) continue;
    v128.store(at, none);
    length = write(index, i32x4.extract_lane(four, 0), length);
    length = write(index + 1, i32x4.extract_lane(four, 1), length);
    length = write(index + 2, i32x4.extract_lane(four, 2), length);
    length = write(index + 3, i32x4.extract_lane(four, 3), length);
  }
  return <i32>length;
}

function write(index: usize, times: u32, length: usize): usize {
  if (times == 0) return length;
  store<u32>(found + (length << 2), <u32>index);
  store<u32>(counts + (length << 2), times);
  return length + 1;
}
