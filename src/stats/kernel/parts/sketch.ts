// How many values lie in each of 65,536 buckets: a value's sign, its exponent and seven bits of its fraction, as float32
// has them. Bucket s holds E(s) ≤ x < E(s + 1), where E(s) is the float32 whose upper half is s, and E(−s) is −E(s).
// float64 reaches further: whatever lies within ±2^-126 is in bucket 127 or −128, and whatever lies beyond ±2^128 in
// bucket 32640 or −32641.

import { takeTables, write } from './found';

/** Counts of buckets −32768 … 32767; two tables in turn, so that equal values need not wait for each other. */
const even: usize = memory.data(65536 * 4, 16);
const odd: usize = memory.data(65536 * 4, 16);
const evenZero: usize = even + 32768 * 4;
const oddZero: usize = odd + 32768 * 4;

/** Negative powers of two by exponent: they lie at the end of a bucket of smaller magnitudes. */
const powers: usize = memory.data(256 * 4, 16);

/** Buckets of a block, as offsets in a table. */
export const offsets: usize = memory.data(4096 * 4, 16);

/** Counts the buckets in `offsets`. @param length a multiple of four */
export function countOffsets(length: i32): void {
  const end = offsets + ((<usize>length) << 2);
  for (let at = offsets; at < end; at += 16) {
    increment(evenZero + load<i32>(at));
    increment(oddZero + load<i32>(at, 4));
    increment(evenZero + load<i32>(at, 8));
    increment(oddZero + load<i32>(at, 12));
  }
}

function increment(at: usize): void {
  store<u32>(at, load<u32>(at) + 1);
}

function add(at: usize, more: u32): void {
  store<u32>(at, load<u32>(at) + more);
}

/** The same finite float32 several times. */
export function countSingle(bits: u32, times: u32): void {
  const magnitude = <i32>(bits & 0x7fffffff);
  const ordered = <i32>bits < 0 ? -magnitude : magnitude;
  add(evenZero + ((ordered >> 16) << 2), times);
  countSinglePower(bits, times);
}

/** Where it is a negative power of two. */
export function countSinglePower(bits: u32, times: u32): void {
  if ((bits & 0x807fffff) != 0x80000000) return;
  const exponent = (bits >>> 23) & 0xff;
  if (exponent > 0) add(powers + ((<usize>exponent) << 2), times);
}

/** The same finite float64 several times. */
export function countDouble(bits: u64, times: u32): void {
  const magnitude = bits & 0x7fffffffffffffff;
  const raw = <i32>(magnitude >>> 45) - (896 << 7);
  let bucket = min(max(raw, 127), 255 << 7);
  if (<i64>bits < 0 && magnitude != 0) {
    if ((magnitude & 0x1fffffffffff) != 0 || bucket != raw) bucket++;
    bucket = -bucket;
  }
  add(evenZero + (bucket << 2), times);
  countDoublePower(bits, times);
}

export function countDoublePower(bits: u64, times: u32): void {
  if ((bits & 0x800fffffffffffff) != 0x8000000000000000) return;
  const exponent = ((<i32>(bits >>> 52)) & 0x7ff) - 896;
  if (exponent > 0 && exponent < 256) add(powers + ((<usize>exponent) << 2), times);
}

/**
 * Writes the buckets and powers that were met, and begins anew: bucket + 32768, or 65536 + exponent of a negative power
 * of two. @returns how many there are
 */
export function takeSketch(): i32 {
  let length = <usize>takeTables(even, odd);
  for (let exponent: usize = 0; exponent < 256; exponent++) {
    const at = powers + (exponent << 2);
    length = write(65536 + exponent, load<u32>(at), length);
    store<u32>(at, 0);
  }
  return <i32>length;
}
