import { varint } from '../../support/table-writer.ts';
import { few, oneIn, otherNumber, pick, type Random } from '../random.ts';
import { joined, mutateBytes, type Mutator } from './bytes.ts';

/** A field as it stands on the wire. */
interface Field {
  readonly number: number;
  readonly type: number;
  /** Of a varint. */
  readonly value: bigint;
  /** Of a length-delimited field its content, of a fixed one its bytes. */
  readonly bytes: Uint8Array;
}

const wire = { varint: 0, fixed64: 1, lengthDelimited: 2, startGroup: 3, endGroup: 4, fixed32: 5 };

/** Messages in messages that are looked into. */
const deepest = 12;

/**
 * Changes a message where it is a message: fields left out, doubled, moved, renumbered, nested, numbers in them
 * changed, at any depth. The lengths around a change are made right again, mostly; sometimes one of them lies.
 */
export const mutateMessage: Mutator = (bytes, random) => mutateAt(bytes, random, 0);

function mutateAt(bytes: Uint8Array, random: Random, depth: number): Uint8Array {
  const fields = parse(bytes);
  if (!fields || fields.length === 0) return mutateLeaf(bytes, random);
  const inner = fields.flatMap(({ type, bytes: { length } }, index) =>
    type === wire.lengthDelimited && length > 0 ? [index] : [],
  );
  if (inner.length > 0 && depth < deepest && !oneIn(random, 3)) {
    const index = pick(random, inner);
    const field = fields[index] as Field;
    fields[index] = { ...field, bytes: mutateAt(field.bytes, random, depth + 1) };
    return write(fields, oneIn(random, 24) ? { index, random } : null);
  }
  change(fields, random);
  return write(fields, null);
}

/** Text, packed numbers, or the raw bytes of values. */
function mutateLeaf(bytes: Uint8Array, random: Random): Uint8Array {
  switch (random(4)) {
    case 0:
      return new Uint8Array(0);
    case 1:
      return Buffer.from(pick(random, texts));
    default:
      return mutateBytes(bytes, random);
  }
}

/** Words that mean something somewhere, and such as nobody would choose. */
const texts: readonly string[] = [
  ...[
    '',
    '/',
    '..',
    '../..',
    '/etc/passwd',
    'C:\\x',
    '\0',
    'a\0b',
    '__proto__',
    'constructor',
    '^x',
  ],
  ...['x:0', ':0', 'x:99999999999', '\u202e', '\ud800', 'é'.repeat(200), 'n'.repeat(5000), 'NaN'],
  ...[
    '_layers',
    'layer-0',
    'keras_api',
    '_iterations',
    '_trainable_variables',
    '_variables',
    'cell',
  ],
  ...['variables', '_all_variables', '0', '1', 'VARIABLE_VALUE', 'save_counter', 'lookup_table'],
  ...['Const', 'Placeholder', 'HashTableV2', 'VarHandleOp', 'value', 'dtype', 'shape', 'key_dtype'],
  ...['serving_default', '__saved_model_init_op', 'trainable_variables', '{"a":', '[[[[', '1e999'],
];

function change(fields: Field[], random: Random): void {
  const at = random(fields.length);
  const field = fields[at] as Field;
  switch (random(11)) {
    case 0:
      fields.splice(at, few(random, 3));
      return;
    case 1:
      fields.splice(
        random(fields.length + 1),
        0,
        ...Array.from({ length: few(random, 40) }, () => field),
      );
      return;
    case 2: {
      const other = random(fields.length);
      [fields[at], fields[other]] = [fields[other] as Field, field];
      return;
    }
    case 3:
      fields[at] = {
        ...field,
        number: pick(random, [field.number + 1, 1 + random(16), 0x1fffffff]),
      };
      return;
    case 4:
      fields[at] = retyped(field, pick(random, Object.values(wire)));
      return;
    case 5: {
      // Into itself, so that what holds such a thing holds many.
      let { bytes } = field;
      const tag = varint(field.number * 8 + wire.lengthDelimited);
      for (let depth = few(random, 300); depth > 0; depth--) {
        bytes = Uint8Array.from([...tag, ...varint(bytes.length), ...bytes]);
      }
      fields[at] = { ...field, type: wire.lengthDelimited, bytes };
      return;
    }
    case 6: {
      const into = fields.findIndex(({ type }) => type === wire.lengthDelimited);
      const outer = fields[into];
      if (!outer || into === at) return;
      const [moved] = fields.splice(at, 1);
      const bytes = joined([outer.bytes, write([moved as Field], null)]);
      fields[fields.indexOf(outer)] = { ...outer, bytes };
      return;
    }
    case 7: {
      const lifted = parse(field.bytes);
      if (lifted) fields.splice(at, 1, ...lifted.slice(0, 100));
      return;
    }
    default:
      if (field.type === wire.varint) {
        fields[at] = { ...field, value: otherNumber(random, field.value) };
      } else if (field.type === wire.lengthDelimited) {
        fields[at] = { ...field, bytes: mutateLeaf(field.bytes, random) };
      } else fields[at] = { ...field, bytes: mutateBytes(field.bytes, random) };
  }
}

/** The same field in another wire type; what it held fills it as far as it goes. */
function retyped(field: Field, type: number): Field {
  const held = field.type === wire.varint ? Uint8Array.from(varint(field.value)) : field.bytes;
  const fixed = type === wire.fixed64 ? 8 : type === wire.fixed32 ? 4 : null;
  const bytes = new Uint8Array(fixed ?? held.length);
  bytes.set(held.subarray(0, bytes.length));
  return { ...field, type, bytes, value: BigInt(held.length) };
}

/**
 * The fields of a message; null for bytes that are none. Groups are none: TensorFlow never writes them.
 */
export function parse(bytes: Uint8Array): Field[] | null {
  const fields: Field[] = [];
  let at = 0;
  const number = (): bigint | null => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined) return null;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    return null;
  };
  while (at < bytes.length) {
    const tag = number();
    if (tag === null || tag < 8n || tag > 0xffffffffn) return null;
    const type = Number(tag & 7n);
    let value = 0n;
    let length = type === wire.fixed64 ? 8 : type === wire.fixed32 ? 4 : 0;
    if (type === wire.varint || type === wire.lengthDelimited) {
      const read = number();
      if (read === null) return null;
      if (type === wire.varint) value = read;
      else if (read > BigInt(bytes.length - at)) return null;
      else length = Number(read);
    } else if (length === 0) return null;
    if (at + length > bytes.length) return null;
    fields.push({ number: Number(tag >> 3n), type, value, bytes: bytes.subarray(at, at + length) });
    at += length;
  }
  return fields;
}

/** @param lie of which length-delimited field the length is not what it should be; null for none */
function write(
  fields: readonly Field[],
  lie: { readonly index: number; readonly random: Random } | null,
): Uint8Array {
  return joined(
    fields.flatMap(({ number, type, value, bytes }, index) => {
      const tag = varint(number * 8 + type);
      if (type === wire.varint) return [Uint8Array.from([...tag, ...varint(value)])];
      if (type !== wire.lengthDelimited) return [Uint8Array.from(tag), bytes];
      const length = BigInt(bytes.length);
      const stated = lie?.index === index ? otherNumber(lie.random, length) : length;
      return [Uint8Array.from([...tag, ...varint(stated)]), bytes];
    }),
  );
}
