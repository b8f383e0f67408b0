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
import { nameIn, nodeElements, readNode, type GraphNode } from './node.ts';
import { NodeOutline } from './node-outline.ts';
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
  visit?: (node: GraphNode) => Promise<void> | undefined,
): Promise<GraphOutline> {
  const outline = emptyGraph();
  const scope = new Scope(gathered, null);
  const { node, library, versions } = GraphDefSchema.field;
  for await (const batch of walk.batches(graph.offset, graph.length)) {
    for (const field of batch) {
      if (field.number === node.number) {
        outline.nodeCount++;
        // Awaited only where there is something to wait for: a graph may have millions.
        const outlined = NodeOutline.read(walk, field, place);
        scope.add(outlined instanceof Promise ? await outlined : outlined);
        if (!visit) continue;
        const read = readNode(walk, field, place);
        const visited = visit(read instanceof Promise ? await read : read);
        if (visited) await visited;
      } else if (field.number === library.number) {
        await outlineLibrary(walk, field, place, outline, gathered);
      } else if (field.number === versions.number) {
        const at = { ...place, offset: field.offset };
        outline.versions = decode(VersionDefSchema, await walk.bytes(field), at);
      }
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
  for await (const batch of walk.batches(library.offset, library.length)) {
    for (const field of batch) {
      if (field.number !== FunctionDefLibrarySchema.field.function.number) continue;
      outline.functionCount++;
      walk.budget.elements -= nodeElements;
      if (field.length > wholeBytes) await outlineLargeFunction(walk, field, place, gathered);
      else {
        const bytes = walk.peek(field) ?? (await walk.bytes(field));
        outlineFunction(walk, bytes, { ...place, offset: field.offset }, outline, gathered);
      }
    }
  }
}

/** What a function is called, and what it is handed: where it stands among the nodes is left to who wrote it. */
interface FunctionHead {
  readonly name: string;
  readonly parameters: readonly string[];
}

function outlineFunction(
  walk: SourceWalk,
  functionDef: Uint8Array,
  place: MessagePlace,
  outline: GraphOutline,
  gathered: Gathered,
): void {
  const { signature, nodeDef } = FunctionDefSchema.field;
  let head: FunctionHead = { name: '', parameters: [] };
  const nodes: NodeOutline[] = [];
  for (const { number, bytes, offset } of fields(functionDef, place, walk.budget)) {
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
}

async function outlineLargeFunction(
  walk: SourceWalk,
  { offset, length }: SourceField,
  place: MessagePlace,
  gathered: Gathered,
): Promise<void> {
  const { signature, nodeDef } = FunctionDefSchema.field;
  let head: FunctionHead = { name: '', parameters: [] };
  for await (const field of walk.fields(offset, length)) {
    if (field.number !== signature.number) continue;
    head = headOf(await walk.bytes(field), { ...place, offset: field.offset }, walk);
  }
  const scope = functionScope(head, gathered);
  for await (const batch of walk.batches(offset, length)) {
    for (const field of batch) {
      if (field.number !== nodeDef.number) continue;
      const node = NodeOutline.read(walk, field, place);
      scope.add(node instanceof Promise ? await node : node);
    }
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
    if (field.number === OpDefSchema.field.name.number) name = nameIn(field.bytes);
    else if (field.number === OpDefSchema.field.inputArg.number) {
      const at = { ...place, offset: field.offset };
      const parameter = [...fields(field.bytes, at, walk.budget)].find(
        ({ number }) => number === OpDef_ArgDefSchema.field.name.number,
      );
      parameters.push(nameIn(parameter?.bytes ?? null));
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
