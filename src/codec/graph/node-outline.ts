import { ReadError } from '../../core/errors.ts';
import { decode, type MessagePlace } from '../protobuf/decode.ts';
import {
  AttrValueSchema,
  AttrValue_ListValueSchema,
  NodeDefSchema,
  type AttrValue,
} from '../protobuf/generated/tensorflow/graph_pb.ts';
import { mapEntry } from '../protobuf/map-entry.ts';
import { fields, wireType, type WireBudget } from '../protobuf/wire.ts';
import type { SourceField, SourceWalk } from '../protobuf/source-walk.ts';
import { nameIn, nodeElements } from './node.ts';

/** Nodes up to this size are read whole; of larger ones only the small fields. */
const wholeBytes = 128 * 1024;
const smallFieldBytes = 4096;

const known = NodeDefSchema.field;

/** An attribute as it lies in a node: its name in UTF-8, and its AttrValue. */
export interface RawAttribute {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

/**
 * A node as it lies in the file. Of most nodes nothing is looked at but the op, and a graph has hundreds of thousands:
 * inputs and attributes are gone through only where one is asked for.
 */
export class NodeOutline {
  readonly op: string;
  /** As the node asks for it: '' for anywhere. */
  readonly device: string;
  /** Whether an attribute may be worth a look: a function, a list of them, or one of the dtypes in `tellingTypes`. */
  readonly isTelling: boolean;
  #name: Uint8Array | null = null;
  readonly #inputs: Uint8Array[] = [];
  /** The node, without the fields that are large. */
  readonly #bytes: Uint8Array;
  readonly #place: MessagePlace;
  readonly #budget: WireBudget;

  private constructor(bytes: Uint8Array, place: MessagePlace, budget: WireBudget) {
    this.#bytes = bytes;
    this.#place = place;
    this.#budget = budget;
    const { name, op, input, device, attr } = known;
    let kind: Uint8Array | null = null;
    let where: Uint8Array | null = null;
    let telling = false;
    for (const field of fields(bytes, place, budget)) {
      if (field.number === name.number) this.#name = field.bytes;
      else if (field.number === input.number) this.#inputs.push(field.bytes);
      else if (field.number === op.number) kind = field.bytes;
      else if (field.number === device.number) where = field.bytes;
      else if (field.number === attr.number) telling ||= isTelling(field.bytes);
    }
    this.op = nameIn(kind);
    this.device = nameIn(where);
    this.isTelling = telling;
  }

  /**
   * @returns at once where it lies in memory already, as those of most graphs do
   * @throws ReadError as the walk does
   */
  static read(
    walk: SourceWalk,
    node: SourceField,
    place: MessagePlace,
  ): NodeOutline | Promise<NodeOutline> {
    const at = { ...place, offset: node.offset };
    const bytes = node.length <= wholeBytes ? walk.peek(node) : null;
    return bytes ? NodeOutline.of(bytes, at, walk.budget) : NodeOutline.#readFar(walk, node, at);
  }

  static of(bytes: Uint8Array, place: MessagePlace, budget: WireBudget): NodeOutline {
    budget.elements -= nodeElements;
    return new NodeOutline(bytes, place, budget);
  }

  static async #readFar(
    walk: SourceWalk,
    node: SourceField,
    place: MessagePlace,
  ): Promise<NodeOutline> {
    if (node.length <= wholeBytes) {
      return NodeOutline.of(await walk.bytes(node), place, walk.budget);
    }
    // A field with its tag and length: as if nothing else stood in the node.
    const small: Uint8Array[] = [];
    for await (const batch of walk.batches(node.offset, node.length)) {
      for (const field of batch) {
        if (field.length > smallFieldBytes || field.type !== wireType.lengthDelimited) continue;
        small.push(asField(field.number, await walk.bytes(field)));
      }
    }
    return NodeOutline.of(Buffer.concat(small), place, walk.budget);
  }

  get name(): string {
    return nameIn(this.#name);
  }

  /** What it takes its inputs from, in their order; without what must only have run before. */
  get inputs(): string[] {
    return this.#inputs.map(nameIn).filter((input) => !input.startsWith('^'));
  }

  /** Names of the nodes that must have run before it, inputs included. */
  get needs(): string[] {
    return this.#inputs.map((input) => nodeOf(nameIn(input)));
  }

  /** Its attributes; one that is damaged is left out. */
  *attributes(): Generator<RawAttribute, void, undefined> {
    for (const { number, bytes } of fields(this.#bytes, this.#place, this.#budget)) {
      if (number !== known.attr.number) continue;
      const attribute = this.#attribute(bytes);
      if (attribute) yield attribute;
    }
  }

  /** An attribute decoded; null where it has none of the name, or it is damaged. */
  attribute(name: string): AttrValue['value'] | null {
    for (const attribute of this.attributes()) {
      if (nameIn(attribute.key) === name) return this.decoded(attribute);
    }
    return null;
  }

  decoded({ value }: RawAttribute): AttrValue['value'] | null {
    try {
      return decode(AttrValueSchema, value, this.#place).value;
    } catch (thrown) {
      if (thrown instanceof ReadError) return null;
      throw thrown;
    }
  }

  #attribute(entry: Uint8Array): RawAttribute | null {
    try {
      const { key, value } = mapEntry(entry, this.#place, this.#budget);
      return { key: Buffer.from(key), value };
    } catch (thrown) {
      if (thrown instanceof ReadError) return null;
      throw thrown;
    }
  }
}

/** `node` of `node`, `node:0` and `^node`, of which the last must only have run. */
function nodeOf(input: string): string {
  const end = input.indexOf(':');
  const start = input.startsWith('^') ? 1 : 0;
  return end < 0 ? input.slice(start) : input.slice(start, end);
}

/** A length-delimited field on the wire. */
export function asField(number: number, content: Uint8Array): Uint8Array {
  const head: number[] = [number * 8 + wireType.lengthDelimited];
  for (let rest = content.length; ; rest >>>= 7) {
    head.push(rest > 0x7f ? (rest & 0x7f) | 0x80 : rest);
    if (rest <= 0x7f) break;
  }
  return Buffer.concat([Buffer.from(head), content]);
}

/** What an AttrValue begins with that is a DataType, a function, or a list; and what a list of functions begins with. */
export const attributeTags = {
  type: AttrValueSchema.field.type.number * 8 + wireType.varint,
  func: AttrValueSchema.field.func.number * 8 + wireType.lengthDelimited,
  list: AttrValueSchema.field.list.number * 8 + wireType.lengthDelimited,
  funcInList: AttrValue_ListValueSchema.field.func.number * 8 + wireType.lengthDelimited,
} as const;

const keyTag = 1 * 8 + wireType.lengthDelimited;
const valueTag = 2 * 8 + wireType.lengthDelimited;

/** Numbers of the DataTypes string, bfloat16 and half. */
export const tellingTypes = { string: 7, bfloat16: 14, half: 19 } as const;
const tellingNumbers: ReadonlySet<number> = new Set(Object.values(tellingTypes));

/**
 * Whether an attribute may be worth a look, by what its value begins with. Entries lie as writers put them, key before
 * value; any other may be.
 */
function isTelling(entry: Uint8Array): boolean {
  const keyLength = entry[1] ?? 0;
  if (entry[0] !== keyTag || keyLength > 0x7f || entry[keyLength + 2] !== valueTag) return true;
  const start = keyLength + ((entry[keyLength + 3] ?? 0) > 0x7f ? 5 : 4);
  const tag = entry[start];
  if (tag === attributeTags.type) return tellingNumbers.has(entry[start + 1] ?? 0);
  if (tag === attributeTags.list) {
    return entry[start + ((entry[start + 1] ?? 0) > 0x7f ? 3 : 2)] === attributeTags.funcInList;
  }
  return tag === attributeTags.func;
}
