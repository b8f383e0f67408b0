import {
  layersWithWeights,
  type LayerOutline,
} from '../../codec/keras-config/layers-with-weights.ts';
import { AppError } from '../../core/errors.ts';
import { addTo } from '../../core/multimap.ts';
import { asReadError, type Place } from '../../core/read-error.ts';
import { countParameters } from '../../core/shape.ts';
import type { ArtifactTree } from '../../io/byte-source.ts';
import { plural } from '../../protocol/figures.ts';
import type { Fact, Finding, Layer, TensorInfo } from '../../protocol/model.ts';
import { shownName } from '../../protocol/visible-text.ts';
import type { Artifact, OpenContext } from '../contract.ts';
import { ShardReader } from './shard-reader.ts';
import { readWeightMap, type WeightMap } from './weight-map.ts';

const format = 'keras-weights-hdf5';

/** What one shard holds. */
interface Shard {
  /** Relative to the tree. */
  readonly path: string;
  readonly tensors: readonly TensorInfo[];
  readonly layers: readonly Layer[];
  readonly facts: readonly Fact[];
  readonly findings: readonly Finding[];
}

/**
 * Opens weights that lie in several HDF5 files, as one. A shard that is missing or damaged becomes a finding, and
 * the others are shown.
 * @throws ReadError where the map itself cannot be read
 */
export async function openKerasShards(tree: ArtifactTree, context: OpenContext): Promise<Artifact> {
  const place: Place = { format, path: tree.path };
  try {
    return await open(tree, place, context);
  } catch (thrown) {
    throw asReadError(thrown, place);
  }
}

async function open(tree: ArtifactTree, place: Place, context: OpenContext): Promise<Artifact> {
  const file = tree.file ?? '';
  const directory = file.slice(0, file.lastIndexOf('/') + 1);
  const map = await readWeightMap(tree, file, place, context.signal);
  const findings: Finding[] = [];
  const shards: Shard[] = [];
  for (const [index, name] of map.shards.entries()) {
    const total = map.shards.length;
    context.report?.({
      done: index,
      total,
      unit: 'steps',
      message: `Reading ${shownName(name)}`,
    });
    const shard = await openShard(tree, directory, name, context, findings);
    if (shard) shards.push(shard);
  }
  const owners = ownersOf(shards, findings);
  findings.push(...unfound(map, directory, owners, shards));
  const tensors = [...owners.values()].map(({ tensor }) => tensor);
  const layers = mergedLayers(shards, tensors);
  const reader = new ShardReader(
    new Map([...owners].map(([name, { shard }]) => [name, shard])),
    (path) => context.openPart(tree, path, 'hdf5'),
    place,
  );
  return {
    format,
    description: `Weights of a Keras model, ${plural(layers.length, 'layer')} in ${plural(map.shards.length, 'shard')}`,
    metaGraphs: null,
    layers,
    tensors,
    parameterCount: countParameters(tensors),
    checkpoints: null,
    facts: [
      ...(map.totalBytes === null
        ? []
        : [{ group: 'Shards', name: 'total_size', value: String(map.totalBytes), source: file }]),
      ...shards.flatMap(({ facts }) => facts),
    ],
    writtenBy: [],
    files: [file, ...shards.map(({ path }) => path)],
    assets: [],
    findings: [...findings, ...shards.flatMap((shard) => shard.findings)],
    read: (tensor, range, read) => reader.read(tensor, range, read),
    storedRuns: (tensor, signal) => reader.storedRuns(tensor, signal),
    close: () => reader.close(),
  };
}

/** What a shard holds. It is closed again: a process for each of dozens would be too many. */
async function openShard(
  tree: ArtifactTree,
  directory: string,
  name: string,
  { openPart }: OpenContext,
  findings: Finding[],
): Promise<Shard | null> {
  const path = directory + name;
  const problem = (code: string, message: string): null => {
    findings.push({ severity: 'error', code, message, location: path, kind: 'file' });
    return null;
  };
  const shown = shownName(name);
  if (/[/\\]/.test(name)) {
    return problem(
      'malformed',
      `The map names ${shown} as a shard, which lies in another folder and is not followed. Put the shards beside the map.`,
    );
  }
  if (!(await tree.entry(path))) {
    return problem(
      'missing-part',
      `The shard ${shown} is missing, and with it the weights that it holds; those of the other shards are shown. Copy it from where the weights were saved.`,
    );
  }
  try {
    const part = await openPart(tree, path, 'hdf5');
    await part.close();
    const { tensors, layers, facts } = part;
    return { path, tensors, layers, facts, findings: part.findings };
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code === 'cancelled') throw thrown;
    return problem(thrown.code, `${thrown.message} The weights of the other shards are shown.`);
  }
}

interface Owned {
  readonly tensor: TensorInfo;
  readonly shard: string;
}

/** Every tensor and the shard to read it from: of two that hold it the first, as Keras does. */
function ownersOf(shards: readonly Shard[], findings: Finding[]): ReadonlyMap<string, Owned> {
  const owners = new Map<string, Owned>();
  for (const { path, tensors } of shards) {
    for (const tensor of tensors) {
      const known = owners.get(tensor.name);
      if (known) {
        findings.push({
          severity: 'warning',
          code: 'malformed',
          message: `${shownName(tensor.name)} lies in ${known.shard} and again in ${path}; the first is shown, as Keras reads it. Shards of two saves are mixed: copy all of them from one.`,
          location: tensor.name,
          kind: 'tensor',
        });
      } else owners.set(tensor.name, { tensor, shard: path });
    }
  }
  return owners;
}

/** Groups of variables that the map places in a shard which has none of them: Keras would fail there. */
function unfound(
  map: WeightMap,
  directory: string,
  owners: ReadonlyMap<string, Owned>,
  shards: readonly Shard[],
): Finding[] {
  const held = new Set(
    [...owners].map(([name, { shard }]) => `${shard}\0${name.slice(0, name.lastIndexOf('/'))}`),
  );
  const readable = new Set(shards.map(({ path }) => path));
  return [...map.groups].flatMap(([group, names]) =>
    names
      .map((name) => directory + name)
      .filter((path) => readable.has(path) && !held.has(`${path}\0${group}`))
      .map((path): Finding => ({
        severity: 'error',
        code: 'missing-part',
        message: `The map places variables of ${shownName(group)} in ${path}, which has none of that name. Shards of two saves are mixed: copy all of them from one.`,
        location: path,
        kind: 'file',
      })),
  );
}

/** A layer whose variables lie in several shards is one layer. */
function mergedLayers(shards: readonly Shard[], tensors: readonly TensorInfo[]): readonly Layer[] {
  const outlines = new Map<string, LayerOutline>();
  const weights = new Map<string, string[]>();
  const known = new Set(tensors.map(({ name }) => name));
  for (const layer of shards.flatMap(({ layers }) => layers)) {
    if (!outlines.has(layer.path)) outlines.set(layer.path, layer);
    for (const name of layer.weights) if (known.delete(name)) addTo(weights, layer.path, name);
  }
  return layersWithWeights(parentsFirst([...outlines.values()]), weights, tensors);
}

/** A shard may tell of a layer before another one tells of what lies in it: by depth, else as they came. */
function parentsFirst(outlines: readonly LayerOutline[]): readonly LayerOutline[] {
  const children = new Map<string | null, LayerOutline[]>();
  for (const outline of outlines) addTo(children, outline.parent, outline);
  const ordered: LayerOutline[] = [];
  const pending = (children.get(null) ?? []).toReversed();
  for (let next = pending.pop(); next; next = pending.pop()) {
    ordered.push(next);
    for (const child of (children.get(next.path) ?? []).toReversed()) pending.push(child);
  }
  return ordered;
}
