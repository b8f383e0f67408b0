import {
  AttrValueSchema,
  FunctionDefLibrarySchema,
  FunctionDefSchema,
  GraphDefSchema,
  NodeDefSchema,
} from '../../codec/protobuf/generated/tensorflow/graph_pb.ts';
import {
  VersionDefSchema,
  type VersionDef,
} from '../../codec/protobuf/generated/tensorflow/types_pb.ts';
import { decode, type MessagePlace } from '../../codec/protobuf/decode.ts';
import { mapEntry } from '../../codec/protobuf/map-entry.ts';
import { fields } from '../../codec/protobuf/wire.ts';
import type { SourceField, SourceWalk } from '../../codec/protobuf/source-walk.ts';
import { dtypeFromNumber } from '../../core/dtypes.ts';
import { decodeUtf8 } from '../../core/text.ts';

/** What is told of a graph without decoding it. */
export interface GraphOutline {
  /** Nodes of the graph itself, without those in functions. */
  nodeCount: number;
  functionCount: number;
  /** Ops of the graph and of its functions. */
  readonly ops: Set<string>;
  /** Constants of the graph itself that may be the keys of a lookup table: name → dtype. */
  readonly constants: Map<string, 'string' | 'int64'>;
  versions: VersionDef | null;
}

/** Nodes and functions up to this size are read whole; of larger ones only the small fields. */
const wholeBytes = 128 * 1024;
const smallFieldBytes = 4096;

/** Different ops and constants that are remembered. */
const mostOps = 10_000;
const mostConstants = 100_000;

export function emptyGraph(): GraphOutline {
  return { nodeCount: 0, functionCount: 0, ops: new Set(), constants: new Map(), versions: null };
}

/** Walks a GraphDef in its file. */
export async function outlineGraph(
  walk: SourceWalk,
  graph: SourceField,
  place: MessagePlace,
): Promise<GraphOutline> {
  const outline = emptyGraph();
  const { node, library, versions } = GraphDefSchema.field;
  for await (const field of walk.fields(graph.offset, graph.length)) {
    if (field.number === node.number) {
      outline.nodeCount++;
      await outlineNode(walk, field, place, outline, true);
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
  const nodeDef = FunctionDefSchema.field.nodeDef.number;
  for await (const field of walk.fields(library.offset, library.length)) {
    if (field.number !== FunctionDefLibrarySchema.field.function.number) continue;
    outline.functionCount++;
    if (field.length <= wholeBytes) {
      const bytes = await walk.bytes(field);
      for (const inner of fields(bytes, { ...place, offset: field.offset }, walk.budget)) {
        if (inner.number !== nodeDef) continue;
        const reader = new NodeReader(walk, place, false);
        reader.acceptAll(inner.bytes, inner.offset);
        addOp(outline, reader.op);
      }
      continue;
    }
    for await (const inner of walk.fields(field.offset, field.length)) {
      if (inner.number === nodeDef) await outlineNode(walk, inner, place, outline, false);
    }
  }
}

/** @param wantsConstants whether the node is one of the graph itself, where tables' vocabularies are */
async function outlineNode(
  walk: SourceWalk,
  node: SourceField,
  place: MessagePlace,
  outline: GraphOutline,
  wantsConstants: boolean,
): Promise<void> {
  const reader = new NodeReader(
    walk,
    place,
    wantsConstants && outline.constants.size < mostConstants,
  );
  if (node.length <= wholeBytes) {
    reader.acceptAll(await walk.bytes(node), node.offset);
  } else {
    for await (const field of walk.fields(node.offset, node.length)) {
      if (field.length > smallFieldBytes) continue;
      if (reader.accept(field.number, await walk.bytes(field))) break;
    }
  }
  addOp(outline, reader.op);
  if (reader.dtype) outline.constants.set(reader.name, reader.dtype);
}

function addOp({ ops }: GraphOutline, op: string): void {
  if (op !== '' && ops.size < mostOps) ops.add(op);
}

/** Op of a node; of a constant, where it is wanted, also name and dtype. */
class NodeReader {
  op = '';
  dtype: 'string' | 'int64' | null = null;
  #name: Uint8Array = new Uint8Array(0);
  readonly #walk: SourceWalk;
  readonly #place: MessagePlace;
  readonly #wantsConstant: boolean;

  constructor(walk: SourceWalk, place: MessagePlace, wantsConstant: boolean) {
    this.#walk = walk;
    this.#place = place;
    this.#wantsConstant = wantsConstant;
  }

  get name(): string {
    return decodeUtf8(this.#name) ?? '';
  }

  acceptAll(bytes: Uint8Array, offset: number): void {
    for (const field of fields(bytes, { ...this.#place, offset }, this.#walk.budget)) {
      if (this.accept(field.number, field.bytes)) return;
    }
  }

  /** Whether all is known that is wanted. */
  accept(number: number, bytes: Uint8Array): boolean {
    const { name, op, attr } = NodeDefSchema.field;
    if (number === name.number) {
      this.#name = bytes;
    } else if (number === op.number) {
      this.op = decodeUtf8(bytes) ?? '';
      return this.op !== 'Const' || !this.#wantsConstant;
    } else if (number === attr.number && bytes.length <= smallFieldBytes) {
      return this.#acceptAttribute(bytes);
    }
    return false;
  }

  #acceptAttribute(bytes: Uint8Array): boolean {
    const entry = mapEntry(bytes, this.#place, this.#walk.budget);
    if (entry.key !== 'dtype') return false;
    for (const field of fields(entry.value, this.#place, this.#walk.budget)) {
      if (field.number !== AttrValueSchema.field.type.number) continue;
      const dtype = dtypeFromNumber(Number(field.value)).name;
      this.dtype = dtype === 'string' || dtype === 'int64' ? dtype : null;
    }
    return true;
  }
}
