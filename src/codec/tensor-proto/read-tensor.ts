import { Cursor } from '../../core/cursor.ts';
import { dtypeFromNumber, type Dtype } from '../../core/dtypes.ts';
import { ReadError } from '../../core/errors.ts';
import { checkShape } from '../../core/shape.ts';
import { limits } from '../../protocol/limits.ts';
import type { RawTensor } from '../../protocol/runner.ts';
import { decode, type MessagePlace } from '../protobuf/decode.ts';
import { TensorProtoSchema } from '../protobuf/generated/tensorflow/tensor_pb.ts';
import { TensorShapeProtoSchema } from '../protobuf/generated/tensorflow/types_pb.ts';
import { fields, wireType, type WireBudget, type WireField } from '../protobuf/wire.ts';
import { valueListOf, type ValueList } from './value-lists.ts';

/** Counts what the tensors of one file take, all together: a few bytes can state a shape of any size. */
export interface TensorBudget extends WireBudget {
  tensorBytes: number;
}

export function tensorBudget(): TensorBudget {
  return { elements: limits.recordedFields, tensorBytes: limits.recordedTensorBytes };
}

/** What a string takes in memory besides its bytes. */
const stringBytes = 64;

/**
 * A TensorProto as raw values, as TensorFlow's `Tensor::FromProto` reads it: from `tensor_content` where that is
 * there, else from the dtype's list, whose last element fills what is missing. Walked, not decoded, so that a tensor
 * costs its own size.
 * @throws ReadError `malformed`, `truncated`, `limit-exceeded`, `unsupported` for a dtype without values
 */
export function readTensor(
  bytes: Uint8Array,
  place: MessagePlace,
  budget: TensorBudget,
): RawTensor {
  const { dtype, dimensions, content } = readHead(bytes, place, budget);
  const checked = checkShape(dimensions);
  if ('problem' in checked) throw problem('malformed', place, `a tensor: ${checked.problem}`);
  const { shape, elements } = checked;
  const list = valueListOf(dtype.name);
  if (dtype.kind !== 'string' && !list) {
    throw problem('unsupported', place, `a tensor of dtype ${dtype.name} has no values`);
  }
  const size = elements * (dtype.kind === 'string' ? stringBytes : dtype.bytes);
  budget.tensorBytes -= size;
  if (budget.tensorBytes < 0) {
    throw problem(
      'limit-exceeded',
      place,
      `with a ${dtype.name} tensor [${shape.join(', ')}] the file states more than the ${limits.recordedTensorBytes} bytes of values that are read`,
    );
  }
  if (!list) {
    const values = content
      ? stringsOfContent(content, elements, place)
      : stringsOfList(bytes, elements, place, budget);
    return { kind: 'strings', dtype: 'string', shape, values };
  }
  if (content && content.bytes.length !== size) {
    throw problem(
      'malformed',
      place,
      `a ${dtype.name} tensor [${shape.join(', ')}] takes ${size} bytes and has ${content.bytes.length}`,
    );
  }
  const values = content?.bytes ?? numbersOfList(bytes, list, size, dtype, place, budget);
  return { kind: 'numbers', dtype: dtype.name, shape, bytes: values };
}

interface Head {
  readonly dtype: Dtype;
  readonly dimensions: readonly bigint[];
  /** `tensor_content`, where it is there and not empty. */
  readonly content: WireField | null;
}

function readHead(bytes: Uint8Array, place: MessagePlace, budget: WireBudget): Head {
  const known = TensorProtoSchema.field;
  let dtype: Dtype = dtypeFromNumber(0);
  let dimensions: readonly bigint[] = [];
  let content: WireField | null = null;
  for (const field of fields(bytes, place, budget)) {
    if (field.number === known.dtype.number) {
      dtype = dtypeFromNumber(Number(field.value));
    } else if (field.number === known.tensorShape.number) {
      const at = { ...place, offset: field.offset };
      dimensions = decode(TensorShapeProtoSchema, field.bytes, at).dim.map(({ size }) => size);
    } else if (field.number === known.tensorContent.number && field.bytes.length > 0) {
      content = field;
    }
  }
  return { dtype, dimensions, content };
}

/** All elements of a tensor whose first ones are listed: the last is repeated, and of none there are zeros. */
function numbersOfList(
  bytes: Uint8Array,
  list: ValueList,
  size: number,
  dtype: Dtype,
  place: MessagePlace,
  budget: WireBudget,
): Uint8Array {
  const values = Buffer.alloc(size);
  let filled = 0;
  for (const field of fields(bytes, place, budget)) {
    if (field.number !== list.field) continue;
    for (const item of itemsOf(field, list, place)) {
      if (filled >= size) break;
      filled += item.copy(values, filled, 0, Math.min(item.length, size - filled));
    }
  }
  filled -= filled % dtype.bytes;
  if (filled > 0) values.fill(values.subarray(filled - dtype.bytes, filled), filled);
  return values;
}

/** The items of one field as they lie in memory, little-endian: packed on the wire, or one by one. */
function* itemsOf(
  { type, value, bytes, offset }: WireField,
  { wire, itemBytes }: ValueList,
  place: MessagePlace,
): Generator<Buffer> {
  const item = Buffer.alloc(8);
  if (type !== wireType.lengthDelimited) {
    item.writeBigUInt64LE(value);
    yield item.subarray(0, itemBytes);
  } else if (wire !== 'varint') {
    yield Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  } else {
    const cursor = new Cursor(bytes, { ...place, what: 'a list of numbers', offset });
    while (cursor.remaining > 0) {
      // A negative number takes ten bytes on the wire; its low bytes are what it is in fewer bits.
      item.writeBigUInt64LE(cursor.varint64());
      yield item.subarray(0, itemBytes);
    }
  }
}

function stringsOfList(
  bytes: Uint8Array,
  elements: number,
  place: MessagePlace,
  budget: WireBudget,
): Uint8Array[] {
  const values: Uint8Array[] = [];
  for (const field of fields(bytes, place, budget)) {
    if (field.number !== TensorProtoSchema.field.stringVal.number) continue;
    if (values.length < elements) values.push(field.bytes);
  }
  const last = values.at(-1) ?? new Uint8Array(0);
  while (values.length < elements) values.push(last);
  return values;
}

/** Strings in `tensor_content`: all lengths as varints, then all bytes (core/platform/coding.cc, EncodeStringList). */
function stringsOfContent(
  { bytes, offset }: WireField,
  elements: number,
  place: MessagePlace,
): Uint8Array[] {
  const cursor = new Cursor(bytes, { ...place, what: 'a tensor of strings', offset });
  const lengths = Array.from({ length: elements }, () => cursor.varint32());
  return lengths.map((length) => cursor.take(length));
}

function problem(
  code: 'malformed' | 'limit-exceeded' | 'unsupported',
  place: MessagePlace,
  what: string,
): ReadError {
  const at = place.offset === undefined ? '' : ` at byte ${place.offset}`;
  return new ReadError({ ...place, code, message: `${place.path} cannot be read${at}: ${what}.` });
}
