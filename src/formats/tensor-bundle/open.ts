import { describeCheckpoint } from '../../codec/checkpoint/describe.ts';
import { graphBeside } from '../../codec/graph/graph-beside.ts';
import { describeCheckpointObjects } from '../../codec/object-graph/checkpoint-objects.ts';
import { objectGraphKey } from '../../codec/object-graph/description.ts';
import type { ObjectDescription, ToldVariables } from '../../codec/object-graph/description.ts';
import { ReadError } from '../../core/errors.ts';
import { Pacer } from '../../core/pacer.ts';
import { inTurns } from '../../core/steps.ts';
import { asReadError, type Place } from '../../core/read-error.ts';
import type { ArtifactTree } from '../../io/byte-source.ts';
import type { Fact, Finding, Severity, TensorInfo } from '../../protocol/model.ts';
import type { Artifact, OpenContext } from '../contract.ts';
import type { BundleTensor } from './entry.ts';
import { damageFindings, leftoverFindings } from './findings.ts';
import { readIndex, type BundleHeader, type BundleIndex } from './index-file.ts';
import { indexName, treePrefix } from './naming.ts';
import { Shards } from './shards.ts';
import { bundleTensors } from './tensors.ts';
import { TensorReader } from './tensor-reader.ts';

/**
 * Opens a checkpoint: reads its index and its object graph, and no values.
 * @throws ReadError where the index cannot be read; damage of single tensors becomes findings
 */
export async function openBundle(tree: ArtifactTree, context: OpenContext): Promise<Artifact> {
  const prefix = treePrefix(tree) ?? '';
  const index = indexName(prefix);
  const place: Place = { format: 'tf-checkpoint', path: `${tree.root}/${index}` };
  try {
    return await openChecked(tree, prefix, place, context);
  } catch (error) {
    throw asReadError(error, place);
  }
}

async function openChecked(
  tree: ArtifactTree,
  prefix: string,
  place: Place,
  context: OpenContext,
): Promise<Artifact> {
  const { signal } = context;
  const file = indexName(prefix);
  const index = await readIndexFile(tree, file, place, context);
  const shards = await Shards.find(tree, prefix, index.header.shards);
  const { tensors, orphanSlices } = await bundleTensors(index, shards.all, signal);
  const reader = new TensorReader(tensors, shards, index.header.bigEndian, place);
  const graph = await graphBeside(tree, prefix, 'tf-checkpoint', context);
  const findings: Finding[] = [
    ...index.findings,
    ...damageFindings(tensors, shards.all, file),
    ...(await leftoverFindings(tree, prefix, index.header.shards)),
    ...graph.findings,
  ];
  if (orphanSlices > 0) {
    findings.push({
      severity: 'warning',
      code: 'malformed',
      message: `${file} lists ${String(orphanSlices)} slices that belong to no tensor. They are not shown.`,
      location: file,
      kind: 'file',
    });
  }

  const plain = tensors.map((tensor) => tensorInfo(tensor, shards));
  context.report?.({ done: 0, total: 0, unit: 'steps', message: 'Sorting out layers and roles' });
  const about = { told: graph.variables, place, file, findings };
  const objects = await describeObjects(reader, plain, about, signal);
  const described = plain.map((tensor): TensorInfo => {
    const slot = objects.slots.get(tensor.name);
    return {
      ...tensor,
      objectPath: objects.objectPaths.get(tensor.name) ?? null,
      role: objects.roles.get(tensor.name) ?? tensor.role,
      ...(slot ? { slot } : {}),
    };
  });
  const present = shards.all.filter((shard) => shard.bytes !== null);
  return {
    format: 'tf-checkpoint',
    description: describeCheckpoint(
      described.some(({ name }) => name === objectGraphKey)
        ? 'TensorFlow checkpoint'
        : 'TensorFlow checkpoint of named variables',
      described,
      objects.layers.length,
      shards.all.length > 1 ? `in ${String(shards.all.length)} data files` : '',
    ),
    metaGraphs: graph.metaGraphs,
    graphs: graph.graphs,
    ...(graph.readOps ? { readOps: graph.readOps } : {}),
    layers: objects.layers,
    tensors: described,
    parameterCount: objects.parameterCount,
    checkpoints: null,
    facts: [...headerFacts(index.header, file), ...graph.facts],
    writtenBy: graph.writtenBy,
    files: [file, ...present.map((shard) => shard.file), ...graph.files],
    assets: graph.assets,
    findings: [...findings, ...objects.findings],
    read: (tensor, range, readContext) => reader.read(tensor, range, readContext),
    storedRuns: (tensor) => reader.storedRuns(tensor),
    close: () => shards.close(),
  };
}

async function readIndexFile(
  tree: ArtifactTree,
  file: string,
  place: Place,
  context: OpenContext,
): Promise<BundleIndex> {
  const source = await tree.open(file);
  try {
    return await readIndex(source, place, file, context);
  } finally {
    await source.close();
  }
}

function tensorInfo(tensor: BundleTensor, shards: Shards): TensorInfo {
  const { values } = tensor;
  return {
    name: tensor.name,
    objectPath: null,
    dtype: tensor.dtype.name,
    shape: tensor.shape,
    bytes: tensor.bytes,
    role: tensor.name === objectGraphKey ? 'bookkeeping' : 'weight',
    stored: values && {
      file: shards.all[values.shard]?.file ?? '',
      offset: values.offset,
    },
    ...(tensor.damage ? { damage: tensor.damage.message } : {}),
  };
}

/** What the object graph says, or without one the tensors' names; why it cannot be used is a finding. */
async function describeObjects(
  reader: TensorReader,
  tensors: readonly TensorInfo[],
  {
    told,
    place,
    file,
    findings,
  }: { told: ToldVariables | null; place: Place; file: string; findings: Finding[] },
  signal: AbortSignal | undefined,
): Promise<ObjectDescription> {
  const pacer = new Pacer(signal);
  const describe = (bytes: Uint8Array | null): Promise<ObjectDescription> =>
    inTurns(describeCheckpointObjects(bytes, tensors, place, file, told), pacer);
  const graph = tensors.find(({ name }) => name === objectGraphKey);
  if (!graph) return describe(null);
  if (graph.damage !== undefined) {
    // What keeps it from being read is told already, with all the other tensors that it concerns.
    findings.push(
      graphFinding(
        'warning',
        'missing-part',
        "The object graph cannot be read, so layers and roles are told by the tensors' keys.",
      ),
    );
    return describe(null);
  }
  const damaged = (error: ReadError): Finding =>
    graphFinding(
      'error',
      error.code,
      `The object graph is damaged, so layers and object paths may be missing or wrong. ${error.message}`,
    );
  try {
    const { bytes, damage } = await reader.readString(objectGraphKey, signal);
    if (damage) findings.push(damaged(damage));
    return await describe(bytes);
  } catch (error) {
    if (!(error instanceof ReadError)) throw error;
    findings.push(damaged(error));
    return describe(null);
  }
}

function graphFinding(severity: Severity, code: string, message: string): Finding {
  return { severity, code, message, location: objectGraphKey, kind: 'tensor' };
}

function headerFacts(header: BundleHeader, source: string): Fact[] {
  const fact = (name: string, value: string): Fact => ({
    group: 'Checkpoint',
    name,
    value,
    source,
  });
  return [
    fact('Format version', String(header.producer)),
    fact('Data files', String(header.shards)),
    fact('Byte order', header.bigEndian ? 'big-endian' : 'little-endian'),
  ];
}
