import type { DtypeName } from '../protocol/model.ts';
import type { Notation } from '../protocol/tensors.ts';
import { dtypeFromName, type Dtype } from './dtypes.ts';
import { AppError } from './errors.ts';
import { smallFloatTable } from './floats.ts';
import { shortestText } from './shortest.ts';

/** Numbers of a tensor, exact: 64-bit integers as bigint, all else as float64, complex as real, imaginary, … */
export type Numbers = Float64Array | BigInt64Array | BigUint64Array;

/**
 * Values of stored elements, widened without loss.
 * @param bytes little-endian, whole elements; any alignment
 * @throws AppError `unsupported` for a dtype that has no numbers (string, resource, variant)
 */
export function readNumbers(dtype: DtypeName, bytes: Uint8Array): Numbers {
  const known = numeric(dtype);
  const count = Math.floor(bytes.length / known.bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (known.bytes === 8 && known.kind === 'int') {
    return BigInt64Array.from({ length: count }, (_, index) => view.getBigInt64(index * 8, true));
  }
  if (known.bytes === 8 && known.kind === 'uint') {
    return BigUint64Array.from({ length: count }, (_, index) => view.getBigUint64(index * 8, true));
  }
  const part = known.kind === 'complex' ? complexPart(known) : known;
  const numbers = new Float64Array(known.kind === 'complex' ? count * 2 : count);
  const read = numberReader(part);
  for (let index = 0; index < numbers.length; index++) {
    numbers[index] = read(view, index * part.bytes);
  }
  return numbers;
}

/**
 * One element as text.
 * - `decimal`: four decimals, below 1e-3 as 3.4e-7, integers whole, zero "0";
 * - `exact`: the shortest text that reads back to the same bits of this dtype;
 * - `hex`: the element's bits, most significant first, as 0x3f800000.
 *
 * Booleans are `true` and `false`, complex numbers `1+2i` (hex: both parts' bits), NaN and Infinity words.
 * @param bytes little-endian elements; any alignment
 * @param index of the element, not of the byte
 * @throws AppError `unsupported` as `readNumbers`
 */
export function formatElement(
  dtype: DtypeName,
  bytes: Uint8Array,
  index: number,
  notation: Notation,
): string {
  const known = numeric(dtype);
  const offset = index * known.bytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (known.kind === 'complex') {
    const part = complexPart(known);
    const real = formatPart(part, view, offset, notation);
    const imaginary = formatPart(part, view, offset + part.bytes, notation);
    return `${real}${imaginary.startsWith('-') ? '' : '+'}${imaginary}i`;
  }
  return formatPart(known, view, offset, notation);
}

function formatPart(dtype: Dtype, view: DataView, offset: number, notation: Notation): string {
  if (notation === 'hex') return hexText(dtype.bytes, view, offset);
  if (dtype.bytes === 8 && dtype.kind === 'int') return String(view.getBigInt64(offset, true));
  if (dtype.bytes === 8 && dtype.kind === 'uint') return String(view.getBigUint64(offset, true));
  if (dtype.kind === 'bool') return view.getUint8(offset) === 0 ? 'false' : 'true';
  const value = numberReader(dtype)(view, offset);
  if (dtype.kind !== 'float') return String(value);
  return notation === 'decimal' ? decimalText(value) : exactText(dtype, view, offset, value);
}

/** Four decimals, or two figures with an exponent where four decimals would say nothing. */
export function decimalText(value: number): string {
  if (value === 0) return '0';
  if (!Number.isFinite(value)) return String(value);
  const magnitude = Math.abs(value);
  if (magnitude < 1e-3) return value.toExponential(1);
  // Beyond this a double has no four decimals left, and the column would be all digits.
  if (magnitude >= 1e9) return value.toExponential(4).replace('e+', 'e');
  return value.toFixed(4);
}

function exactText(dtype: Dtype, view: DataView, offset: number, value: number): string {
  if (Object.is(value, -0)) return '-0';
  if (value === 0 || !Number.isFinite(value) || dtype.bytes === 8) return String(value);
  const magnitude = Math.abs(value);
  const bits = magnitudeBits(dtype, view, offset);
  const read = magnitudeReader(dtype);
  const below = read(bits - 1);
  const above = read(bits + 1);
  const text = shortestText({
    value: magnitude,
    below,
    above: Number.isFinite(above) && above > magnitude ? above : 2 * magnitude - below,
    even: (bits & 1) === 0,
  });
  return value < 0 ? `-${text}` : text;
}

/** Bits of the element without its sign. */
function magnitudeBits(dtype: Dtype, view: DataView, offset: number): number {
  if (dtype.bytes === 4) return view.getUint32(offset, true) & 0x7fffffff;
  if (dtype.bytes === 2) return view.getUint16(offset, true) & 0x7fff;
  return view.getUint8(offset) & 0x7f;
}

/** The value of a positive number's bits, for float32 and smaller. */
function magnitudeReader(dtype: Dtype): (bits: number) => number {
  const table = smallFloatTable(dtype.name);
  if (table) return (bits) => (bits < table.length / 2 ? (table[bits] ?? NaN) : NaN);
  const scratch = new DataView(new ArrayBuffer(4));
  return (bits) => {
    scratch.setUint32(0, bits);
    return scratch.getFloat32(0);
  };
}

function hexText(size: number, view: DataView, offset: number): string {
  let text = '0x';
  for (let byte = size - 1; byte >= 0; byte--) {
    text += view
      .getUint8(offset + byte)
      .toString(16)
      .padStart(2, '0');
  }
  return text;
}

/** How one element of at most 32 bits, or a float64, is read. */
function numberReader(dtype: Dtype): (view: DataView, offset: number) => number {
  const table = smallFloatTable(dtype.name);
  if (table) {
    return dtype.bytes === 2
      ? (view, offset) => table[view.getUint16(offset, true)] ?? NaN
      : (view, offset) => table[view.getUint8(offset)] ?? NaN;
  }
  if (dtype.kind === 'float') {
    return dtype.bytes === 8
      ? (view, offset) => view.getFloat64(offset, true)
      : (view, offset) => view.getFloat32(offset, true);
  }
  // A whole byte each; the high bits are not defined, the low ones carry the value.
  if (dtype.name === 'int4') return (view, offset) => (view.getInt8(offset) << 28) >> 28;
  if (dtype.name === 'uint4') return (view, offset) => view.getUint8(offset) & 0x0f;
  if (dtype.name === 'int2') return (view, offset) => (view.getInt8(offset) << 30) >> 30;
  if (dtype.name === 'uint2') return (view, offset) => view.getUint8(offset) & 0x03;
  if (dtype.kind === 'bool') return (view, offset) => (view.getUint8(offset) === 0 ? 0 : 1);
  const signed = dtype.kind === 'int';
  switch (dtype.bytes) {
    case 1:
      return signed
        ? (view, offset) => view.getInt8(offset)
        : (view, offset) => view.getUint8(offset);
    case 2:
      return signed
        ? (view, offset) => view.getInt16(offset, true)
        : (view, offset) => view.getUint16(offset, true);
    default:
      return signed
        ? (view, offset) => view.getInt32(offset, true)
        : (view, offset) => view.getUint32(offset, true);
  }
}

function complexPart(dtype: Dtype): Dtype {
  return numeric(dtype.bytes === 8 ? 'float32' : 'float64');
}

function numeric(name: DtypeName): Dtype {
  const dtype = dtypeFromName(name);
  if (!dtype || dtype.bytes === 0) {
    throw new AppError({
      code: 'unsupported',
      message: `Values of dtype ${name} are no numbers.`,
    });
  }
  return dtype;
}

/** Bytes of the unit that a file of the other endianness has swapped: half of a complex number, else all of it. */
export function swapUnit(dtype: Dtype): number {
  return dtype.kind === 'complex' ? dtype.bytes / 2 : dtype.bytes;
}

/** Turns each unit of `unit` bytes around. */
export function swapInPlace(bytes: Uint8Array, unit: number): void {
  if (unit === 1) return;
  for (let start = 0; start + unit <= bytes.length; start += unit) {
    bytes.subarray(start, start + unit).reverse();
  }
}
