import { decodeUtf8 } from '../../core/text.ts';
import { fields, wireType, type WireField } from '../protobuf/wire.ts';

const place = { format: 'graph-def', path: '' };

const opName = /^[A-Za-z_][\w.>/-]*$/;

/**
 * Tells by content whether a file is a GraphDef or a MetaGraphDef. Both begin with a message in field 1, 2 or 4, and no
 * magic number says which it is: by the fields of the first message in it, as far
 * as they lie in `head`.
 * @param size of the whole file: what states more is neither
 */
export function recogniseGraph(head: Uint8Array, size: number): 'graph-def' | 'meta-graph' | null {
  const first = firstMessage(head, size);
  if (!first) return null;
  const { number, content, length } = first;
  if (number === 1) {
    if (isNode(content)) return 'graph-def';
    return isMetaInfo(content) ? 'meta-graph' : null;
  }
  if (number === 2) {
    // The graph of a MetaGraphDef without information on it, or the functions of a GraphDef without nodes.
    const inner = firstMessage(content, length);
    if (inner?.number !== 1) return null;
    if (isNode(inner.content)) return 'meta-graph';
    const signature = firstMessage(inner.content, inner.length);
    return signature?.number === 1 && hasName(signature.content) ? 'graph-def' : null;
  }
  // A GraphDef of nothing but versions: three numbers at most.
  const versions = number === 4 && length === size - first.start && length <= 32;
  return versions && known(content, (field, type) => field <= 3 && type === wireType.varint)
    ? 'graph-def'
    : null;
}

interface FirstMessage {
  readonly number: number;
  readonly start: number;
  readonly length: number;
  /** As much of it as is here. */
  readonly content: Uint8Array;
}

function firstMessage(bytes: Uint8Array, size: number): FirstMessage | null {
  const tag = bytes[0] ?? 0;
  if ((tag & 7) !== wireType.lengthDelimited || tag >= 0x80) return null;
  let length = 0;
  let start = 1;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[start++];
    if (byte === undefined || shift > 28) return null;
    length += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) break;
  }
  if (length > size - start) return null;
  return { number: tag >> 3, start, length, content: bytes.subarray(start, start + length) };
}

/** NodeDef: a name and an op, both text. */
function isNode(bytes: Uint8Array): boolean {
  let name = false;
  for (const field of beginning(bytes)) {
    if (field.type !== wireType.lengthDelimited) return false;
    const text = decodeUtf8(field.bytes);
    if (field.number === 1) name = text !== null;
    else if (field.number === 2) return name && text !== null && opName.test(text);
    else return false;
  }
  return false;
}

/** MetaInfoDef: a list of ops, tags, and the version of TensorFlow; all of them may be missing. */
function isMetaInfo(bytes: Uint8Array): boolean {
  let found = bytes.length === 0;
  for (const { number, type, bytes: content } of beginning(bytes)) {
    if (number > 8) return false;
    // `stripped_op_list`: messages, each an OpDef that begins with its name.
    if (number === 2) return content[0] === 0x0a;
    if (number === 5 || number === 4) {
      if (type !== wireType.lengthDelimited || decodeUtf8(content) === null) return false;
      found = true;
    } else if (number !== 7 && type !== wireType.lengthDelimited) return false;
  }
  return found;
}

function hasName(bytes: Uint8Array): boolean {
  for (const field of beginning(bytes))
    return field.number === 1 && decodeUtf8(field.bytes) !== null;
  return false;
}

function known(bytes: Uint8Array, accept: (number: number, type: number) => boolean): boolean {
  for (const { number, type } of beginning(bytes)) if (!accept(number, type)) return false;
  return true;
}

/** The fields up to where the bytes end; what is no protobuf has none that make sense. */
function* beginning(bytes: Uint8Array): Generator<WireField> {
  try {
    yield* fields(bytes, place);
  } catch {
    // Cut off, or foreign: what was seen is all that tells.
  }
}
