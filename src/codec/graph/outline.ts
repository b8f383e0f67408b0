import {
  FunctionDefLibrarySchema,
  FunctionDefSchema,
  GraphDefSchema,
  OpDefSchema,
  OpDef_ArgDefSchema,
} from '../protobuf/generated/tensorflow/graph_pb.ts';
import { VersionDefSchema, type VersionDef } from '../protobuf/generated/tensorflow/types_pb.ts';
import { decode, type MessagePlace } from '../protobuf/decode.ts';
import { fields } from '../protobuf/wire.ts';
import type { SourceField, SourceWalk, Span } from '../protobuf/source-walk.ts';
import { dtypeFromNumber } from '../../core/dtypes.ts';
import { readNode, type GraphNode } from './node.ts';
import { NodeOutline, text } from './node-outline.ts';
import { Scope, type Gathered } from './scope.ts';

/** What is told of a graph without decoding it. */
export interface GraphOutline {
  /** Nodes of the graph itself, without those in functions. */
  nodeCount: number;
  functionCount: number;
  /** Functions that make a lookup table, by name, with the dtype of its keys. */
  readonly tableKeys: Map<string, string>;
  versions: VersionDef | null;
}

/** Functions up to this size are read whole; of larger ones node by node. */
const wholeBytes = 128 * 1024;

/** Lookup tables that are remembered. */
const mostTables = 100_000;

export function emptyGraph(): GraphOutline {
  return { nodeCount: 0, functionCount: 0, tableKeys: new Map(), versions: null };
}

/**
 * Walks a GraphDef in its file.
 * @param gathered takes in what its nodes are, those of functions too
 * @param visit is given every node of the graph itself, as it comes
 */
export async function outlineGraph(
  walk: SourceWalk,
  graph: Span,
  place: MessagePlace,
  gathered: Gathered,
  visit?: (node: GraphNode) => Promise<void>,
): Promise<GraphOutline> {
  const outline = emptyGraph();
  const scope = new Scope(gathered, null);
  const { node, library, versions } = GraphDefSchema.field;
  for await (const field of walk.fields(graph.offset, graph.length)) {
    if (field.number === node.number) {
      outline.nodeCount++;
      scope.add(await NodeOutline.read(walk, field, place));
      if (visit) await visit(await readNode(walk, field, place));
    } else if (field.number === library.number) {
      await outlineLibrary(walk, field, place, outline, gathered);
    } else if (field.number === versions.number) {
      outline.versions = decode(VersionDefSchema, await walk.bytes(field), {
        ...place,
        offset: field.offset,
      });
    }
  }
  scope.close();
  return outline;
}

async function outlineLibrary(
  walk: SourceWalk,
  library: SourceField,
  place: MessagePlace,
  outline: GraphOutline,
  gathered: Gathered,
): Promise<void> {
  for await (const field of walk.fields(library.offset, library.length)) {
    if (field.number !== FunctionDefLibrarySchema.field.function.number) continue;
    outline.functionCount++;
    await outlineFunction(walk, field, place, outline, gathered);
  }
}

/** What a function is called, and what it is handed: where it stands among the nodes is left to who wrote it. */
interface FunctionHead {
  readonly name: string;
  readonly parameters: readonly string[];
}

async function outlineFunction(
  walk: SourceWalk,
  field: SourceField,
  place: MessagePlace,
  outline: GraphOutline,
  gathered: Gathered,
): Promise<void> {
  const { signature, nodeDef } = FunctionDefSchema.field;
  let head: FunctionHead = { name: '', parameters: [] };
  if (field.length <= wholeBytes) {
    const at = { ...place, offset: field.offset };
    const nodes: NodeOutline[] = [];
    for (const { number, bytes, offset } of fields(await walk.bytes(field), at, walk.budget)) {
      const here = { ...place, offset };
      if (number === signature.number) head = headOf(bytes, here, walk);
      else if (number === nodeDef.number) nodes.push(NodeOutline.of(bytes, here, walk.budget));
    }
    const scope = functionScope(head, gathered);
    for (const node of nodes) {
      scope.add(node);
      tableKeys(node, head, outline);
    }
    scope.close();
    return;
  }
  for await (const inner of walk.fields(field.offset, field.length)) {
    if (inner.number !== signature.number) continue;
    head = headOf(await walk.bytes(inner), { ...place, offset: inner.offset }, walk);
  }
  const scope = functionScope(head, gathered);
  for await (const inner of walk.fields(field.offset, field.length)) {
    if (inner.number === nodeDef.number) scope.add(await NodeOutline.read(walk, inner, place));
  }
  scope.close();
}

function functionScope({ name, parameters }: FunctionHead, gathered: Gathered): Scope {
  gathered.function(name);
  return new Scope(gathered, name, parameters);
}

function headOf(opDef: Uint8Array, place: MessagePlace, walk: SourceWalk): FunctionHead {
  let name = '';
  const parameters: string[] = [];
  for (const field of fields(opDef, place, walk.budget)) {
    if (field.number === OpDefSchema.field.name.number) name = text(field.bytes);
    else if (field.number === OpDefSchema.field.inputArg.number) {
      const at = { ...place, offset: field.offset };
      const parameter = [...fields(field.bytes, at, walk.budget)].find(
        ({ number }) => number === OpDef_ArgDefSchema.field.name.number,
      );
      parameters.push(text(parameter?.bytes ?? null));
    }
  }
  return { name, parameters };
}

/** Ops that make a lookup table state the dtype of its keys: HashTableV2, MutableHashTableV2, … */
const tableOp = /HashTable/;

/** A function that makes a table is small. */
function tableKeys(node: NodeOutline, { name }: FunctionHead, outline: GraphOutline): void {
  if (!tableOp.test(node.op) || outline.tableKeys.size >= mostTables) return;
  const dtype = node.attribute('key_dtype');
  if (dtype?.case === 'type') outline.tableKeys.set(name, dtypeFromNumber(dtype.value).name);
}
