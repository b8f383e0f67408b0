import { describeCheckpoint } from '../../codec/checkpoint/describe.ts';
import { openedPrefix } from '../../codec/checkpoint/prefix.ts';
import { graphBeside } from '../../codec/graph/graph-beside.ts';
import { describeCheckpointObjects } from '../../codec/object-graph/checkpoint-objects.ts';
import { sliceKey } from '../../codec/tensor-slices/slice-key.ts';
import { ReadError } from '../../core/errors.ts';
import { Pacer } from '../../core/pacer.ts';
import { asReadError, type Place } from '../../core/read-error.ts';
import { inTurns } from '../../core/steps.ts';
import type { ArtifactTree } from '../../io/byte-source.ts';
import { plural } from '../../protocol/figures.ts';
import type { Fact, Finding, TensorInfo } from '../../protocol/model.ts';
import type { Artifact, OpenContext } from '../contract.ts';
import { readContents, type Contents } from './contents.ts';
import {
  damageFindings,
  leftoverFindings,
  missingFindings,
  unreadableFinding,
} from './findings.ts';
import type { SavedTensor } from './saved-tensor.ts';
import { findShards, openShard, type OpenShard, type ShardFile } from './shards.ts';
import { TensorReader } from './tensor-reader.ts';
import { joinTensors } from './tensors.ts';

const format = 'tf-checkpoint-v1';

/** Slices of strings whose size is looked up when the checkpoint is opened; the list of tensors does not state it. */
const mostSized = 100;

/** A file of the checkpoint that can be read. */
interface ListedShard extends OpenShard {
  readonly contents: Contents;
}

/** A file of the checkpoint; null: it is missing, or cannot be read. */
interface Shard {
  readonly file: string;
  readonly listed: ListedShard | null;
}

/**
 * Opens a checkpoint of the first format: reads the list of tensors in each of its files, and no values.
 * @throws ReadError where no list can be read; damage of single files and tensors becomes findings
 */
export async function openSaverV1(tree: ArtifactTree, context: OpenContext): Promise<Artifact> {
  const prefix = openedPrefix(tree) ?? tree.file ?? '';
  const place: Place = { format, path: `${tree.root}/${prefix}` };
  const shards: Shard[] = [];
  try {
    return await openChecked(tree, prefix, shards, place, context);
  } catch (error) {
    await closeAll(shards);
    throw asReadError(error, place);
  }
}

/** @param shards are added as they are opened, so that the caller can close them */
async function openChecked(
  tree: ArtifactTree,
  prefix: string,
  shards: Shard[],
  place: Place,
  context: OpenContext,
): Promise<Artifact> {
  const { signal } = context;
  const { files, stale } = await findShards(tree, prefix);
  const findings = await openAll(tree, files, shards, place, context);
  const opened = shards.map(({ listed }) => listed);
  const tensors = await joinTensors(
    shards.map(({ file, listed }) => ({ file, tensors: listed?.contents.tensors ?? null })),
    signal,
  );
  const graph = await graphBeside(tree, prefix, format, context);
  findings.push(
    ...damageFindings(tensors),
    ...(await leftoverFindings(tree, prefix, stale)),
    ...graph.findings,
  );
  const sizes = await sizesOfStrings(tensors, opened, signal);
  const plain = tensors.map((tensor) => tensorInfo(tensor, sizes));
  context.report?.({ done: 0, total: 0, unit: 'steps', message: 'Sorting out layers and roles' });
  const objects = await inTurns(
    describeCheckpointObjects(null, plain, place, prefix, graph.variables),
    new Pacer(signal),
  );
  const described = plain.map((tensor): TensorInfo => {
    const slot = objects.slots.get(tensor.name);
    return {
      ...tensor,
      role: objects.roles.get(tensor.name) ?? tensor.role,
      ...(slot ? { slot } : {}),
    };
  });
  const reader = new TensorReader(tensors, opened, place);
  return {
    format,
    description: describeCheckpoint(
      'TensorFlow 1 checkpoint (Saver V1)',
      described,
      objects.layers.length,
      files.length > 1 ? `in ${String(files.length)} files` : '',
    ),
    metaGraphs: graph.metaGraphs,
    graphs: graph.graphs,
    ...(graph.readOps ? { readOps: graph.readOps } : {}),
    layers: objects.layers,
    tensors: described,
    parameterCount: objects.parameterCount,
    checkpoints: null,
    facts: [...facts(tensors, shards), ...graph.facts],
    writtenBy: graph.writtenBy,
    files: [...files.filter(({ present }) => present).map(({ file }) => file), ...graph.files],
    assets: graph.assets,
    findings: [...findings, ...objects.findings],
    read: (tensor, range, readContext) => reader.read(tensor, range, readContext),
    close: () => closeAll(shards),
  };
}

/**
 * Opens all files that are there.
 * @throws ReadError where none can be read
 */
async function openAll(
  tree: ArtifactTree,
  files: readonly ShardFile[],
  shards: Shard[],
  place: Place,
  context: OpenContext,
): Promise<Finding[]> {
  const missing = files.filter(({ present }) => !present).map(({ file }) => file);
  const findings = missingFindings(missing, place.path);
  let failure: ReadError | null = null;
  for (const { file, present } of files) {
    try {
      const listed = present ? await openListed(tree, file, context) : null;
      shards.push({ file, listed });
      findings.push(...(listed?.contents.findings ?? []));
    } catch (thrown) {
      const error = asReadError(thrown, place);
      if (!(error instanceof ReadError)) throw thrown;
      failure ??= error;
      shards.push({ file, listed: null });
      findings.push(unreadableFinding(file, error));
    }
  }
  if (shards.some(({ listed }) => listed)) return findings;
  throw (
    failure ??
    new ReadError({
      ...place,
      code: 'missing-part',
      message: `No file of the checkpoint ${place.path} is here. Copy its files from where it was saved.`,
    })
  );
}

async function openListed(
  tree: ArtifactTree,
  file: string,
  context: OpenContext,
): Promise<ListedShard> {
  const shard = await openShard(tree, file, context.signal);
  try {
    return { ...shard, contents: await readContents(shard, context) };
  } catch (thrown) {
    await shard.source.close();
    throw thrown;
  }
}

async function closeAll(shards: readonly Shard[]): Promise<void> {
  await Promise.allSettled(shards.map(async ({ listed }) => listed?.source.close()));
}

/** What the values of string tensors take in the file, by tensor; a checkpoint has few of them, if any. */
async function sizesOfStrings(
  tensors: readonly SavedTensor[],
  shards: readonly (OpenShard | null)[],
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<SavedTensor, number>> {
  const sizes = new Map<SavedTensor, number>();
  const strings = tensors
    .filter(({ dtype, damage }) => dtype.kind === 'string' && !damage)
    .flatMap((tensor) => tensor.slices.map((slice) => ({ tensor, slice })));
  for (const { tensor, slice } of strings.slice(0, mostSized)) {
    const key = sliceKey(tensor.nameBytes, slice.extents);
    // Whoever reads the values is told what is wrong with them.
    const entry = await shards[slice.shard]?.table.find(key, signal).catch(ignoreDamage);
    sizes.set(tensor, (sizes.get(tensor) ?? 0) + (entry?.length ?? 0));
  }
  return sizes;
}

function ignoreDamage(thrown: unknown): null {
  if (thrown instanceof ReadError) return null;
  throw thrown;
}

function tensorInfo(tensor: SavedTensor, sizes: ReadonlyMap<SavedTensor, number>): TensorInfo {
  const { name, dtype, shape, elements, damage } = tensor;
  return {
    name,
    objectPath: null,
    dtype: dtype.name,
    shape,
    bytes: sizes.get(tensor) ?? elements * dtype.bytes,
    role: 'weight',
    stored: null,
    ...(damage ? { damage: damage.message } : {}),
  };
}

function facts(tensors: readonly SavedTensor[], shards: readonly Shard[]): Fact[] {
  const first = shards.find(({ listed }) => listed);
  const fact = (name: string, value: string): Fact => ({
    group: 'Checkpoint',
    name,
    value,
    source: first?.file ?? '',
  });
  const partitioned = tensors.filter(({ slices }) => slices.length > 1);
  const slices = partitioned.reduce((sum, tensor) => sum + tensor.slices.length, 0);
  return [
    fact('Format', 'V1'),
    fact('Format version', String(first?.listed?.contents.producer ?? 0)),
    fact('Files', String(shards.length)),
    ...(partitioned.length > 0
      ? [
          fact(
            'Partitioned',
            `${plural(partitioned.length, 'tensor')} in ${plural(slices, 'slice')}`,
          ),
        ]
      : []),
  ];
}
