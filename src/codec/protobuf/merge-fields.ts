import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { addTo } from '../../core/multimap.ts';
import type { Steps } from '../../core/steps.ts';
import type { MessagePlace } from './decode.ts';
import { fields, wireBudget, wireType, type WireBudget, type WireField } from './wire.ts';

/** A step on the way to a field: its number, and which of several it is. */
export interface FieldStep {
  readonly field: number;
  /** Of a repeated field: the place in its list. Of a map: the entry's key, as it is encoded. */
  readonly which?: number | Uint8Array;
}

/** What is to be put into a message, and where: a message is merged with what is there, bytes are appended. */
export interface FieldEdit {
  /** Never empty. */
  readonly way: readonly FieldStep[];
  readonly bytes: Uint8Array;
}

/** Fields of an entry of a map. */
const entry = { key: 1, value: 2 } as const;

/**
 * A message with further content in some of its fields, at any depth, on the wire: nothing is decoded, and fields
 * that proto/ does not know stay. What the way leads over and is not there is made.
 *
 * Later content of the same field comes after earlier; an element of a list that is not there is appended, so that
 * elements must come in their order.
 * @throws ReadError where the message is damaged
 */
export function mergeFields(
  bytes: Uint8Array,
  edits: readonly FieldEdit[],
  place: MessagePlace,
): Steps<Uint8Array> {
  return merged(bytes, edits, place, wireBudget());
}

/** Recursion ends where the ways do, which are as deep as whoever made them was allowed to go. */
function* merged(
  bytes: Uint8Array,
  edits: readonly FieldEdit[],
  place: MessagePlace,
  budget: WireBudget,
): Steps<Uint8Array> {
  const waiting = new Groups(edits);
  const writer = new BinaryWriter();
  for (const field of fields(bytes, place, budget)) {
    yield;
    const group = waiting.take(field);
    // Of a field that is there more than once and means one message, what follows is merged by whoever reads it.
    if (group) yield* write(writer, group, field.bytes, place, budget);
    else copy(writer, field);
  }
  for (const group of waiting.left()) {
    yield* write(writer, group, new Uint8Array(0), place, budget);
  }
  return writer.finish();
}

/** All that is to be put into one field of one message. */
interface Group {
  readonly step: FieldStep;
  readonly edits: readonly FieldEdit[];
}

/** What is to be put into the fields of one message, until the field comes by. */
class Groups {
  readonly #waiting = new Map<string, Group>();
  /** Fields that are maps, whose entries are known by their keys. */
  readonly #maps = new Map<number, Group[]>();
  readonly #seen = new Map<number, number>();

  constructor(edits: readonly FieldEdit[]) {
    const byStep = new Map<string, FieldEdit[]>();
    for (const edit of edits) if (edit.way[0]) addTo(byStep, nameOf(edit.way[0]), edit);
    for (const [name, group] of byStep) {
      const step = group[0]?.way[0];
      if (!step) continue;
      const made = { step, edits: group };
      this.#waiting.set(name, made);
      if (step.which instanceof Uint8Array) addTo(this.#maps, step.field, made);
    }
  }

  /** What is to be put into a field that comes by; each is taken once. */
  take(field: WireField): Group | null {
    const { number } = field;
    const index = this.#seen.get(number) ?? 0;
    this.#seen.set(number, index + 1);
    const group =
      this.#waiting.get(nameOf({ field: number })) ??
      this.#waiting.get(nameOf({ field: number, which: index })) ??
      this.#maps.get(number)?.find(({ step }) => hasKey(field.bytes, step.which));
    if (!group || !this.#waiting.delete(nameOf(group.step))) return null;
    return group;
  }

  /** What no field came for; elements of lists in their order. */
  left(): readonly Group[] {
    const place = ({ step }: Group): number => (typeof step.which === 'number' ? step.which : 0);
    return [...this.#waiting.values()].sort((a, b) => place(a) - place(b));
  }
}

function nameOf({ field, which }: FieldStep): string {
  const name = which instanceof Uint8Array ? Buffer.from(which).toString('hex') : String(which);
  return `${String(field)} ${typeof which} ${name}`;
}

/** The key comes first in every entry that a library writes. */
function hasKey(entryBytes: Uint8Array, key: FieldStep['which']): boolean {
  return key instanceof Uint8Array && key.every((byte, at) => entryBytes[at] === byte);
}

/** Writes a field with its old content and what is added to it. */
function* write(
  writer: BinaryWriter,
  { step, edits }: Group,
  old: Uint8Array,
  place: MessagePlace,
  budget: WireBudget,
): Steps<void> {
  const own = edits.map(({ way, bytes }): FieldEdit => ({ way: way.slice(1), bytes }));
  let content = Buffer.concat([
    old,
    ...own.filter(({ way }) => way.length === 0).map(({ bytes }) => bytes),
  ]);
  const deeper = own.filter(({ way }) => way.length > 0);
  if (step.which instanceof Uint8Array) {
    const made = old.length === 0 ? Buffer.from(step.which) : Buffer.from(old);
    const inValue = own.map(({ way, bytes }): FieldEdit => ({
      way: [{ field: entry.value }, ...way],
      bytes,
    }));
    content = Buffer.from(yield* merged(made, inValue, place, budget));
  } else if (deeper.length > 0) {
    content = Buffer.from(yield* merged(content, deeper, place, budget));
  }
  writer.tag(step.field, WireType.LengthDelimited).bytes(content);
}

function copy(writer: BinaryWriter, { number, type, value, bytes }: WireField): void {
  switch (type) {
    case wireType.varint:
      writer.tag(number, WireType.Varint).uint64(value);
      break;
    case wireType.fixed64:
      writer.tag(number, WireType.Bit64).fixed64(value);
      break;
    case wireType.fixed32:
      writer.tag(number, WireType.Bit32).fixed32(Number(value));
      break;
    default:
      writer.tag(number, WireType.LengthDelimited).bytes(bytes);
  }
}

/** The key of a map's entry on the wire, as `FieldStep.which` has it. */
export function mapKey(key: string | bigint | number | boolean): Uint8Array {
  const writer = new BinaryWriter();
  if (typeof key === 'string') writer.tag(entry.key, WireType.LengthDelimited).string(key);
  else writer.tag(entry.key, WireType.Varint).uint64(BigInt.asUintN(64, BigInt(key)));
  return writer.finish();
}
