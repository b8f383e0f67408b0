import { decodeSmallFloat, smallFloats } from '../../../core/floats.ts';
import { jsonText } from '../../../core/text.ts';
import type { Datatype } from '../calls.ts';
import { isBoolean } from '../dtype.ts';
import type { OpenFile } from './library.ts';

/** Elements of one sequence that are told. */
const longestSequence = 4096;

/**
 * One element out of libhdf5's memory as plain data: numbers, strings, lists, and objects for records. Integers that
 * a double cannot hold become their digits.
 * @param at its address
 */
export function decodeElement(file: OpenFile, type: Datatype, at: number): unknown {
  const { library } = file;
  const memory = new DataView(library.HEAPU8.buffer, at, type.bytes);
  switch (type.kind) {
    case 'integer':
      return integer(memory, type.bytes, type.signed);
    case 'float':
      return float(memory, type.bytes);
    case 'enumeration': {
      const value = integer(memory, type.bytes, type.signed);
      if (isBoolean(type)) return value !== 0;
      return type.members.find((member) => member.value === value)?.name ?? value;
    }
    case 'string':
      return jsonText(stringBytes(file, type, at));
    case 'sequence': {
      const length = Math.min(memory.getUint32(0, true), longestSequence);
      const first = memory.getUint32(4, true);
      return Array.from({ length }, (_, index) =>
        decodeElement(file, type.of, first + index * type.of.bytes),
      );
    }
    case 'array': {
      const length = type.shape.reduce((product, size) => product * size, 1);
      return Array.from({ length: Math.min(length, longestSequence) }, (_, index) =>
        decodeElement(file, type.of, at + index * type.of.bytes),
      );
    }
    case 'compound':
      return Object.fromEntries(
        type.members.map((member) => [
          member.name,
          decodeElement(file, member.type, at + member.offset),
        ]),
      );
    case 'reference':
      return referenced(file, type, at);
    default:
      return hex(library.HEAPU8.subarray(at, at + type.bytes));
  }
}

/** The bytes of a string, without what fills it up. */
export function stringBytes(
  { library }: OpenFile,
  type: Extract<Datatype, { kind: 'string' }>,
  at: number,
): Uint8Array {
  const { HEAPU8: memory } = library;
  if (type.variable) {
    const start = new DataView(memory.buffer, at, 4).getUint32(0, true);
    return start === 0 ? new Uint8Array(0) : memory.slice(start, memory.indexOf(0, start));
  }
  const filler = type.padding === 'space' ? 0x20 : 0;
  let end = at + type.bytes;
  while (end > at && memory[end - 1] === filler) end--;
  return memory.slice(at, end);
}

function integer(memory: DataView, bytes: number, signed: boolean): unknown {
  switch (bytes) {
    case 1:
      return signed ? memory.getInt8(0) : memory.getUint8(0);
    case 2:
      return signed ? memory.getInt16(0, true) : memory.getUint16(0, true);
    case 4:
      return signed ? memory.getInt32(0, true) : memory.getUint32(0, true);
    case 8: {
      const value = signed ? memory.getBigInt64(0, true) : memory.getBigUint64(0, true);
      return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
    }
    default:
      return hex(new Uint8Array(memory.buffer, memory.byteOffset, bytes));
  }
}

function float(memory: DataView, bytes: number): unknown {
  const half = smallFloats['float16'];
  if (bytes === 2 && half) return finite(decodeSmallFloat(half, memory.getUint16(0, true)));
  if (bytes === 4) return finite(memory.getFloat32(0, true));
  if (bytes === 8) return finite(memory.getFloat64(0, true));
  return hex(new Uint8Array(memory.buffer, memory.byteOffset, bytes));
}

/** JSON has no word for the others. */
const finite = (value: number): number | string => (Number.isFinite(value) ? value : String(value));

function referenced(
  { library, id }: OpenFile,
  { bytes, to }: Extract<Datatype, { kind: 'reference' }>,
  at: number,
): unknown {
  const reference = library.HEAPU8.slice(at, at + bytes);
  if (reference.every((byte) => byte === 0)) return null;
  return library.get_referenced_name(id, reference, to === 'object');
}

function hex(bytes: Uint8Array): string {
  return `0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
