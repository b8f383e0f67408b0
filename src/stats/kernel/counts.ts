// How often each value of 16 bits occurs; values of 8 bits are counted in pairs, which is twice as fast.

export { counts, found } from './parts/found';
export { crc32c, input, inputBytes } from './parts/input';
import { counts, found, takeTables, write } from './parts/found';
import { input } from './parts/input';

/** Two tables in turn: equal values one after the other need not wait for each other. */
const even: usize = memory.data(65536 * 4, 16);
const odd: usize = memory.data(65536 * 4, 16);

/** Of the last value of 8 bits, where they are odd in number. */
const single: usize = memory.data(256 * 4, 16);

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

/** Writes the values of 16 bits that occurred, and begins anew. @returns how many there are */
export function take16(): i32 {
  return takeTables(even, odd);
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
