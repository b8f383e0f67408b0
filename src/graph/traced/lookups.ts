import type { OpGraph, OpNode } from '../../core/op-graph.ts';
import type { Steps } from '../../core/steps.ts';
import { flatGraph, type FlatGraph, type FlatOp, type Source } from './flat-graph.ts';
import { isCarrier, isStore } from './plumbing.ts';
import { noEnds } from './signature-ends.ts';

/** Where the keys of a lookup table come from, in the order of their rows. */
export type TableKeys =
  /** Nodes of constants of the graph itself: the keys, and the number of each; `numbers` null where they are no constant. */
  | { readonly kind: 'constant'; readonly keys: string; readonly numbers: string | null }
  /** A file: its lines, or a column of them; the first line's number. */
  | {
      readonly kind: 'file';
      /** Relative to the model's assets where it is an asset; else the node of the constant that names it. */
      readonly asset: string | null;
      readonly node: string | null;
      /** null for whole lines. */
      readonly column: { readonly index: number; readonly delimiter: string } | null;
      readonly first: number;
    };

/** A lookup table of a graph, and how it is filled. */
export interface FilledTable {
  /** Attribute path, `user_tower/lookup/lookup_table`; the node's or the resource's name where there is none. */
  readonly path: string;
  readonly keys: TableKeys;
}

/** What of a graph's tensors is gathered by rows, and through which tables the rows' numbers went. */
export interface Lookups {
  /** `TensorInfo.name` of each tensor that is gathered → paths of the tables whose answers become its rows. */
  readonly gathered: ReadonlyMap<string, ReadonlySet<string>>;
  readonly tables: readonly FilledTable[];
}

/** Ops that take rows of their first input by the numbers of their second. */
const gathers = new Set([
  ...['ResourceGather', 'Gather', 'GatherV2', 'ResourceGatherNd', 'GatherNd'],
  ...['SparseSegmentSum', 'SparseSegmentMean', 'SparseSegmentSqrtN', 'EmbeddingLookup'],
]);

/** Ops that fill a table from its second input, with the numbers of its third. */
const imports = new Set([
  'LookupTableImportV2',
  'LookupTableImport',
  'InitializeTableV2',
  'InitializeTable',
]);

const fileImports = new Set(['InitializeTableFromTextFileV2', 'InitializeTableFromTextFile']);

const finds = new Set(['LookupTableFindV2', 'LookupTableFind']);

/** Ops between a table's answer and the rows that are gathered by it: a model has a few, of reshaping and bounds. */
const mostBetween = 200;

/** `key_index` and `value_index` of the text file ops (tensorflow/core/kernels/lookup_util.h). */
const [wholeLine, lineNumber] = [-2, -1];

/**
 * @param tensors names of the artifact's tensors
 */
export function* lookupsOf(graph: OpGraph, tensors: ReadonlySet<string>): Steps<Lookups> {
  const flat = yield* flatGraph(graph, noEnds);
  const gathered = new Map<string, Set<string>>();
  const tables = new Map<string, FilledTable>();
  for (const [index, op] of flat.ops.entries()) {
    yield;
    const inputs = flat.inputs[index] ?? [];
    if (gathers.has(op.node.op)) {
      const tensor = tensorBehind(flat, inputs[0], tensors);
      if (tensor === null) continue;
      const through = gathered.get(tensor) ?? new Set();
      gathered.set(tensor, through);
      for (const table of tablesBehind(flat, inputs.slice(1))) through.add(table);
    } else if (imports.has(op.node.op) || fileImports.has(op.node.op)) {
      const path = handlePath(flat, inputs[0]);
      const keys = imports.has(op.node.op)
        ? imported(flat, inputs)
        : fromFile(flat, op.node, inputs);
      if (path !== null && keys && !tables.has(path)) tables.set(path, { path, keys });
    }
  }
  return { gathered, tables: [...tables.values()] };
}

/** What a value is before it was only handed on. */
function behind({ ops, inputs }: FlatGraph, source: Source | undefined): Source | undefined {
  let at = source;
  for (let hops = 0; at?.kind === 'op' && hops < mostBetween; hops++) {
    if (!isCarrier(ops[at.op]?.node.op ?? '')) return at;
    at = inputs[at.op]?.[0];
  }
  return at;
}

function tensorBehind(
  flat: FlatGraph,
  source: Source | undefined,
  tensors: ReadonlySet<string>,
): string | null {
  const from = behind(flat, source);
  if (from?.kind === 'capture') return from.capture.tensor;
  if (from?.kind !== 'op') return null;
  const node = flat.ops[from.op]?.node;
  if (!node || !(isStore(node.op) || node.op === 'Const')) return null;
  return [node.sharedName, node.name].find((name) => name !== '' && tensors.has(name)) ?? null;
}

/** Paths of the tables whose answers go into these values, and into nothing else that is gathered on the way. */
function tablesBehind(flat: FlatGraph, sources: readonly Source[]): ReadonlySet<string> {
  const found = new Set<string>();
  const seen = new Set<number>();
  const pending = [...sources];
  for (let source = pending.pop(); source && seen.size < mostBetween; source = pending.pop()) {
    if (source.kind !== 'op' || seen.has(source.op)) continue;
    seen.add(source.op);
    const op = flat.ops[source.op]?.node.op ?? '';
    const inputs = flat.inputs[source.op] ?? [];
    if (finds.has(op)) {
      const path = handlePath(flat, inputs[0]);
      if (path !== null) found.add(path);
    } else if (!gathers.has(op)) pending.push(...inputs);
  }
  return found;
}

function handlePath(flat: FlatGraph, source: Source | undefined): string | null {
  const from = behind(flat, source);
  if (from?.kind === 'capture') return from.capture.path || from.capture.name;
  if (from?.kind !== 'op') return null;
  const op = flat.ops[from.op];
  return op && isStore(op.node.op) ? op.node.sharedName || op.path : null;
}

function imported(flat: FlatGraph, inputs: readonly Source[]): TableKeys | null {
  const keys = constantNode(flat, inputs[1]);
  return keys === null ? null : { kind: 'constant', keys, numbers: constantNode(flat, inputs[2]) };
}

function fromFile(flat: FlatGraph, node: OpNode, inputs: readonly Source[]): TableKeys | null {
  const attributes = new Map(node.attributes().map(({ name, value }) => [name, value]));
  const number = (name: string, missing: number) => Number(attributes.get(name) ?? missing);
  if (number('value_index', lineNumber) !== lineNumber) return null;
  const index = number('key_index', wholeLine);
  const from = behind(flat, inputs[1]);
  const asset =
    from?.kind === 'capture' && from.capture.kind === 'asset' ? from.capture.name : null;
  return {
    kind: 'file',
    asset,
    node: asset === null ? constantNode(flat, inputs[1]) : null,
    column:
      index < 0 ? null : { index, delimiter: unquoted(attributes.get('delimiter') ?? '"\\t"') },
    first: number('offset', 0),
  };
}

/** The node of a constant of the graph itself; null for any other value. */
function constantNode(flat: FlatGraph, source: Source | undefined): string | null {
  const from = behind(flat, source);
  if (from?.kind === 'capture') return from.capture.kind === 'constant' ? from.capture.name : null;
  if (from?.kind !== 'op') return null;
  const op: FlatOp | undefined = flat.ops[from.op];
  return op?.node.op === 'Const' && op.function === null ? op.node.name : null;
}

/** An attribute's text as the string that it is. */
function unquoted(text: string): string {
  const inside = text.replace(/^"|"$/g, '');
  return inside === '\\t' || inside === '\\x09' || inside === '' ? '\t' : inside;
}
