/** Which part of a dimension a slice of a partitioned tensor takes; length −1: all of it. */
export interface Extent {
  readonly start: bigint;
  readonly length: bigint;
}

/**
 * The key under which a slice of a partitioned tensor is stored (EncodeTensorNameSlice of
 * tensorflow/core/util/saved_tensor_slice_util.cc): a zero, the tensor's name, the rank and every extent, in the
 * ordered code of tensorflow/core/lib/strings/ordered_code.cc.
 */
export function sliceKey(name: Uint8Array, extents: readonly Extent[]): Uint8Array {
  const code: number[] = [];
  writeUnsigned(code, 0);
  writeString(code, name);
  writeUnsigned(code, extents.length);
  for (const { start, length } of extents) {
    // A whole dimension stands as start 0 and length −1.
    writeSigned(code, length < 0n ? 0n : start);
    writeSigned(code, length < 0n ? -1n : length);
  }
  return Uint8Array.from(code);
}

/** A byte with the count of bytes, then the number, most significant byte first, without leading zeros. */
function writeUnsigned(code: number[], value: number): void {
  const bytes: number[] = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  code.push(bytes.length, ...bytes);
}

/** 0x00 and 0xff are escaped; 0x00 0x01 ends the string. */
function writeString(code: number[], bytes: Uint8Array): void {
  for (const byte of bytes) {
    code.push(byte);
    if (byte === 0x00) code.push(0xff);
    else if (byte === 0xff) code.push(0x00);
  }
  code.push(0x00, 0x01);
}

/**
 * Two's complement, most significant byte first, in n bytes for −2^(7n−1) … 2^(7n−1) − 1. The first n bits are
 * the sign's opposite, so that codes of different length sort by value.
 */
function writeSigned(code: number[], value: bigint): void {
  let length = 1;
  while (value < -(1n << BigInt(7 * length - 1)) || value >= 1n << BigInt(7 * length - 1)) length++;
  const bits = BigInt(8 * length);
  const header = ((1n << BigInt(length)) - 1n) << (bits - BigInt(length));
  const coded = BigInt.asUintN(Number(bits), value) ^ header;
  for (let shift = bits - 8n; shift >= 0n; shift -= 8n) code.push(Number((coded >> shift) & 0xffn));
}
