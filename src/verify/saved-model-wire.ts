import { AppError } from '../core/errors.ts';
import { fields, wireBudget, wireType, type WireField } from '../codec/protobuf/wire.ts';

/**
 * The fields of `saved_model.pb` that are edited, by number in TensorFlow's saved_model.proto, meta_graph.proto,
 * graph.proto, function.proto, node_def.proto and attr_value.proto.
 */
export const fieldNumbers = {
  savedModel: { metaGraphs: 2 },
  metaGraph: { metaInfo: 1, graph: 2 },
  metaInfo: { tags: 4 },
  graph: { node: 1, library: 2 },
  library: { function: 1 },
  function: { node: 3 },
  node: { name: 1, op: 2, input: 3, device: 4, attribute: 5 },
  attribute: { key: 1, value: 2 },
  attributeValue: { string: 2 },
} as const;

const place = { format: 'saved-model', path: 'saved_model.pb' };

/** All length-delimited fields of a message with this number. */
export function* messages(bytes: Uint8Array, number: number): Generator<Uint8Array> {
  for (const field of fields(bytes, place, wireBudget())) {
    if (field.number === number && field.type === wireType.lengthDelimited) yield field.bytes;
  }
}

/**
 * What happens to a message's fields: taken out, their content replaced, or their own fields edited; those not named
 * stay as they are.
 */
export interface Edit {
  readonly [fieldNumber: number]: 'drop' | Edit | ((content: Uint8Array) => readonly Uint8Array[]);
}

/**
 * Edits an encoded message without decoding it: what no edit names is copied as it stands, unknown fields too. The
 * nesting is that of the edit, not of the bytes.
 * @returns pieces of the new message, in order
 * @throws ReadError for bytes that are no protobuf
 */
export function editMessage(bytes: Uint8Array, edit: Edit): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let copied = 0;
  for (const field of fields(bytes, place, wireBudget())) {
    const change = edit[field.number];
    if (change === undefined || field.type !== wireType.lengthDelimited) continue;
    const begin = beginOf(field, bytes);
    pieces.push(bytes.subarray(copied, begin));
    copied = field.offset + field.bytes.length;
    if (change === 'drop') continue;
    const inner =
      typeof change === 'function' ? change(field.bytes) : editMessage(field.bytes, change);
    const length = inner.reduce((sum, piece) => sum + piece.length, 0);
    pieces.push(header(field.number, length), ...inner);
  }
  pieces.push(bytes.subarray(copied));
  return pieces;
}

/** One length-delimited field, encoded. */
export function encodeField(number: number, content: Uint8Array): Uint8Array {
  return Buffer.concat([header(number, content.length), content]);
}

function header(number: number, length: number): Uint8Array {
  return Uint8Array.of(tag(number), ...varint(length));
}

/** Where a field's tag stands. */
function beginOf(field: WireField, bytes: Uint8Array): number {
  const begin = field.offset - varint(field.bytes.length).length - 1;
  if (bytes[begin] === tag(field.number)) return begin;
  throw new AppError({
    code: 'unsupported',
    message: 'saved_model.pb is written in an unusual way and cannot be edited.',
  });
}

/** One byte: all numbers here are below 16. */
function tag(number: number): number {
  return (number << 3) | wireType.lengthDelimited;
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return [...bytes, rest];
}
