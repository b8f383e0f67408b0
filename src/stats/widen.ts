import { smallFloatTable } from '../core/floats.ts';
import type { DtypeName } from '../protocol/model.ts';

/**
 * Writes `count` stored elements, from element `from` of `bytes`, as float64 into `block` at `at`. 64-bit
 * integers become their nearest float64, booleans 0 and 1, complex numbers their magnitude (NaN where a part
 * is); all else is exact. `bytes` starts at a multiple of the element's size in its buffer.
 */
export type Widen = (
  bytes: Uint8Array,
  from: number,
  count: number,
  block: Float64Array,
  at: number,
) => void;

interface NumberArray {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, offset: number, length: number): ArrayLike<number>;
}

/** Dtypes whose elements a typed array reads by itself; machines that run Node are little-endian. */
const arrays: Readonly<Record<DtypeName, NumberArray>> = {
  float32: Float32Array,
  float64: Float64Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  qint8: Int8Array,
  quint8: Uint8Array,
  qint16: Int16Array,
  quint16: Uint16Array,
  qint32: Int32Array,
};

/** The widening loop of a dtype; undefined for one without numbers (string, resource, variant). */
export function widenerOf(dtype: DtypeName): Widen | undefined {
  const array = arrays[dtype];
  if (array) return widenArray(array);
  const table = smallFloatTable(dtype);
  if (table) return table.length === 256 ? widenTable8(table) : widenTable16(table);
  return loops[dtype];
}

function widenArray(array: NumberArray): Widen {
  return (bytes, from, count, block, at) => {
    const start = bytes.byteOffset + from * array.BYTES_PER_ELEMENT;
    block.set(new array(bytes.buffer, start, count), at);
  };
}

function widenTable8(table: Float64Array): Widen {
  return (bytes, from, count, block, at) => {
    for (let i = 0; i < count; i++) block[at + i] = table[bytes[from + i] as number] as number;
  };
}

function widenTable16(table: Float64Array): Widen {
  return (bytes, from, count, block, at) => {
    const bits = new Uint16Array(bytes.buffer, bytes.byteOffset + from * 2, count);
    for (let i = 0; i < count; i++) block[at + i] = table[bits[i] as number] as number;
  };
}

/** Small integers fill a byte each; the low bits carry the value, the high ones are not defined. */
const widenSigned =
  (bits: number): Widen =>
  (bytes, from, count, block, at) => {
    const shift = 32 - bits;
    for (let i = 0; i < count; i++) {
      block[at + i] = ((bytes[from + i] as number) << shift) >> shift;
    }
  };

const widenUnsigned =
  (bits: number): Widen =>
  (bytes, from, count, block, at) => {
    const mask = (1 << bits) - 1;
    for (let i = 0; i < count; i++) block[at + i] = (bytes[from + i] as number) & mask;
  };

/** high · 2^32 is exact, so the sum is rounded once: to the nearest float64. */
const widen64 =
  (highWords: NumberArray): Widen =>
  (bytes, from, count, block, at) => {
    const start = bytes.byteOffset + from * 8;
    const low = new Uint32Array(bytes.buffer, start, count * 2);
    const high = new highWords(bytes.buffer, start, count * 2);
    for (let i = 0; i < count; i++) {
      block[at + i] = (high[2 * i + 1] as number) * 4294967296 + (low[2 * i] as number);
    }
  };

const widenMagnitude =
  (array: NumberArray): Widen =>
  (bytes, from, count, block, at) => {
    const start = bytes.byteOffset + from * 2 * array.BYTES_PER_ELEMENT;
    const parts = new array(bytes.buffer, start, count * 2);
    for (let i = 0; i < count; i++) {
      const real = parts[2 * i] as number;
      const imaginary = parts[2 * i + 1] as number;
      // hypot(NaN, Infinity) is Infinity; here a NaN in either part makes the number one that is not.
      block[at + i] =
        Number.isNaN(real) || Number.isNaN(imaginary) ? NaN : Math.hypot(real, imaginary);
    }
  };

const loops: Readonly<Record<DtypeName, Widen>> = {
  bool: (bytes, from, count, block, at) => {
    for (let i = 0; i < count; i++) block[at + i] = bytes[from + i] === 0 ? 0 : 1;
  },
  int64: widen64(Int32Array),
  uint64: widen64(Uint32Array),
  int4: widenSigned(4),
  int2: widenSigned(2),
  uint4: widenUnsigned(4),
  uint2: widenUnsigned(2),
  complex64: widenMagnitude(Float32Array),
  complex128: widenMagnitude(Float64Array),
};
