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

/** Nodes up to this size are read whole; of larger ones (constants) only the small fields. */
const wholeNodeBytes = 64 * 1024;
const smallFieldBytes = 4096;

/** Constants that are remembered. */
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
  for await (const field of walk.fields(library.offset, library.length)) {
    if (field.number !== FunctionDefLibrarySchema.field.function.number) continue;
    outline.functionCount++;
    for await (const inner of walk.fields(field.offset, field.length)) {
      if (inner.number === FunctionDefSchema.field.nodeDef.number) {
        await outlineNode(walk, inner, place, outline, false);
      }
    }
  }
}

async function outlineNode(
  walk: SourceWalk,
  node: SourceField,
  place: MessagePlace,
  outline: GraphOutline,
  isTopLevel: boolean,
): Promise<void> {
  const collector = new NodeCollector(walk, { ...place, offset: node.offset });
  if (node.length <= wholeNodeBytes) {
    const bytes = await walk.bytes(node);
    for (const field of fields(bytes, { ...place, offset: node.offset }, walk.budget)) {
      collector.accept(field.number, field.bytes);
    }
  } else {
    for await (const field of walk.fields(node.offset, node.length)) {
      if (field.length <= smallFieldBytes) {
        collector.accept(field.number, await walk.bytes(field));
      }
    }
  }
  outline.ops.add(collector.op);
  const { dtype } = collector;
  if (isTopLevel && dtype && outline.constants.size < mostConstants) {
    outline.constants.set(collector.name, dtype);
  }
}

/** Name and op of a node, and the dtype of a constant. */
class NodeCollector {
  name = '';
  op = '';
  dtype: 'string' | 'int64' | null = null;
  readonly #walk: SourceWalk;
  readonly #place: MessagePlace;

  constructor(walk: SourceWalk, place: MessagePlace) {
    this.#walk = walk;
    this.#place = place;
  }

  accept(number: number, bytes: Uint8Array): void {
    const { name, op, attr } = NodeDefSchema.field;
    if (number === name.number) this.name = decodeUtf8(bytes) ?? '';
    else if (number === op.number) this.op = decodeUtf8(bytes) ?? '';
    else if (number === attr.number && this.op === 'Const') this.#acceptAttribute(bytes);
  }

  #acceptAttribute(bytes: Uint8Array): void {
    const entry = mapEntry(bytes, this.#place, this.#walk.budget);
    if (entry.key !== 'dtype') return;
    for (const field of fields(entry.value, this.#place, this.#walk.budget)) {
      if (field.number !== attributeType) continue;
      const dtype = dtypeFromNumber(Number(field.value)).name;
      this.dtype = dtype === 'string' || dtype === 'int64' ? dtype : null;
    }
  }
}

const attributeType = AttrValueSchema.field.type.number;
