import { AttrValueSchema, NodeDefSchema } from '../protobuf/generated/tensorflow/graph_pb.ts';
import { decodeUtf8 } from '../../core/text.ts';
import { limits } from '../../protocol/limits.ts';
import type { Shape } from '../../protocol/model.ts';
import { decode, type MessagePlace } from '../protobuf/decode.ts';
import { shapeFromProto } from '../protobuf/shape.ts';
import type { SourceWalk, Span } from '../protobuf/source-walk.ts';
import { fields } from '../protobuf/wire.ts';

/** A node of a graph, without the values of what it holds. */
export interface GraphNode {
  readonly name: string;
  readonly op: string;
  /** `name`, `name:output`, or `^name` for one that must only have run. */
  readonly inputs: readonly string[];
  /** Where the AttrValue of each attribute lies in the file. */
  readonly attributes: ReadonlyMap<string, Span>;
}

/** Nodes up to this size are read whole; of larger ones everything but the values of their attributes. */
const wholeBytes = 128 * 1024;

/** Attributes that are small by their nature: a dtype, a shape. */
const smallBytes = 64 * 1024;

/** What a node, or a function, takes of the walk's budget besides its fields: its own time, whatever is in it. */
export const nodeElements = 9;

/**
 * Reads a NodeDef (tensorflow/core/framework/node_def.proto) where it lies.
 * @returns at once where it lies in memory already, as those of most graphs do
 * @throws ReadError as the walk does
 */
export function readNode(
  walk: SourceWalk,
  node: Span,
  place: MessagePlace,
): GraphNode | Promise<GraphNode> {
  walk.budget.elements -= nodeElements;
  const bytes = node.length <= wholeBytes ? walk.peek(node) : null;
  return bytes ? wholeNode(walk, node, bytes, place) : readFarNode(walk, node, place);
}

function wholeNode(
  walk: SourceWalk,
  node: Span,
  bytes: Uint8Array,
  place: MessagePlace,
): GraphNode {
  const reader = new NodeParts(walk, place);
  for (const field of fields(bytes, { ...place, offset: node.offset }, walk.budget)) {
    const span = { offset: field.offset, length: field.bytes.length };
    if (!reader.takes(field.number, field.bytes)) reader.attribute(span, field.bytes);
  }
  return reader;
}

async function readFarNode(walk: SourceWalk, node: Span, place: MessagePlace): Promise<GraphNode> {
  if (node.length <= wholeBytes) return wholeNode(walk, node, await walk.bytes(node), place);
  const reader = new NodeParts(walk, place);
  for await (const batch of walk.batches(node.offset, node.length)) {
    for (const field of batch) {
      if (field.number === NodeDefSchema.field.attr.number) await reader.largeAttribute(field);
      else if (field.length <= limits.nameCharacters)
        reader.takes(field.number, await walk.bytes(field));
    }
  }
  return reader;
}

/** A name; '' for one that is not there, that is not UTF-8, or that is longer than any in a graph of TensorFlow's. */
export function nameIn(bytes: Uint8Array | null): string {
  return bytes === null || bytes.length > limits.nameCharacters ? '' : (decodeUtf8(bytes) ?? '');
}

class NodeParts implements GraphNode {
  name = '';
  op = '';
  readonly inputs: string[] = [];
  readonly attributes = new Map<string, Span>();
  readonly #walk: SourceWalk;
  readonly #place: MessagePlace;

  constructor(walk: SourceWalk, place: MessagePlace) {
    this.#walk = walk;
    this.#place = place;
  }

  /** False for an attribute. */
  takes(number: number, bytes: Uint8Array): boolean {
    const { name, op, input, attr } = NodeDefSchema.field;
    if (number === attr.number) return false;
    if (number === name.number) this.name = nameIn(bytes);
    else if (number === op.number) this.op = nameIn(bytes);
    else if (number === input.number) this.inputs.push(nameIn(bytes));
    return true;
  }

  /** An entry of `map<string, AttrValue>`: field 1 is the key and field 2 the value. */
  attribute({ offset }: Span, bytes: Uint8Array): void {
    let key = '';
    for (const field of fields(bytes, { ...this.#place, offset }, this.#walk.budget)) {
      if (field.number === 1) key = nameIn(field.bytes);
      else if (field.number === 2) {
        this.attributes.set(key, { offset: field.offset, length: field.bytes.length });
      }
    }
  }

  async largeAttribute({ offset, length }: Span): Promise<void> {
    let key = '';
    for await (const batch of this.#walk.batches(offset, length)) {
      for (const field of batch) {
        if (field.number === 1 && field.length <= limits.nameCharacters) {
          key = nameIn(await this.#walk.bytes(field));
        } else if (field.number === 2) {
          this.attributes.set(key, { offset: field.offset, length: field.length });
        }
      }
    }
  }
}

/** What a small AttrValue holds, of the kinds that are looked at. */
export interface Attribute {
  /** Number of the DataType. */
  readonly dtype: number | null;
  /** Undefined where it is no shape: null is an unknown rank. */
  readonly shape: Shape | undefined;
  /** Of a list of shapes. */
  readonly shapes: readonly Shape[];
  /** Numbers of the DataTypes in a list of them. */
  readonly dtypes: readonly number[];
  readonly integer: number | null;
}

const nothing: Attribute = {
  dtype: null,
  shape: undefined,
  shapes: [],
  dtypes: [],
  integer: null,
};

/** The attribute of a node; empty where it has none of the name, or one too large to be a dtype or a shape. */
export async function readAttribute(
  walk: SourceWalk,
  node: GraphNode,
  name: string,
  place: MessagePlace,
): Promise<Attribute> {
  const span = node.attributes.get(name);
  if (!span || span.length > smallBytes) return nothing;
  const value = decode(AttrValueSchema, await walk.bytes(span), {
    ...place,
    offset: span.offset,
  }).value;
  switch (value.case) {
    case 'type':
      return { ...nothing, dtype: value.value };
    case 'shape':
      return { ...nothing, shape: shapeFromProto(value.value) };
    case 'list':
      return {
        ...nothing,
        shapes: value.value.shape.map(shapeFromProto),
        dtypes: value.value.type,
      };
    case 'i':
      return { ...nothing, integer: Number(value.value) };
    default:
      return nothing;
  }
}

/** Where the TensorProto of a constant lies: the attribute `value`; null for a node without one. */
export async function constantOf(walk: SourceWalk, node: GraphNode): Promise<Span | null> {
  const span = node.op === 'Const' ? node.attributes.get('value') : undefined;
  if (!span) return null;
  let tensor: Span | null = null;
  for await (const batch of walk.batches(span.offset, span.length)) {
    for (const field of batch) {
      if (field.number === AttrValueSchema.field.tensor.number) tensor = field;
    }
  }
  return tensor;
}
