import { AppError } from '../../core/errors.ts';
import { Pacer } from '../../core/pacer.ts';
import { inTurns } from '../../core/steps.ts';
import { dtypeFromName } from '../../core/dtypes.ts';
import type { OpenedArtifact } from '../../formats/contract.ts';
import type { Graph } from '../../graph/graph.ts';
import { lookupsOf, type FilledTable, type Lookups } from '../../graph/traced/lookups.ts';
import type { ArtifactTree } from '../../io/byte-source.ts';
import { limits } from '../../protocol/limits.ts';
import type { Layer, TensorInfo } from '../../protocol/model.ts';
import { shownName } from '../../protocol/visible-text.ts';
import { readNumbers } from '../../core/values.ts';
import type { LabelOffer } from '../../stats/embeddings/labels/fit.ts';
import { LabelBuilder, type LabelList } from '../../stats/embeddings/labels/label-list.ts';
import { columnLabels, lineLabels } from '../../stats/embeddings/labels/text-labels.ts';
import { addChunk, tensorLabels } from '../../stats/embeddings/labels/value-labels.ts';
import type { GraphStore } from '../graph-store.ts';
import type { Waiting } from '../shared-work.ts';

/** Words that an artifact holds, and how they are read; what had to be read to count them is kept. */
export interface ReadOffer extends LabelOffer {
  /** @throws AppError `limit-exceeded`, `cancelled`, and what the reader throws */
  readonly read: (signal: AbortSignal) => Promise<LabelList>;
}

/** What a graph says of tables and their words. */
export interface GraphKnowledge {
  readonly gathered: ReadonlySet<string>;
  readonly offers: readonly ReadOffer[];
}

const nothing: GraphKnowledge = { gathered: new Set(), offers: [] };

/** Ops without which a graph has nothing to say about rows. */
const tellingOps = /^(?:Resource)?Gather|^SparseSegment|^(?:LookupTable|InitializeTable)/;

/**
 * What the graphs of a model say: which tensors are gathered by rows, and which vocabularies the rows' numbers come
 * from. A graph that cannot be read says nothing; whoever looks at it is told why.
 * @throws AppError `cancelled`
 */
export async function graphKnowledge(
  artifact: OpenedArtifact,
  graphs: GraphStore,
  call: Waiting,
): Promise<GraphKnowledge> {
  const { metaGraphs, readOps, tensors } = artifact;
  const index = metaGraphs?.findIndex(({ ops }) => ops.some((op) => tellingOps.test(op))) ?? -1;
  if (!readOps || index < 0) return nothing;
  try {
    const ops = await graphs.ops(index, call);
    const names = new Set(tensors.map(({ name }) => name));
    const lookups = await inTurns(lookupsOf(ops, names), new Pacer(call.signal));
    return {
      gathered: new Set(lookups.gathered.keys()),
      offers: await tableOffers(artifact, index, lookups, call),
    };
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code === 'cancelled') throw thrown;
    return nothing;
  }
}

async function tableOffers(
  artifact: OpenedArtifact,
  graph: number,
  { gathered, tables }: Lookups,
  call: Waiting,
): Promise<readonly ReadOffer[]> {
  const feeds = (path: string) =>
    new Set([...gathered].flatMap(([tensor, through]) => (through.has(path) ? [tensor] : [])));
  const offers: ReadOffer[] = [];
  const constants = new Map<string, { keys: LabelBuilder; numbers: number[] }>();
  const filled = tables.filter(({ path }) => feeds(path).size > 0);
  await readTableConstants(artifact, graph, filled, constants, call);
  for (const table of filled) {
    const { path, keys } = table;
    if (keys.kind === 'constant') {
      const values = constants.get(keys.keys);
      if (!values) continue;
      const list = values.keys.list(0);
      const placed = list.forRows(values.numbers);
      // A table that gives no rows in whole numbers is no vocabulary.
      if (!placed) continue;
      offers.push({
        source: {
          id: `constant:${String(graph)}:${keys.keys}`,
          kind: 'constant',
          name: lookupTitle(path, artifact.layers),
          file: null,
          count: placed.count,
          firstRow: placed.firstRow,
        },
        feeds: feeds(path),
        path,
        namedOnly: false,
        read: () => Promise.resolve(placed),
      });
      continue;
    }
    const file = keys.asset ?? fileOf(constants.get(keys.node ?? '')?.keys);
    const asset = file === null ? null : assetPath(artifact, file);
    if (asset === null) continue;
    const { column, first } = keys;
    const offer = await fileOffer(artifact, asset, column, call.signal);
    if (offer) {
      offers.push({ ...offer, source: { ...offer.source, firstRow: first }, feeds: feeds(path) });
    }
  }
  return offers;
}

/** All constants that tables are filled from, in one walk through the file. */
async function readTableConstants(
  artifact: OpenedArtifact,
  graph: number,
  tables: readonly FilledTable[],
  found: Map<string, { keys: LabelBuilder; numbers: number[] }>,
  { signal }: Waiting,
): Promise<void> {
  const numbersOf = new Map<string, string[]>();
  const wanted = new Set<string>();
  for (const { keys } of tables) {
    const name = keys.kind === 'constant' ? keys.keys : keys.node;
    if (name === null) continue;
    wanted.add(name);
    found.set(name, { keys: new LabelBuilder(shownName(name)), numbers: [] });
    if (keys.kind !== 'constant' || keys.numbers === null) continue;
    wanted.add(keys.numbers);
    numbersOf.set(keys.numbers, [...(numbersOf.get(keys.numbers) ?? []), name]);
  }
  const use: Parameters<NonNullable<OpenedArtifact['readConstants']>>[2] = (node, chunk) => {
    for (const name of numbersOf.get(node) ?? []) {
      if (chunk.kind !== 'numbers') continue;
      const numbers = readNumbers('int64', chunk.bytes);
      const into = found.get(name)?.numbers;
      for (const number of numbers) into?.push(Number(number));
    }
    const into = found.get(node);
    if (into && !numbersOf.has(node)) {
      addChunk(into.keys, chunk.kind === 'numbers' ? 'int64' : 'string', chunk);
    }
  };
  if (artifact.readConstants) await artifact.readConstants(graph, wanted, use, { signal });
  else {
    // A graph alone has its constants as tensors.
    const names = new Set(artifact.tensors.map(({ name }) => name));
    for (const node of wanted) {
      if (!names.has(node)) continue;
      for await (const chunk of artifact.read(node, 'all', { signal })) use(node, chunk);
    }
  }
}

function fileOf(strings: LabelBuilder | undefined): string | null {
  return strings?.list(0).at(0)?.split(/[/\\]/).at(-1) ?? null;
}

/** The asset of this name, as the tree has it. */
function assetPath({ assets }: OpenedArtifact, name: string): string | null {
  return (
    assets.find((path) => path === `assets/${name}` || path.endsWith(`/assets/${name}`)) ?? null
  );
}

/** `user_tower/lookup/lookup_table` is the table of the layer `user_tower/lookup`. */
function lookupTitle(path: string, layers: readonly Layer[]): string {
  const owner = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  const layer = layers.find((each) => each.path === owner);
  // An export of Keras 3 keeps its tables in a list, whose numbers say nothing.
  if (/(?:^|\/)_misc_assets\/\d+$/.test(path)) return 'vocabulary in the graph';
  if (!layer || owner === '') return shownName(path);
  return layer.class === null ? shownName(owner) : `${shownName(owner)} (${layer.class})`;
}

/** A file of the artifact as words, a line each; null for one that is none. Only how many there are is kept. */
async function fileOffer(
  { tree }: OpenedArtifact,
  path: string,
  column: FileColumn | null,
  signal: AbortSignal,
): Promise<ReadOffer | null> {
  const entry = await tree.entry(path).catch(() => null);
  if (!entry || entry.bytes > limits.labelBytes) return null;
  try {
    const list = await fileLabels(tree, path, column, signal);
    return {
      source: {
        id: `file:${path}`,
        kind: 'vocabulary-file',
        name: shownName(path),
        file: path,
        count: list.count,
        // Keras 3 saves a lookup's vocabulary with its special words in front: they have rows of their own.
        firstRow: startsWithSpecialWords(list) ? 0 : null,
      },
      feeds: null,
      path,
      namedOnly: false,
      read: (again) => fileLabels(tree, path, column, again),
    };
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code === 'cancelled') throw thrown;
    return null;
  }
}

interface FileColumn {
  readonly index: number;
  readonly delimiter: string;
}

async function fileLabels(
  tree: ArtifactTree,
  path: string,
  column: FileColumn | null,
  signal: AbortSignal,
): Promise<LabelList> {
  const source = await tree.open(path);
  try {
    if (column === null) return (await lineLabels(source, shownName(path), signal)).list(0);
    return (await columnLabels(source, shownName(path), column, signal)).labels.list(0);
  } finally {
    await source.close();
  }
}

/** Text files that are looked through for words. */
const mostFiles = 50;

/** Vocabularies in assets of which no graph says whose they are. */
export async function assetOffers(
  artifact: OpenedArtifact,
  known: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<readonly ReadOffer[]> {
  const offers: ReadOffer[] = [];
  const texts = artifact.assets.filter(
    (path) => !known.has(path) && !/\.(?:json|pb|tsv|csv|png|jpe?g|model|bin)$/i.test(path),
  );
  for (const path of texts.slice(0, mostFiles)) {
    const offer = await fileOffer(artifact, path, null, signal);
    if (offer && offer.source.count > 0) offers.push(offer);
  }
  return offers;
}

function startsWithSpecialWords(list: LabelList): boolean {
  return list.at(0) === '[UNK]' || (list.at(0) === null && list.at(1) === '[UNK]');
}

/** Layers whose configuration may hold a vocabulary. */
const lookupClasses = new Set(['StringLookup', 'IntegerLookup', 'TextVectorization']);

/**
 * Vocabularies in the configurations of lookup layers.
 * @param graph of the configuration, which says what flows where; null where it is not known
 */
export function configuredOffers(
  { layers }: OpenedArtifact,
  graph: Graph | null,
): readonly ReadOffer[] {
  const fed = graph && fedByLookups(graph, layers);
  return layers.flatMap((layer): ReadOffer[] => {
    const { class: className, config, path, name } = layer;
    const vocabulary = config?.['vocabulary'];
    if (!className || !lookupClasses.has(className) || !Array.isArray(vocabulary)) return [];
    const list = listOf(vocabulary, path);
    const feeds = fed?.get(path) ?? null;
    return [
      {
        source: {
          id: `configuration:${path}`,
          kind: 'table',
          name: `${shownName(path === '' ? name : path)} (${className})`,
          file: null,
          count: list.count,
          firstRow: list.at(0) === '[UNK]' ? 0 : firstRowOf(className, config ?? {}),
        },
        feeds,
        path,
        namedOnly: false,
        read: () => Promise.resolve(list),
      },
    ];
  });
}

/** Rows in front of a lookup's words: one for the mask, where there is one, and those for what is not among them. */
function firstRowOf(className: string, config: Readonly<Record<string, unknown>>): number {
  // TextVectorization always has both (keras/src/layers/preprocessing/text_vectorization.py).
  if (className === 'TextVectorization') return 2;
  const outside = config['num_oov_indices'];
  const mask = config['mask_token'] ?? config['mask_value'] ?? null;
  return (typeof outside === 'number' ? outside : 1) + (mask === null ? 0 : 1);
}

function listOf(vocabulary: readonly unknown[], where: string): LabelList {
  const labels = new LabelBuilder(shownName(where));
  for (const word of vocabulary) {
    labels.add(Buffer.from(typeof word === 'string' ? word : JSON.stringify(word)));
  }
  return labels.list(0);
}

/** Paths of lookup layers → tensors of the layers that their words' numbers go to, through layers without weights. */
function fedByLookups(
  { nodes, edges }: Graph,
  layers: readonly Layer[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const weightsOf = new Map(layers.map(({ path, weights }) => [path, weights]));
  const next = new Map<string, string[]>();
  for (const { from, to } of edges) next.set(from, [...(next.get(from) ?? []), to]);
  const fed = new Map<string, Set<string>>();
  for (const node of nodes) {
    if (node.layer === null || !lookupClasses.has(node.class ?? '')) continue;
    const tensors = new Set<string>();
    const seen = new Set<string>();
    const pending = [...(next.get(node.id) ?? [])];
    for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
      if (seen.has(id)) continue;
      seen.add(id);
      const weights = weightsOf.get(byId.get(id)?.layer ?? '') ?? [];
      for (const weight of weights) tensors.add(weight);
      if (weights.length === 0) pending.push(...(next.get(id) ?? []));
    }
    fed.set(node.layer, tensors);
  }
  return fed;
}

/** A name that numbers have which stand for rows. */
const idsName = /(?:^|[/_.-])\w*?(?:ids?|keys?|index|indices|identifiers?)$/i;

/** Tensors of one dimension with words, or with numbers that are called ids, for tables with as many rows. */
export function tensorOffers(
  artifact: OpenedArtifact,
  rows: ReadonlySet<number>,
): readonly ReadOffer[] {
  return artifact.tensors.flatMap((tensor): ReadOffer[] => {
    const { name, dtype, shape, damage } = tensor;
    const [count = 0] = shape;
    if (shape.length !== 1 || damage !== undefined || !rows.has(count) || count === 0) return [];
    const isText = dtype === 'string';
    if (!isText && !(isWhole(tensor) && idsName.test(tensor.objectPath ?? name))) return [];
    return [
      {
        source: {
          id: `tensor:${name}`,
          kind: 'dataset',
          name: shownName(tensor.objectPath ?? name),
          file: null,
          count,
          firstRow: 0,
        },
        feeds: null,
        path: `${tensor.objectPath ?? ''} ${name}`,
        namedOnly: !isText,
        read: async (signal) =>
          (await tensorLabels(artifact, tensor, shownName(name), signal)).list(0),
      },
    ];
  });
}

function isWhole({ dtype }: TensorInfo): boolean {
  const kind = dtypeFromName(dtype)?.kind;
  return kind === 'int' || kind === 'uint';
}
