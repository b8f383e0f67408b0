import { TensorProtoSchema } from '../protobuf/generated/tensorflow/tensor_pb.ts';
import { TensorShapeProtoSchema } from '../protobuf/generated/tensorflow/types_pb.ts';
import { dtypeFromNumber, type Dtype } from '../../core/dtypes.ts';
import { ReadError } from '../../core/errors.ts';
import { checkShape } from '../../core/shape.ts';
import type { ErrorCode } from '../../protocol/errors.ts';
import { limits } from '../../protocol/limits.ts';
import { decode, type MessagePlace } from '../protobuf/decode.ts';
import type { SourceWalk, Span } from '../protobuf/source-walk.ts';
import { wireType } from '../protobuf/wire.ts';
import { listFields, type NumberList } from './lists.ts';

/** A tensor in a message: what it is, and where its values lie in the file. */
export interface TensorLayout {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly elements: number;
  /** Bytes that its values take in the file. */
  readonly bytes: number;
  readonly values: StoredValues | null;
  /** Why `values` is null: a clause, as "its content has 3 bytes …". */
  readonly problem: { readonly code: ErrorCode; readonly what: string } | null;
}

export type StoredValues =
  /** All elements, little-endian, row-major. */
  | { readonly kind: 'bytes'; readonly span: Span }
  /** The first elements, one after the other in a field of their own; the last one fills the rest. */
  | { readonly kind: 'list'; readonly list: NumberList; readonly fields: readonly Span[] }
  /** Strings, each in a field of its own; the last one fills the rest. */
  | { readonly kind: 'strings'; readonly fields: readonly Span[] };

/** A shape is small. */
const shapeBytes = 64 * 1024;

/** Strings and pieces of lists, each remembered by its place. */
const mostFields = 1_000_000;

/**
 * Reads a TensorProto (tensorflow/core/framework/tensor.proto) without its values.
 * @throws ReadError for bytes that are no message
 */
export async function tensorLayout(
  walk: SourceWalk,
  tensor: Span,
  place: MessagePlace,
): Promise<TensorLayout> {
  const known = TensorProtoSchema.field;
  let dtype = dtypeFromNumber(0);
  let dimensions: readonly bigint[] | null = [];
  let content: Span | null = null;
  let lists: { readonly number: number; readonly type: number; readonly span: Span }[] = [];
  for await (const batch of walk.batches(tensor.offset, tensor.length)) {
    for (const field of batch) {
      if (field.number === known.dtype.number) dtype = dtypeFromNumber(Number(field.value));
      else if (field.number === known.tensorShape.number) {
        const at = { ...place, offset: field.offset };
        const shape =
          field.length > shapeBytes
            ? null
            : decode(TensorShapeProtoSchema, await walk.bytes(field), at);
        dimensions = !shape || shape.unknownRank ? null : shape.dim.map(({ size }) => size);
      } else if (field.number === known.tensorContent.number) content = field;
      else lists.push({ number: field.number, type: field.type, span: field });
      if (lists.length > mostFields) {
        throw new ReadError({
          ...place,
          code: 'limit-exceeded',
          message: `${place.path} has a constant of more than ${String(mostFields)} fields at byte ${String(tensor.offset)}. It was made to exhaust memory, or is no such file.`,
        });
      }
    }
  }
  const list = listFields[dtype.name];
  lists = lists.filter(({ number }) => number === list?.field);
  const checked = dimensions === null ? { problem: 'its rank is unknown' } : checkShape(dimensions);
  const without = (code: ErrorCode, what: string): TensorLayout => ({
    dtype,
    shape: 'problem' in checked ? [] : checked.shape,
    elements: 'problem' in checked ? 0 : checked.elements,
    bytes: 0,
    values: null,
    problem: { code, what },
  });
  if ('problem' in checked) return without('malformed', checked.problem);
  if (!list) return without('unsupported', `its dtype ${dtype.name} has no values`);

  const { shape, elements } = checked;
  const spans = lists.map(({ span }) => span);
  const listBytes = spans.reduce((sum, { length }) => sum + length, 0);
  const told = { dtype, shape, elements, problem: null };
  if (dtype.kind === 'string') {
    if (content && content.length > 0) return without('unsupported', 'its strings are packed');
    if (spans.length > elements) return without('malformed', tooMany(spans.length, elements));
    if (elements > limits.filledStrings) return without('limit-exceeded', filled(elements));
    return { ...told, bytes: listBytes, values: { kind: 'strings', fields: spans } };
  }
  const inAll = elements * dtype.bytes;
  // An empty content is the same as none.
  const whole = content && content.length > 0 ? content : packedWhole(lists, list, inAll);
  if (whole) {
    return whole.length === inAll
      ? { ...told, bytes: inAll, values: { kind: 'bytes', span: whole } }
      : without(
          whole.length < inAll ? 'truncated' : 'malformed',
          `its content has ${String(whole.length)} bytes where its shape takes ${String(inAll)}`,
        );
  }
  if (listBytes > limits.numberListBytes) {
    return without(
      'limit-exceeded',
      `its ${String(listBytes)} bytes of numbers are more than are decoded at once`,
    );
  }
  if (inAll > limits.filledBytes) return without('limit-exceeded', filled(elements));
  return { ...told, bytes: listBytes, values: { kind: 'list', list, fields: spans } };
}

/** A packed list of all elements in the width in which they are handed out: it need not be decoded. */
function packedWhole(
  lists: readonly { readonly type: number; readonly span: Span }[],
  list: NumberList,
  bytes: number,
): Span | null {
  const [only] = lists;
  const whole = lists.length === 1 && only?.type === wireType.lengthDelimited && list.plain;
  return whole && only.span.length === bytes && bytes > 0 ? only.span : null;
}

export function tooMany(values: number, elements: number): string {
  return `it has ${String(values)} values where its shape has ${String(elements)} elements`;
}

function filled(elements: number): string {
  return `its ${String(elements)} elements are filled up from a list, more than are handed out of one`;
}
