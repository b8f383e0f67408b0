import {
  AttrValueSchema,
  FunctionDefLibrarySchema,
  FunctionDefSchema,
  GraphDefSchema,
  NodeDefSchema,
  OpDefSchema,
} from '../protobuf/generated/tensorflow/graph_pb.ts';
import { VersionDefSchema, type VersionDef } from '../protobuf/generated/tensorflow/types_pb.ts';
import { decode, type MessagePlace } from '../protobuf/decode.ts';
import { mapEntry } from '../protobuf/map-entry.ts';
import { fields } from '../protobuf/wire.ts';
import type { SourceField, SourceWalk, Span } from '../protobuf/source-walk.ts';
import { dtypeFromNumber } from '../../core/dtypes.ts';
import { decodeUtf8 } from '../../core/text.ts';
import { readNode, type GraphNode } from './node.ts';

/** What is told of a graph without decoding it. */
export interface GraphOutline {
  /** Nodes of the graph itself, without those in functions. */
  nodeCount: number;
  functionCount: number;
  /** Ops of the graph and of its functions. */
  readonly ops: Set<string>;
  /** Functions that make a lookup table, by name, with the dtype of its keys. */
  readonly tableKeys: Map<string, string>;
  versions: VersionDef | null;
}

/** Nodes and functions up to this size are read whole; of larger ones only the small fields. */
const wholeBytes = 128 * 1024;
const smallFieldBytes = 4096;

/** Different ops and lookup tables that are remembered. */
const mostOps = 10_000;
const mostTables = 100_000;

export function emptyGraph(): GraphOutline {
  return { nodeCount: 0, functionCount: 0, ops: new Set(), tableKeys: new Map(), versions: null };
}

/**
 * Walks a GraphDef in its file.
 * @param visit is given every node of the graph itself, as it comes
 */
export async function outlineGraph(
  walk: SourceWalk,
  graph: Span,
  place: MessagePlace,
  visit?: (node: GraphNode) => Promise<void>,
): Promise<GraphOutline> {
  const outline = emptyGraph();
  const { node, library, versions } = GraphDefSchema.field;
  for await (const field of walk.fields(graph.offset, graph.length)) {
    if (field.number === node.number) {
      outline.nodeCount++;
      if (visit) {
        const read = await readNode(walk, field, place);
        addOp(outline, read.op);
        await visit(read);
      } else {
        await outlineNode(walk, field, place, outline);
      }
    } else if (field.number === library.number) {
      await outlineLibrary(walk, field, place, outline);
    } else if (field.number === versions.number) {
      outline.versions = decode(VersionDefSchema, await walk.bytes(field), {
        ...place,
        offset: field.offset,
      });
    }
  }
  return outline;
}

async function outlineLibrary(
  walk: SourceWalk,
  library: SourceField,
  place: MessagePlace,
  outline: GraphOutline,
): Promise<void> {
  for await (const field of walk.fields(library.offset, library.length)) {
    if (field.number !== FunctionDefLibrarySchema.field.function.number) continue;
    outline.functionCount++;
    if (field.length <= wholeBytes) {
      outlineFunction(walk, await walk.bytes(field), { ...place, offset: field.offset }, outline);
      continue;
    }
    for await (const inner of walk.fields(field.offset, field.length)) {
      if (inner.number === FunctionDefSchema.field.nodeDef.number) {
        await outlineNode(walk, inner, place, outline);
      }
    }
  }
}

/** A function that makes a table is small; its name stands before its nodes, as TensorFlow writes it. */
function outlineFunction(
  walk: SourceWalk,
  bytes: Uint8Array,
  place: MessagePlace & { readonly offset: number },
  outline: GraphOutline,
): void {
  const { signature, nodeDef } = FunctionDefSchema.field;
  let name = '';
  for (const field of fields(bytes, place, walk.budget)) {
    if (field.number === signature.number) {
      name = nameOf(field.bytes, { ...place, offset: field.offset }, walk);
    } else if (field.number === nodeDef.number) {
      const reader = new NodeReader(walk, place);
      reader.acceptAll(field.bytes, field.offset);
      addOp(outline, reader.op);
      if (reader.keys !== null && outline.tableKeys.size < mostTables) {
        outline.tableKeys.set(name, reader.keys);
      }
    }
  }
}

function nameOf(opDef: Uint8Array, place: MessagePlace, walk: SourceWalk): string {
  for (const field of fields(opDef, place, walk.budget)) {
    if (field.number === OpDefSchema.field.name.number) return decodeUtf8(field.bytes) ?? '';
  }
  return '';
}

async function outlineNode(
  walk: SourceWalk,
  node: SourceField,
  place: MessagePlace,
  outline: GraphOutline,
): Promise<void> {
  const reader = new NodeReader(walk, place);
  if (node.length <= wholeBytes) {
    reader.acceptAll(await walk.bytes(node), node.offset);
  } else {
    for await (const field of walk.fields(node.offset, node.length)) {
      if (field.length > smallFieldBytes) continue;
      reader.accept(field.number, await walk.bytes(field));
    }
  }
  addOp(outline, reader.op);
}

function addOp({ ops }: GraphOutline, op: string): void {
  if (op !== '' && ops.size < mostOps) ops.add(op);
}

/** Ops that make a lookup table state the dtype of its keys: HashTableV2, MutableHashTableV2, … */
const tableOp = /HashTable/;

/** Op of a node, and of one that makes a lookup table the dtype of its keys. */
class NodeReader {
  op = '';
  keys: string | null = null;
  readonly #walk: SourceWalk;
  readonly #place: MessagePlace;

  constructor(walk: SourceWalk, place: MessagePlace) {
    this.#walk = walk;
    this.#place = place;
  }

  acceptAll(bytes: Uint8Array, offset: number): void {
    for (const field of fields(bytes, { ...this.#place, offset }, this.#walk.budget)) {
      this.accept(field.number, field.bytes);
    }
  }

  accept(number: number, bytes: Uint8Array): void {
    const { op, attr } = NodeDefSchema.field;
    if (number === op.number) this.op = decodeUtf8(bytes) ?? '';
    else if (number === attr.number && tableOp.test(this.op)) this.#acceptAttribute(bytes);
  }

  #acceptAttribute(bytes: Uint8Array): void {
    const entry = mapEntry(bytes, this.#place, this.#walk.budget);
    if (entry.key !== 'key_dtype') return;
    for (const field of fields(entry.value, this.#place, this.#walk.budget)) {
      if (field.number === AttrValueSchema.field.type.number) {
        this.keys = dtypeFromNumber(Number(field.value)).name;
      }
    }
  }
}
