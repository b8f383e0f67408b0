import type { Metadata } from 'h5wasm';
import type { Datatype } from '../calls.ts';

/** `H5T_class_t` of H5Tpublic.h. */
const classes = {
  integer: 0,
  float: 1,
  time: 2,
  string: 3,
  bitfield: 4,
  opaque: 5,
  compound: 6,
  reference: 7,
  enumeration: 8,
  sequence: 9,
  array: 10,
} as const;

/** `H5T_STR_SPACEPAD` of H5Tpublic.h. */
const spacePadded = 2;

/** Types inside types; deeper ones are shown as bytes. */
const deepest = 16;

/** What h5wasm knows of a datatype, in our words. */
export function datatype(type: Metadata, depth = 0): Datatype {
  const { size: bytes, signed, littleEndian } = type;
  const other: Datatype = { kind: 'other', bytes };
  if (depth > deepest) return other;
  const inner = (of: Metadata): Datatype => datatype(of, depth + 1);
  switch (type.type) {
    case classes.integer:
    case classes.bitfield:
      return { kind: 'integer', bytes, signed, bigEndian: !littleEndian };
    case classes.float:
      return { kind: 'float', bytes, signed: true, bigEndian: !littleEndian };
    case classes.string:
      return {
        kind: 'string',
        bytes,
        variable: type.vlen,
        padding: type.strpad === spacePadded ? 'space' : 'nul',
      };
    case classes.opaque:
      return { kind: 'opaque', bytes };
    case classes.compound:
      return {
        kind: 'compound',
        bytes,
        members: (type.compound_type?.members ?? []).map((member) => ({
          name: member.name,
          offset: member.offset,
          type: inner(member),
        })),
      };
    case classes.reference:
      return { kind: 'reference', bytes, to: type.ref_type ?? 'object' };
    case classes.enumeration: {
      const members = Object.entries(type.enum_type?.members ?? {})
        .map(([name, value]) => ({ name, value }))
        .sort((a, b) => a.value - b.value);
      return { kind: 'enumeration', bytes, signed, bigEndian: !littleEndian, members };
    }
    case classes.sequence:
      return type.vlen_type ? { kind: 'sequence', bytes, of: inner(type.vlen_type) } : other;
    case classes.array:
      return type.array_type
        ? { kind: 'array', bytes, of: inner(type.array_type), shape: type.array_type.shape ?? [] }
        : other;
    default:
      return other;
  }
}
