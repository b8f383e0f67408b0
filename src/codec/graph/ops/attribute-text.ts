import { dtypeFromNumber } from '../../../core/dtypes.ts';
import { ReadError } from '../../../core/errors.ts';
import { visibleBytes } from '../../../core/text.ts';
import { formatElement } from '../../../core/values.ts';
import { statedShape } from '../../../protocol/figures.ts';
import type { RawTensor } from '../../../protocol/runner.ts';
import { visibleText } from '../../../protocol/visible-text.ts';
import type { MessagePlace } from '../../protobuf/decode.ts';
import { FieldCursor } from '../../protobuf/field-cursor.ts';
import {
  AttrValue_ListValueSchema,
  AttrValueSchema,
  NameAttrListSchema,
} from '../../protobuf/generated/tensorflow/graph_pb.ts';
import { TensorProtoSchema } from '../../protobuf/generated/tensorflow/tensor_pb.ts';
import { wireBudget, wireType } from '../../protobuf/wire.ts';
import { readTensor } from '../../tensor-proto/read-tensor.ts';
import type { KeptAttribute } from './attribute-store.ts';
import { readShape } from './shapes.ts';

/** What is told of a value: items of a list, elements of a constant, bytes of a string. */
const most = { items: 16, elements: 8, bytes: 200 } as const;

/** What a constant may take while its first elements are looked at. */
const valueBudget = { elements: 10_000, tensorBytes: 64 * 1024 } as const;

const value = AttrValueSchema.field;
const list = AttrValue_ListValueSchema.field;

/** An AttrValue as text for people; of one that is damaged as much as can be read, which may be ''. */
export function attributeText(
  { value: bytes, length }: KeptAttribute,
  place: MessagePlace,
): string {
  const cursor = new FieldCursor(
    bytes,
    { place, budget: wireBudget() },
    { start: 0, end: bytes.length },
    bytes.length < length,
  );
  let text = '';
  try {
    while (cursor.next()) text = valueText(cursor, place) ?? text;
  } catch (thrown) {
    if (!(thrown instanceof ReadError)) throw thrown;
  }
  return text;
}

/** The text of what one field of an AttrValue says; null for a field that is not known. */
function valueText(field: FieldCursor, place: MessagePlace): string | null {
  switch (field.number) {
    case value.s.number:
      return stringText(field);
    case value.i.number:
      return String(BigInt.asIntN(64, field.value));
    case value.f.number:
      return floats(field)[0] ?? null;
    case value.b.number:
      return field.value === 0n ? 'false' : 'true';
    case value.type.number:
      return dtypeFromNumber(field.int32).name;
    case value.shape.number:
      return statedShape(readShape(field.inside()));
    case value.tensor.number:
      return tensorText(field, place);
    case value.placeholder.number:
      return `$${visibleBytes(field.content)}`;
    case value.func.number:
      return functionName(field);
    case value.list.number:
      return listText(field, place);
    default:
      return null;
  }
}

function stringText(field: FieldCursor): string {
  const { content } = field;
  const shown = visibleBytes(content.subarray(0, most.bytes));
  return `"${shown}${content.length > most.bytes || field.isCut ? '…' : ''}"`;
}

function functionName(field: FieldCursor): string {
  const inside = field.inside();
  while (inside.next()) {
    if (inside.number === NameAttrListSchema.field.name.number) return visibleBytes(inside.content);
  }
  return '';
}

function listText(field: FieldCursor, place: MessagePlace): string {
  const inside = field.inside();
  const items: string[] = [];
  let left = 0;
  while (inside.next()) {
    for (const item of itemsOf(inside, place)) {
      if (items.length < most.items) items.push(item);
      else left++;
    }
  }
  if (inside.isCut) items.push('…');
  else if (left > 0) items.push(`… ${String(left)} more`);
  return `[${items.join(', ')}]`;
}

/** What one field of a list holds: one item, or many numbers packed. */
function* itemsOf(field: FieldCursor, place: MessagePlace): Generator<string> {
  switch (field.number) {
    case list.s.number:
      yield stringText(field);
      break;
    case list.i.number:
      for (const number of varints(field)) yield String(BigInt.asIntN(64, number));
      break;
    case list.f.number:
      yield* floats(field);
      break;
    case list.b.number:
      for (const number of varints(field)) yield number === 0n ? 'false' : 'true';
      break;
    case list.type.number:
      for (const number of varints(field)) {
        yield dtypeFromNumber(Number(BigInt.asIntN(32, number))).name;
      }
      break;
    case list.shape.number:
      yield statedShape(readShape(field.inside()));
      break;
    case list.tensor.number:
      yield tensorText(field, place);
      break;
    case list.func.number:
      yield functionName(field);
      break;
    default:
  }
}

/** Numbers, packed or one by itself. */
export function* varints(field: FieldCursor): Generator<bigint> {
  if (field.type === wireType.varint) {
    yield field.value;
    return;
  }
  let value = 0n;
  let shift = 0n;
  for (const byte of field.content) {
    value |= BigInt(byte & 0x7f) << shift;
    shift += 7n;
    if (byte >= 0x80) continue;
    yield BigInt.asUintN(64, value);
    [value, shift] = [0n, 0n];
  }
}

/** Floats, packed or one by itself; of a list that is cut off those that are whole. */
function floats({ content }: FieldCursor): string[] {
  return Array.from({ length: Math.floor(content.length / 4) }, (_, index) =>
    formatElement('float32', content, index, 'exact'),
  );
}

/** `float32 (64, 32)`, and its first values where all of it is here. */
function tensorText(field: FieldCursor, place: MessagePlace): string {
  const inside = field.inside();
  let dtype = '';
  let shape = statedShape([]);
  try {
    while (inside.next()) {
      if (inside.number === TensorProtoSchema.field.dtype.number) {
        dtype = dtypeFromNumber(inside.int32).name;
      } else if (inside.number === TensorProtoSchema.field.tensorShape.number) {
        shape = statedShape(readShape(inside.inside()));
      }
    }
    const what = `${dtype} ${shape}`;
    if (field.isCut || inside.isCut) return what;
    const values = elementTexts(readTensor(field.content, place, { ...valueBudget }));
    return values.length === 0 ? what : `${what}: ${values.join(', ')}`;
  } catch (thrown) {
    // Its values cannot be read, or take more than is looked at.
    if (thrown instanceof ReadError) return `${dtype} ${shape}`;
    throw thrown;
  }
}

function elementTexts(tensor: RawTensor): string[] {
  const count = tensor.shape.reduce((product, size) => product * size, 1);
  const texts = Array.from({ length: Math.min(count, most.elements) }, (_, index) =>
    tensor.kind === 'numbers'
      ? formatElement(tensor.dtype, tensor.bytes, index, 'exact')
      : quoted(tensor.values[index] ?? new Uint8Array(0)),
  );
  return count > most.elements ? [...texts, '…'] : texts;
}

function quoted(bytes: Uint8Array): string {
  const shown = visibleText(visibleBytes(bytes.subarray(0, most.bytes)));
  return `"${shown}${bytes.length > most.bytes ? '…' : ''}"`;
}
