import type { DescField, DescMessage } from '@bufbuild/protobuf';
import { limits } from '../../protocol/limits.ts';
import { wireType } from './wire.ts';

/** What the messages of one file may still hold when they are decoded, all together. */
export interface DecodeBudget {
  parts: number;
}

/**
 * Counts the messages and texts in a message: each becomes an object of its own when it is decoded, and takes a
 * hundred times the two bytes that it may take in the file. Nothing is nested by recursion.
 * @returns as many as there are, or, for bytes that are no such message, as many as were found: decoding says what is
 *   wrong with them
 */
export function countParts(schema: DescMessage, bytes: Uint8Array): number {
  let parts = 0;
  let at = 0;
  const number = (): number => {
    let value = 0;
    for (let factor = 1; at < bytes.length; factor *= 128) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
    return Infinity;
  };
  const open = [{ fields: fieldsOf(schema), end: bytes.length }];
  for (let top = open.at(-1); top && open.length <= limits.protobufDepth; top = open.at(-1)) {
    if (at >= top.end) {
      open.pop();
      continue;
    }
    const tag = number();
    const type = tag % 8;
    if (type === wireType.varint) number();
    else if (type === wireType.fixed64) at += 8;
    else if (type === wireType.fixed32) at += 4;
    else if (type === wireType.lengthDelimited) {
      const length = number();
      if (!(at + length <= top.end)) return parts;
      const inside = top.fields.get(Math.floor(tag / 8));
      // What proto/ does not name is skipped, and is no object.
      if (inside !== undefined) parts++;
      if (inside) open.push({ fields: inside(), end: at + length });
      else at += length;
    } else return parts;
  }
  return parts;
}

/** The fields of a message by number; of those that are messages themselves a way to theirs, for the rest null. */
type Fields = ReadonlyMap<number, (() => Fields) | null>;

const known = new WeakMap<DescMessage, Fields>();

function fieldsOf(schema: DescMessage): Fields {
  let fields = known.get(schema);
  if (!fields) {
    fields = new Map(schema.fields.map((field) => [field.number, insideOf(field)]));
    known.set(schema, fields);
  }
  return fields;
}

function insideOf(field: DescField): (() => Fields) | null {
  const { message } = field;
  const inside = message ? () => fieldsOf(message) : null;
  // On the wire, an entry is a message whose field 1 is the key and field 2 the value.
  return field.fieldKind === 'map'
    ? () =>
        new Map([
          [1, null],
          [2, inside],
        ])
    : inside;
}
