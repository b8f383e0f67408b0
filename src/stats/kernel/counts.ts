// How often each value of 16 bits occurs; values of 8 bits are counted in pairs, which is twice as fast.

export { crc32c, input, inputBytes } from './parts/input';
import { input } from './parts/input';

const values: usize = 65536;

/** Two tables in turn: equal values one after the other need not wait for each other. */
const even: usize = memory.data(65536 * 4, 16);
const odd: usize = memory.data(65536 * 4, 16);

/** Of the last value of 8 bits, where they are odd in number. */
const single: usize = memory.data(256 * 4, 16);

/** Values that occur, and behind them their counts. */
export const found: usize = memory.data(65536 * 4, 16);
export const counts: usize = memory.data(65536 * 4, 16);

/** Counts the first bytes of the block. */
export function add(bytes: i32): void {
  const end = input + <usize>bytes;
  let at = input;
  let zeros: u32 = 0;
  for (; at + 16 <= end; at += 16) {
    const vector = v128.load(at);
    if (!v128.any_true(vector)) {
      zeros += 8;
      continue;
    }
    four(v128.extract_lane<u64>(vector, 0));
    four(v128.extract_lane<u64>(vector, 1));
  }
  store<u32>(even, load<u32>(even) + zeros);
  for (; at + 2 <= end; at += 2) increment(even, load<u16>(at));
  if (at < end) increment(single, load<u8>(at));
}

function four(bits: u64): void {
  increment(even, (<u32>bits) & 0xffff);
  increment(odd, (<u32>bits) >>> 16);
  increment(even, (<u32>(bits >>> 32)) & 0xffff);
  increment(odd, <u32>(bits >>> 48));
}

function increment(table: usize, value: u32): void {
  const at = table + ((<usize>value) << 2);
  store<u32>(at, load<u32>(at) + 1);
}

/** Writes the values of 16 bits that occurred, ascending, and begins anew. @returns how many there are */
export function take16(): i32 {
  let length: usize = 0;
  const none = i32x4.splat(0);
  for (let value: usize = 0; value < values; value += 4) {
    const at = value << 2;
    const sums = i32x4.add(v128.load(even + at), v128.load(odd + at));
    if (!v128.any_true(sums)) continue;
    v128.store(even + at, none);
    v128.store(odd + at, none);
    length = write(value, i32x4.extract_lane(sums, 0), length);
    length = write(value + 1, i32x4.extract_lane(sums, 1), length);
    length = write(value + 2, i32x4.extract_lane(sums, 2), length);
    length = write(value + 3, i32x4.extract_lane(sums, 3), length);
  }
  return <i32>length;
}

/** The same of values of 8 bits. */
export function take8(): i32 {
  const pairs = take16();
  for (let index: i32 = 0; index < pairs; index++) {
    const pair = load<u32>(found + ((<usize>index) << 2));
    const count = load<u32>(counts + ((<usize>index) << 2));
    const low = single + ((<usize>(pair & 0xff)) << 2);
    store<u32>(low, load<u32>(low) + count);
    const high = single + ((<usize>(pair >>> 8)) << 2);
    store<u32>(high, load<u32>(high) + count);
  }
  let length: usize = 0;
  for (let value: usize = 0; value < 256; value++) {
    const at = single + (value << 2);
    length = write(value, load<u32>(at), length);
    store<u32>(at, 0);
  }
  return <i32>length;
}

function write(value: usize, count: u32, length: usize): usize {
  if (count == 0) return length;
  store<u32>(found + (length << 2), <u32>value);
  store<u32>(counts + (length << 2), count);
  return length + 1;
}
