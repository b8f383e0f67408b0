// What is computed of the rows of a table. Rows lie as float64 behind each other, `dimensions` numbers each; where, the
// caller decides: all memory from `free` on is its own.

export { crc32c, input, inputBytes } from './parts/input';
import { widenTo } from './parts/widen';

/** Where memory begins that nothing here uses. */
export const free: usize = __heap_base;

/** Numbers as stored to float64. @param kind see `parts/widen.ts`; up to a vector is written behind the last */
export function widen(to: usize, kind: i32, from: usize, count: i32): void {
  widenTo(to, kind, from, count);
}

/** Numbers of 8 or 16 bits to float64, which a table has for each of them. */
export function widenBy(table: usize, to: usize, from: usize, count: i32, bytes: i32): void {
  const end = to + ((<usize>count) << 3);
  if (bytes == 1) {
    for (let at = from; to < end; at++, to += 8) {
      store<f64>(to, load<f64>(table + ((<usize>load<u8>(at)) << 3)));
    }
  } else {
    for (let at = from; to < end; at += 2, to += 8) {
      store<f64>(to, load<f64>(table + ((<usize>load<u16>(at)) << 3)));
    }
  }
}

function both(pair: v128): f64 {
  return f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
}

/** Σ a·b of two vectors. */
function dot(a: usize, b: usize, dimensions: i32): f64 {
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let s2 = f64x2.splat(0);
  let s3 = f64x2.splat(0);
  const end = a + ((<usize>dimensions) << 3);
  for (; a + 64 <= end; a += 64, b += 64) {
    s0 = f64x2.add(s0, f64x2.mul(v128.load(a), v128.load(b)));
    s1 = f64x2.add(s1, f64x2.mul(v128.load(a, 16), v128.load(b, 16)));
    s2 = f64x2.add(s2, f64x2.mul(v128.load(a, 32), v128.load(b, 32)));
    s3 = f64x2.add(s3, f64x2.mul(v128.load(a, 48), v128.load(b, 48)));
  }
  let sum = both(f64x2.add(f64x2.add(s0, s1), f64x2.add(s2, s3)));
  for (; a < end; a += 8, b += 8) sum += load<f64>(a) * load<f64>(b);
  return sum;
}

/** Squared norm of each row. */
export function squaredNorms(values: usize, count: i32, dimensions: i32, out: usize): void {
  const rowBytes = (<usize>dimensions) << 3;
  for (let row = 0; row < count; row++, values += rowBytes, out += 8) {
    store<f64>(out, dot(values, values, dimensions));
  }
}

/** Product of each row with a vector. */
export function dotProducts(
  values: usize,
  count: i32,
  dimensions: i32,
  vector: usize,
  out: usize,
): void {
  const rowBytes = (<usize>dimensions) << 3;
  for (let row = 0; row < count; row++, values += rowBytes, out += 8) {
    store<f64>(out, dot(values, vector, dimensions));
  }
}

/** Squared distance of each row from a vector. */
export function squaredDistances(
  values: usize,
  count: i32,
  dimensions: i32,
  vector: usize,
  out: usize,
): void {
  const rowBytes = (<usize>dimensions) << 3;
  for (let row = 0; row < count; row++, out += 8) {
    let s0 = f64x2.splat(0);
    let s1 = f64x2.splat(0);
    const end = values + rowBytes;
    let b = vector;
    for (; values + 32 <= end; values += 32, b += 32) {
      const d0 = f64x2.sub(v128.load(values), v128.load(b));
      const d1 = f64x2.sub(v128.load(values, 16), v128.load(b, 16));
      s0 = f64x2.add(s0, f64x2.mul(d0, d0));
      s1 = f64x2.add(s1, f64x2.mul(d1, d1));
    }
    let sum = both(f64x2.add(s0, s1));
    for (; values < end; values += 8, b += 8) {
      const apart = load<f64>(values) - load<f64>(b);
      sum += apart * apart;
    }
    store<f64>(out, sum);
  }
}

/** Adds each row, times its factor, to a vector. */
export function addScaledRows(
  values: usize,
  count: i32,
  dimensions: i32,
  factors: usize,
  sum: usize,
): void {
  const rowBytes = (<usize>dimensions) << 3;
  for (let row = 0; row < count; row++, values += rowBytes, factors += 8) {
    const factor = load<f64>(factors);
    if (factor == 0) continue;
    const factorPair = f64x2.splat(factor);
    let at: usize = 0;
    for (; at + 16 <= rowBytes; at += 16) {
      const scaled = f64x2.mul(factorPair, v128.load(values + at));
      v128.store(sum + at, f64x2.add(v128.load(sum + at), scaled));
    }
    if (at < rowBytes) {
      store<f64>(sum + at, load<f64>(sum + at) + factor * load<f64>(values + at));
    }
  }
}

/** Takes a vector from each row; rows with the factor 0 become 0. */
export function centre(
  values: usize,
  count: i32,
  dimensions: i32,
  vector: usize,
  factors: usize,
): void {
  const rowBytes = (<usize>dimensions) << 3;
  for (let row = 0; row < count; row++, values += rowBytes, factors += 8) {
    if (load<f64>(factors) == 0) {
      memory.fill(values, 0, rowBytes);
      continue;
    }
    let at: usize = 0;
    for (; at + 16 <= rowBytes; at += 16) {
      v128.store(values + at, f64x2.sub(v128.load(values + at), v128.load(vector + at)));
    }
    if (at < rowBytes) store<f64>(values + at, load<f64>(values + at) - load<f64>(vector + at));
  }
}

/** Adds the square of each number to that of its dimension. */
export function addSquares(values: usize, count: i32, dimensions: i32, squares: usize): void {
  const rowBytes = (<usize>dimensions) << 3;
  for (let row = 0; row < count; row++, values += rowBytes) {
    for (let at: usize = 0; at < rowBytes; at += 8) {
      const value = load<f64>(values + at);
      store<f64>(squares + at, load<f64>(squares + at) + value * value);
    }
  }
}

/**
 * Adds the products of every two dimensions over all rows to the lower half of a square matrix; a little of the upper
 * half is written as well. Sixteen products at a time stay in registers while all rows go by.
 */
export function addProducts(values: usize, count: i32, dimensions: i32, products: usize): void {
  const line = (<usize>dimensions) << 3;
  const fours = dimensions & ~3;
  const end = values + <usize>count * line;
  for (let i = 0; i < fours; i += 4) {
    const offset = (<usize>i) << 3;
    for (let j = 0; j <= i; j += 4) {
      const across = (<usize>j) << 3;
      let a0 = f64x2.splat(0);
      let a1 = f64x2.splat(0);
      let b0 = f64x2.splat(0);
      let b1 = f64x2.splat(0);
      let c0 = f64x2.splat(0);
      let c1 = f64x2.splat(0);
      let d0 = f64x2.splat(0);
      let d1 = f64x2.splat(0);
      for (let row = values; row < end; row += line) {
        const from = row + across;
        const left = v128.load(from);
        const right = v128.load(from, 16);
        const down = row + offset;
        const a = v128.load64_splat(down);
        a0 = f64x2.add(a0, f64x2.mul(a, left));
        a1 = f64x2.add(a1, f64x2.mul(a, right));
        const b = v128.load64_splat(down, 8);
        b0 = f64x2.add(b0, f64x2.mul(b, left));
        b1 = f64x2.add(b1, f64x2.mul(b, right));
        const c = v128.load64_splat(down, 16);
        c0 = f64x2.add(c0, f64x2.mul(c, left));
        c1 = f64x2.add(c1, f64x2.mul(c, right));
        const d = v128.load64_splat(down, 24);
        d0 = f64x2.add(d0, f64x2.mul(d, left));
        d1 = f64x2.add(d1, f64x2.mul(d, right));
      }
      const to = products + <usize>i * line + across;
      addPair(to, a0, a1);
      addPair(to + line, b0, b1);
      addPair(to + 2 * line, c0, c1);
      addPair(to + 3 * line, d0, d1);
    }
  }
  for (let i = fours; i < dimensions; i++) {
    const offset = (<usize>i) << 3;
    for (let j = 0; j <= i; j++) {
      const across = (<usize>j) << 3;
      let sum: f64 = 0;
      for (let row = values; row < end; row += line) {
        sum += load<f64>(row + offset) * load<f64>(row + across);
      }
      const to = products + <usize>i * line + across;
      store<f64>(to, load<f64>(to) + sum);
    }
  }
}

function addPair(at: usize, left: v128, right: v128): void {
  v128.store(at, f64x2.add(v128.load(at), left));
  v128.store(at, f64x2.add(v128.load(at, 16), right), 16);
}

/** A hash of each row's bytes as stored: equal bytes have equal hashes. As MurmurHash3 mixes words of 32 bits. */
export function rowHashes(from: usize, count: i32, rowBytes: i32, out: usize): void {
  for (let row = 0; row < count; row++, out += 4) {
    const end = from + <usize>rowBytes;
    let hash: u32 = 0;
    for (; from + 4 <= end; from += 4) hash = mixed(hash, load<u32>(from));
    for (; from < end; from++) hash = mixed(hash, load<u8>(from));
    hash ^= hash >>> 16;
    hash *= 0x85ebca6b;
    hash ^= hash >>> 13;
    hash *= 0xc2b2ae35;
    store<u32>(out, hash ^ (hash >>> 16));
  }
}

function mixed(hash: u32, word: u32): u32 {
  word *= 0xcc9e2d51;
  word = rotl<u32>(word, 15);
  hash ^= word * 0x1b873593;
  return rotl<u32>(hash, 13) * 5 + 0xe6546b64;
}

/** Rows times their factors as float32, each padded with zeros to `stride` numbers, a multiple of four. */
export function scaledSingles(
  values: usize,
  count: i32,
  dimensions: i32,
  factors: usize,
  stride: i32,
  out: usize,
): void {
  const rowBytes = (<usize>stride) << 2;
  for (let row = 0; row < count; row++, factors += 8, out += rowBytes) {
    const factor = load<f64>(factors);
    const end = values + ((<usize>dimensions) << 3);
    let to = out;
    for (; values < end; values += 8, to += 4) {
      store<f32>(to, factor == 0 ? 0 : <f32>(load<f64>(values) * factor));
    }
    memory.fill(to, 0, out + rowBytes - to);
  }
}

/**
 * Pairs of rows out of two lists whose product is over a bound, as numbers in both, up to `most`.
 * @param stride numbers of each row, a multiple of four
 * @returns how many were written
 */
export function pairsOver(
  a: usize,
  aCount: i32,
  b: usize,
  bCount: i32,
  stride: i32,
  bound: f32,
  pairs: usize,
  most: i32,
): i32 {
  const rowBytes = (<usize>stride) << 2;
  let found = 0;
  for (let j = 0; j < bCount; j++) {
    const right = b + <usize>j * rowBytes;
    let i = 0;
    for (; i + 4 <= aCount; i += 4) {
      const first = a + <usize>i * rowBytes;
      const second = first + rowBytes;
      const third = second + rowBytes;
      const fourth = third + rowBytes;
      let s0 = f32x4.splat(0);
      let s1 = f32x4.splat(0);
      let s2 = f32x4.splat(0);
      let s3 = f32x4.splat(0);
      for (let at: usize = 0; at < rowBytes; at += 16) {
        const vector = v128.load(right + at);
        s0 = f32x4.add(s0, f32x4.mul(vector, v128.load(first + at)));
        s1 = f32x4.add(s1, f32x4.mul(vector, v128.load(second + at)));
        s2 = f32x4.add(s2, f32x4.mul(vector, v128.load(third + at)));
        s3 = f32x4.add(s3, f32x4.mul(vector, v128.load(fourth + at)));
      }
      const sums = sumsOf(s0, s1, s2, s3);
      if (!v128.any_true(f32x4.gt(sums, f32x4.splat(bound)))) continue;
      if (f32x4.extract_lane(sums, 0) > bound) found = note(pairs, found, most, i, j);
      if (f32x4.extract_lane(sums, 1) > bound) found = note(pairs, found, most, i + 1, j);
      if (f32x4.extract_lane(sums, 2) > bound) found = note(pairs, found, most, i + 2, j);
      if (f32x4.extract_lane(sums, 3) > bound) found = note(pairs, found, most, i + 3, j);
    }
    for (; i < aCount; i++) {
      let sums = f32x4.splat(0);
      for (let at: usize = 0; at < rowBytes; at += 16) {
        const left = v128.load(a + <usize>i * rowBytes + at);
        sums = f32x4.add(sums, f32x4.mul(v128.load(right + at), left));
      }
      const sum = f32x4.extract_lane(sumsOf(sums, sums, sums, sums), 0);
      if (sum > bound) found = note(pairs, found, most, i, j);
    }
  }
  return found;
}

/** The sum of each vector's numbers. */
function sumsOf(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 2, 4, 6), v128.shuffle<f32>(a, b, 1, 3, 5, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 2, 4, 6), v128.shuffle<f32>(c, d, 1, 3, 5, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 2, 4, 6), v128.shuffle<f32>(ab, cd, 1, 3, 5, 7));
}

function note(pairs: usize, found: i32, most: i32, i: i32, j: i32): i32 {
  if (found == most) return found;
  const at = pairs + ((<usize>found) << 3);
  store<i32>(at, i);
  store<i32>(at, j, 4);
  return found + 1;
}
