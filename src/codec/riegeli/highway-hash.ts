/* eslint-disable @typescript-eslint/no-non-null-assertion -- every index below is in its array by construction, and a
   check in this loop would cost half of its speed */

/** A number of 64 bits as two of 32, the low one first. */
type Pairs = Int32Array;

/** Riegeli's key: "Riegeli/records\n", twice. */
const key = new Int32Array(new TextEncoder().encode('Riegeli/records\n'.repeat(2)).buffer);

const initial0 = pairs([
  0xdbe6d5d5fe4cce2fn,
  0xa4093822299f31d0n,
  0x13198a2e03707344n,
  0x243f6a8885a308d3n,
]);
const initial1 = pairs([
  0x3bd39e10cb0ef593n,
  0xc0acf169b5f18a8cn,
  0xbe5466cf34e90c6cn,
  0x452821e638d01377n,
]);

function pairs(numbers: readonly bigint[]): Pairs {
  return new Int32Array(new BigUint64Array(numbers).buffer);
}

/** HighwayHash of 64 bits (google/highwayhash, highwayhash_c) with Riegeli's key, four lanes of 64 bits a step. */
export function highwayHash(bytes: Uint8Array): bigint {
  const hash = new Hash();
  const aligned =
    bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes.slice().buffer, 0, bytes.length);
  const whole = bytes.length & ~31;
  const words = new Int32Array(aligned.buffer, aligned.byteOffset, whole >> 2);
  for (let at = 0; at < words.length; at += 8) hash.update(words, at);
  if (whole < bytes.length) hash.rest(aligned.subarray(whole));
  return hash.finish();
}

class Hash {
  readonly #v0: Pairs = new Int32Array(8);
  readonly #v1: Pairs = new Int32Array(8);
  readonly #mul0: Pairs = initial0.slice();
  readonly #mul1: Pairs = initial1.slice();

  constructor() {
    for (let at = 0; at < 8; at++) {
      this.#v0[at] = initial0[at]! ^ key[at]!;
      this.#v1[at] = initial1[at]! ^ key[at ^ 1]!; // the key's halves change places
    }
  }

  /** One packet: eight words of 32 bits. */
  update(words: Int32Array, from: number): void {
    const [v0, v1, mul0, mul1] = [this.#v0, this.#v1, this.#mul0, this.#mul1];
    for (let lane = 0; lane < 8; lane += 2) {
      add(v1, lane, mul0[lane]!, mul0[lane + 1]!);
      add(v1, lane, words[from + lane]!, words[from + lane + 1]!);
      xorProduct(mul0, lane, v1[lane]!, v0[lane + 1]!);
      add(v0, lane, mul1[lane]!, mul1[lane + 1]!);
      xorProduct(mul1, lane, v0[lane]!, v1[lane + 1]!);
    }
    zipper(v1, v0, 0);
    zipper(v1, v0, 4);
    zipper(v0, v1, 0);
    zipper(v0, v1, 4);
  }

  /** The last bytes, fewer than a packet. */
  rest(bytes: Uint8Array): void {
    const length = bytes.length;
    for (let at = 0; at < 8; at += 2) add(this.#v0, at, length, length);
    for (let at = 0; at < 8; at++) this.#v1[at] = rotate(this.#v1[at]!, length & 31);
    const packet = new Uint8Array(32);
    const whole = length & ~3;
    packet.set(bytes.subarray(0, whole));
    const left = length & 3;
    if ((length & 16) !== 0) {
      for (let at = 0; at < 4; at++) packet[28 + at] = bytes[whole + at + left - 4]!;
    } else if (left > 0) {
      packet[16] = bytes[whole]!;
      packet[17] = bytes[whole + (left >> 1)]!;
      packet[18] = bytes[whole + left - 1]!;
    }
    this.update(new Int32Array(packet.buffer), 0);
  }

  finish(): bigint {
    const permuted = new Int32Array(8);
    for (let round = 0; round < 4; round++) {
      // The lanes of the other half, each with its halves exchanged.
      for (let at = 0; at < 8; at++) permuted[at] = this.#v0[at ^ 4 ^ 1]!;
      this.update(permuted, 0);
    }
    const sum = new Int32Array(2);
    for (const each of [this.#v0, this.#v1, this.#mul0, this.#mul1])
      add(sum, 0, each[0]!, each[1]!);
    return new BigUint64Array(sum.buffer)[0]!;
  }
}

/** numbers[at] += (high, low), modulo 2^64. */
function add(numbers: Pairs, at: number, low: number, high: number): void {
  const sum = (numbers[at]! >>> 0) + (low >>> 0);
  numbers[at] = sum | 0;
  numbers[at + 1] = (numbers[at + 1]! + high + (sum > 0xffffffff ? 1 : 0)) | 0;
}

/** numbers[at] ^= a × b, both unsigned and of 32 bits. */
function xorProduct(numbers: Pairs, at: number, a: number, b: number): void {
  const [a0, a1, b0, b1] = [a & 0xffff, a >>> 16, b & 0xffff, b >>> 16];
  const low = a0 * b0;
  // Each part has 32 bits at most, so that their sums are exact.
  const middle = a1 * b0 + (low >>> 16);
  const rest = a0 * b1 + (middle % 0x10000);
  numbers[at]! ^= Math.imul(a, b);
  numbers[at + 1]! ^= (a1 * b1 + Math.floor(middle / 0x10000) + Math.floor(rest / 0x10000)) | 0;
}

/** Adds the bytes of two lanes of `from`, in another order, to the same two of `to`. */
function zipper(from: Pairs, to: Pairs, at: number): void {
  const [low0, high0, low1, high1] = [from[at]!, from[at + 1]!, from[at + 2]!, from[at + 3]!];
  add(
    to,
    at,
    (low0 >>> 24) | ((high1 & 0xff) << 8) | (low0 & 0xff0000) | ((high0 & 0xff00) << 16),
    ((high1 >>> 16) & 0xff) | (low0 & 0xff00) | ((high1 >>> 8) & 0xff0000) | (low0 << 24),
  );
  add(
    to,
    at + 2,
    (low1 >>> 24) | ((high0 & 0xff) << 8) | (low1 & 0xff0000) | ((high1 & 0xff00) << 16),
    ((low1 >>> 8) & 0xff) | ((high0 >>> 8) & 0xff00) | ((low1 & 0xff) << 16) | (high0 & 0xff000000),
  );
}

/** Rotates 32 bits to the left. */
function rotate(word: number, by: number): number {
  return by === 0 ? word : (word << by) | (word >>> (32 - by));
}
