import {
  configuredLayers,
  type ConfiguredLayer,
} from '../../codec/keras-config/configured-layers.ts';
import { layersWithWeights, outlinesOf } from '../../codec/keras-config/layers-with-weights.ts';
import { AppError } from '../../core/errors.ts';
import { isRecord, readJson } from '../../core/json.ts';
import { addTo } from '../../core/multimap.ts';
import { asReadError, type Place } from '../../core/read-error.ts';
import { plural } from '../../protocol/figures.ts';
import type { Archive, ArtifactTree } from '../../io/byte-source.ts';
import { limits } from '../../protocol/limits.ts';
import type { Fact, Finding, Layer, MetadataEntry, TensorInfo } from '../../protocol/model.ts';
import type { Artifact, OpenContext } from '../contract.ts';

const format = 'keras-archive';

/** Weights in one file, or in shards that a map names; the format of the room that reads them. */
const weightsFiles = [
  ['model.weights.h5', 'hdf5'],
  ['model.weights.json', 'keras-weights-hdf5'],
] as const;

/**
 * Opens a `.keras` archive, or a directory of the same files: configuration, metadata, and the weights where they
 * lie. Classes are named, and nothing is made of them.
 * @throws ReadError where the archive cannot be read
 */
export async function openKerasArchive(
  tree: ArtifactTree,
  context: OpenContext,
): Promise<Artifact> {
  const place: Place = { format, path: tree.path };
  try {
    if (tree.file === null) return await describe(tree, null, context);
    const archive = await tree.archive(tree.file, context.signal);
    try {
      const artifact = await describe(archive.tree, { ...archive, file: tree.file }, context);
      return {
        ...artifact,
        inside: archive.tree,
        close: async () => {
          await artifact.close();
          await archive.close();
        },
      };
    } catch (thrown) {
      await archive.close();
      throw thrown;
    }
  } catch (thrown) {
    throw asReadError(thrown, place);
  }
}

/** @param archive what holds the tree, and its file; null for a directory */
async function describe(
  inside: ArtifactTree,
  archive: (Pick<Archive, 'entries'> & { readonly file: string }) | null,
  context: OpenContext,
): Promise<Artifact> {
  const findings: Finding[] = [];
  const metadata: MetadataEntry[] = [];
  for (const source of ['config.json', 'metadata.json']) {
    const finding = (code: string, message: string): void => {
      findings.push({ severity: 'error', code, message, location: source, kind: 'file' });
    };
    const read = await readJsonFile(inside, source, context.signal);
    if ('value' in read) metadata.push({ source, value: read.value });
    else {
      const told = 'Layers and versions are told as far as the weights tell them.';
      finding('malformed', `${source} in ${inside.path} ${read.problem}. ${told}`);
    }
    const entry = archive?.entries.find(({ path }) => path === source);
    if (entry && !(await entry.intact(context.signal))) {
      finding(
        'checksum-mismatch',
        `${source} in ${inside.path} does not match the checksum that the archive has for it: it was changed since it was saved. Copy the file again from where it was saved.`,
      );
    }
  }
  const valueOf = (source: string): unknown =>
    metadata.find((entry) => entry.source === source)?.value;
  const configured = configuredLayers(valueOf('config.json'));
  const weights = await openWeights(inside, context, findings);
  const tensors = weights?.tensors ?? [];
  const told = valueOf('metadata.json');
  const about = isRecord(told) ? told : {};
  const entries = await inside.entries();
  const version = about['keras_version'];
  return {
    format,
    description: describeModel(configured),
    metaGraphs: null,
    layers: layersOf(configured, weights?.layers ?? [], tensors),
    tensors,
    parameterCount: weights?.parameterCount ?? null,
    checkpoints: null,
    facts: [...archiveFacts(about), ...(weights?.facts ?? [])],
    writtenBy: typeof version === 'string' ? [`Keras ${version}`] : [],
    files:
      archive === null
        ? [...metadata.map(({ source }) => source), ...(weights?.files ?? [])]
        : [archive.file],
    assets: entries.map(({ path }) => path).filter((path) => path.startsWith('assets/')),
    metadata,
    configurations: [{ value: valueOf('config.json'), isModel: true }],
    findings: [...findings, ...(weights?.findings ?? [])],
    read: (tensor, range, read) => {
      if (weights) return weights.read(tensor, range, read);
      throw new AppError({
        code: 'bad-request',
        message: `${inside.path} has no weights that can be read.`,
      });
    },
    storedRuns: async (tensor, signal) => (await weights?.storedRuns?.(tensor, signal)) ?? null,
    close: async () => {
      await weights?.close();
    },
  };
}

/** The weights in place; null where there are none that can be read, which must not hide the rest. */
async function openWeights(
  inside: ArtifactTree,
  { openPart }: OpenContext,
  findings: Finding[],
): Promise<Artifact | null> {
  const problem = (code: string, message: string, location: string): null => {
    findings.push({ severity: 'error', code, message, location, kind: 'file' });
    return null;
  };
  for (const [file, format] of weightsFiles) {
    if (!(await inside.entry(file))) continue;
    try {
      return await openPart(inside, file, format);
    } catch (thrown) {
      if (!(thrown instanceof AppError) || thrown.code === 'cancelled') throw thrown;
      return problem(thrown.code, thrown.message, file);
    }
  }
  const [[file]] = weightsFiles;
  return problem(
    'missing-part',
    `${inside.path} has no ${file}: it holds a configuration and no weights.`,
    file,
  );
}

/**
 * The layers of the configuration with their weights, which lie under a name that Keras makes of class and
 * position; of a subclassed model, whose configuration has no layers, those that the weights tell.
 */
function layersOf(
  configured: readonly ConfiguredLayer[],
  told: readonly Layer[],
  tensors: readonly TensorInfo[],
): readonly Layer[] {
  const [model] = configured;
  if (configured.length < 2) {
    return model
      ? told.map((layer) => (layer.path === '' ? withClass(layer, model) : layer))
      : told;
  }
  const byStore = new Map(configured.map((layer) => [layer.store, layer.path]));
  const weights = new Map<string, string[]>();
  for (const { name, role } of tensors) {
    if (role !== 'weight') continue;
    const path = ownerOf(name.replaceAll('\\', '/'), byStore);
    addTo(weights, path, name);
  }
  return layersWithWeights(outlinesOf(configured), weights, tensors);
}

/** The path of the innermost layer under whose name a weight lies. */
function ownerOf(name: string, byStore: ReadonlyMap<string, string>): string {
  for (let at = name.lastIndexOf('/'); at > 0; at = name.lastIndexOf('/', at - 1)) {
    const path = byStore.get(name.slice(0, at));
    if (path !== undefined) return path;
  }
  return '';
}

function withClass(
  layer: Layer,
  { class: className, name, config, custom }: ConfiguredLayer,
): Layer {
  return { ...layer, name, class: className, classSource: 'config', config, custom };
}

function describeModel([model, ...layers]: readonly ConfiguredLayer[]): string {
  if (!model) return 'Keras model';
  const top = layers.filter(({ parent }) => parent === '').length;
  const count = top === 0 ? '' : ` of ${plural(top, 'layer')}`;
  return `Keras model: ${model.class}${count}`;
}

function archiveFacts(about: Readonly<Record<string, unknown>>): readonly Fact[] {
  return Object.entries(about).flatMap(([name, value]) =>
    typeof value === 'string' ? [{ group: 'Keras', name, value, source: 'metadata.json' }] : [],
  );
}

async function readJsonFile(
  tree: ArtifactTree,
  path: string,
  signal: AbortSignal | undefined,
): Promise<{ readonly value: unknown } | { readonly problem: string }> {
  const entry = await tree.entry(path);
  if (!entry) return { problem: 'is missing' };
  if (entry.bytes > limits.jsonBytes)
    return { problem: `has ${String(entry.bytes)} bytes, too many` };
  const source = await tree.open(path);
  try {
    const json = readJson(await source.read(0, source.size, signal));
    return 'value' in json ? json : { problem: `is no valid JSON: ${json.problem}` };
  } finally {
    await source.close();
  }
}
