import { describeSavedObjects } from '../../codec/object-graph/saved-objects.ts';
import { objectGraphKey, type ObjectDescription } from '../../codec/object-graph/description.ts';
import type { KerasMetadata } from '../../codec/object-graph/keras-metadata.ts';
import { readModelFunctions } from '../../codec/object-graph/model-functions.ts';
import type { ObjectGraph } from '../../codec/object-graph/object-graph.ts';
import { readSavedObjectGraph } from '../../codec/object-graph/read-graph.ts';
import { AppError, ReadError } from '../../core/errors.ts';
import { Pacer } from '../../core/pacer.ts';
import { countParameters } from '../../core/shape.ts';
import { inTurns } from '../../core/steps.ts';
import { asReadError } from '../../core/read-error.ts';
import type { ArtifactTree } from '../../io/byte-source.ts';
import type { Finding, MetaGraph, TensorInfo, TensorRole } from '../../protocol/model.ts';
import type { Artifact, OpenContext } from '../contract.ts';
import { findAssets } from './assets.ts';
import { toldVariables } from '../../codec/graph/collections.ts';
import { describeModel } from './description.ts';
import { modelFacts } from './facts.ts';
import { fingerprintFile, kerasMetadataFile, variablesPrefix, warmupFile } from './files.ts';
import { fingerprintFacts } from './fingerprint.ts';
import { readKerasMetadata } from './keras-metadata.ts';
import { lookupKeys } from './lookup-keys.ts';
import type { MetaGraphOutline } from '../../codec/graph/meta-graph.ts';
import { readModelConstants, readModelFile, readModelOps, type ModelFile } from './model-file.ts';
import { describeWarmup } from './warmup.ts';
import { openVariables, type Variables } from './variables.ts';
import { kerasVersions, originOf, writtenBy } from './written-by.ts';

/**
 * Opens a SavedModel. Only a saved_model.pb that is none stops it; variables, assets and side files that are
 * missing or damaged become findings.
 * @throws ReadError
 */
export async function openSavedModel(tree: ArtifactTree, context: OpenContext): Promise<Artifact> {
  try {
    return await open(tree, context);
  } catch (thrown) {
    throw asReadError(thrown, { format: 'saved-model', path: tree.path });
  }
}

async function open(tree: ArtifactTree, context: OpenContext): Promise<Artifact> {
  const pacer = new Pacer(context.signal);
  const model = await readModelFile(tree, context);
  const findings: Finding[] = model.metaGraphs.flatMap((metaGraph) => metaGraph.findings);

  const owner = model.metaGraphs.find((metaGraph) => metaGraph.objectGraph !== null);
  const graph = owner?.objectGraph ?? null;
  const place = { ...model.place, offset: graph?.offset ?? 0 };
  const objects =
    graph &&
    (await tryReadAsync(model.file, findings, () =>
      inTurns(readSavedObjectGraph(graph.bytes, place), pacer),
    ));
  const functions =
    objects &&
    (await tryReadAsync(model.file, findings, () =>
      inTurns(readModelFunctions(graph.bytes, objects, place), pacer),
    ));
  const metadata =
    (objects &&
      (await tryReadAsync(kerasMetadataFile, findings, () => readKerasMetadata(tree, objects)))) ??
    new Map<number, KerasMetadata>();
  const variables = await openVariables(tree, context, expectsVariables(model, objects));
  findings.push(...variables.findings.filter((finding) => !objects || !isAboutKeys(finding)));
  const described =
    objects &&
    (await tryReadAsync(model.file, findings, () =>
      inTurns(
        describeSavedObjects(
          objects,
          variables.checkpoint && {
            objectGraph: variables.objectGraph,
            tensors: variables.checkpoint.tensors,
          },
          { metadata, lookupKeys: lookupKeys(objects, owner?.graph.tableKeys ?? new Map()) },
          { format: 'saved-model', path: `${tree.root}/${variablesPrefix}.index` },
          model.file,
        ),
        pacer,
      ),
    ));
  findings.push(...(described?.findings ?? []));
  const fingerprint =
    (await tryReadAsync(fingerprintFile, findings, () => fingerprintFacts(tree))) ?? [];
  const { assets, findings: assetFindings } = await findAssets(
    tree,
    model.metaGraphs.flatMap((metaGraph) => metaGraph.assetFiles),
  );
  findings.push(...assetFindings);
  const warmup = await tryReadAsync(warmupFile, findings, () =>
    describeWarmup(tree, context.signal),
  );
  findings.push(...(warmup?.findings ?? []));

  const origin = originOf(objects);
  const layers = described?.layers ?? variables.checkpoint?.layers ?? [];
  const tensors = joinTensors(variables, described, rolesOfCollections(model));
  return {
    format: 'saved-model',
    description: describeModel(origin, model.metaGraphs, layers),
    metaGraphs: model.metaGraphs.map((metaGraph) =>
      metaGraphOf(metaGraph, metaGraph === owner ? functions : null),
    ),
    layers,
    tensors,
    parameterCount: parameterCount(described, variables, tensors),
    checkpoints: null,
    facts: [
      ...modelFacts(
        model.schemaVersion,
        model.metaGraphs,
        objects?.nodes.length ?? null,
        model.file,
      ),
      ...fingerprint,
      ...(warmup?.facts ?? []),
      ...(variables.checkpoint?.facts ?? []),
    ],
    writtenBy: writtenBy(
      model.metaGraphs.map((metaGraph) => metaGraph.tensorflowVersion),
      origin,
      kerasVersions(metadata),
    ),
    files: [
      model.file,
      ...(await present(tree, [fingerprintFile, kerasMetadataFile])),
      ...(variables.checkpoint?.files ?? []),
      // What lies in assets.extra is beside the model: a prediction recorded there is no change of it.
      ...assets.filter((path) => path.startsWith('assets/')),
    ],
    assets,
    findings,
    // The root of the object graph is the model.
    configurations: [...metadata].map(([node, { value }]) => ({ value, isModel: node === 0 })),
    graphs: model.metaGraphs.map(({ needs }) => needs),
    readOps: (index, opsContext = {}) => {
      const held = described && model.metaGraphs[index] === owner ? described.held : new Map();
      return readModelOps(tree, index, held, opsContext).catch((thrown: unknown) => {
        throw asReadError(thrown, model.place);
      });
    },
    readConstants: (index, nodes, use, constantsContext = {}) =>
      readModelConstants(tree, index, nodes, use, constantsContext).catch((thrown: unknown) => {
        throw asReadError(thrown, model.place);
      }),
    read: (tensor, range, readContext) => {
      if (!variables.checkpoint) throw noVariables(tree, tensor);
      return variables.checkpoint.read(tensor, range, readContext);
    },
    storedRuns: async (tensor, signal) =>
      (await variables.checkpoint?.storedRuns?.(tensor, signal)) ?? null,
    close: async () => {
      await variables.checkpoint?.close();
    },
  };
}

/** That a checkpoint has to do without its object graph is nothing to a model that has its own. */
function isAboutKeys({ severity, location }: Finding): boolean {
  return severity === 'warning' && location === objectGraphKey;
}

/** Whether a model that lacks its checkpoint lacks something: a model of constants and tables has none. */
function expectsVariables(model: ModelFile, objects: ObjectGraph | null): boolean {
  if (objects) return objects.nodes.some(({ saved }) => saved?.kind === 'variable');
  return model.metaGraphs.some(
    ({ needs: { ops } }) => ops.has('VariableV2') || ops.has('Variable') || ops.has('VarHandleOp'),
  );
}

function metaGraphOf(metaGraph: MetaGraphOutline, functions: MetaGraph['functions']): MetaGraph {
  return {
    tags: metaGraph.tags,
    tensorflowVersion: metaGraph.tensorflowVersion || null,
    nodeCount: metaGraph.graph.nodeCount,
    functionCount: metaGraph.graph.functionCount,
    ownSignatures: metaGraph.ownSignatures,
    ops: [...metaGraph.needs.ops.keys()].sort(),
    signatures: metaGraph.signatures,
    functions,
  };
}

function rolesOfCollections({ metaGraphs }: ModelFile): ReadonlyMap<string, TensorRole> {
  const roles = new Map<string, TensorRole>();
  for (const { collections, objectGraph } of metaGraphs) {
    if (objectGraph) continue;
    for (const [name, role] of toldVariables(collections).roles) roles.set(name, role);
  }
  return roles;
}

/** The checkpoint's tensors in the model's words. */
function joinTensors(
  { checkpoint }: Variables,
  described: ObjectDescription | null,
  collections: ReadonlyMap<string, TensorRole>,
): readonly TensorInfo[] {
  return (checkpoint?.tensors ?? []).map((tensor) => {
    const slot = described?.slots.get(tensor.name);
    return {
      ...tensor,
      objectPath: described?.objectPaths.get(tensor.name) ?? tensor.objectPath,
      role: described?.roles.get(tensor.name) ?? collections.get(tensor.name) ?? tensor.role,
      ...(slot ? { slot } : {}),
    };
  });
}

function parameterCount(
  described: ObjectDescription | null,
  { checkpoint }: Variables,
  tensors: readonly TensorInfo[],
): number | null {
  if (described) return described.parameterCount;
  if (!checkpoint) return null;
  return countParameters(tensors);
}

async function present(tree: ArtifactTree, paths: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) if (await tree.entry(path)) found.push(path);
  return found;
}

function noVariables(tree: ArtifactTree, tensor: string): ReadError {
  return new ReadError({
    code: 'bad-request',
    format: 'saved-model',
    path: tree.path,
    message: `${tree.path} has no readable variables, so there is no tensor ${tensor}.`,
  });
}

/** A part whose damage must not hide the rest. */
async function tryReadAsync<T>(
  file: string,
  findings: Finding[],
  read: () => Promise<T>,
): Promise<T | null> {
  try {
    return await read();
  } catch (thrown) {
    findings.push(damage(thrown, file));
    return null;
  }
}

function damage(thrown: unknown, file: string): Finding {
  if (!(thrown instanceof AppError) || thrown.code === 'cancelled') throw thrown;
  return {
    severity: 'error',
    code: thrown.code,
    message: thrown.message,
    location: file,
    kind: 'file',
  };
}
