import { rolesFromCollections } from '../../codec/graph/collections.ts';
import { versionFacts } from '../../codec/graph/facts.ts';
import { binaryForm, recogniseGraphFile } from '../../codec/graph/files.ts';
import { readMetaGraph, type MetaGraphOutline } from '../../codec/graph/meta-graph.ts';
import { SourceWalk } from '../../codec/protobuf/source-walk.ts';
import { AppError, ReadError } from '../../core/errors.ts';
import { asReadError, type Place } from '../../core/read-error.ts';
import { countParameters } from '../../core/shape.ts';
import { plural } from '../../protocol/figures.ts';
import { visibleText } from '../../protocol/visible-text.ts';
import type { ArtifactTree } from '../../io/byte-source.ts';
import type { Finding, TensorInfo, TensorRole } from '../../protocol/model.ts';
import type { Artifact, OpenContext } from '../contract.ts';

const format = 'meta-graph';

/**
 * Opens a MetaGraphDef, and the checkpoint of the same name beside it: the graph's variables.
 * @throws ReadError for a file that is none, or ends early
 */
export async function openMetaGraph(tree: ArtifactTree, context: OpenContext): Promise<Artifact> {
  const file = tree.file ?? '';
  const place: Place = { format, path: tree.path };
  try {
    return await open(tree, file, place, context);
  } catch (thrown) {
    throw asReadError(thrown, place);
  }
}

async function open(
  tree: ArtifactTree,
  file: string,
  place: Place,
  context: OpenContext,
): Promise<Artifact> {
  const metaGraph = await readFile(tree, file, place, context.signal);
  const findings: Finding[] = [...metaGraph.findings];
  const roles = collectionRoles(metaGraph, file, place, findings);
  const checkpoint = await openVariables(tree, file, metaGraph, context, findings);
  const tensors = (checkpoint?.tensors ?? []).map((tensor): TensorInfo => ({
    ...tensor,
    role: roles.get(tensor.name) ?? tensor.role,
  }));
  const { graph } = metaGraph;
  return {
    format,
    description: `TensorFlow 1 meta graph: ${plural(graph.nodeCount, 'node')}${checkpoint ? `, ${plural(tensors.length, 'variable')} in the checkpoint beside it` : ''}`,
    metaGraphs: [
      {
        tags: metaGraph.tags,
        tensorflowVersion: metaGraph.tensorflowVersion || null,
        nodeCount: graph.nodeCount,
        functionCount: graph.functionCount,
        ownSignatures: metaGraph.ownSignatures,
        ops: [...graph.ops].sort(),
        signatures: metaGraph.signatures,
        functions: null,
      },
    ],
    layers: checkpoint?.layers ?? [],
    tensors,
    parameterCount: checkpoint && countParameters(tensors),
    checkpoints: null,
    facts: [...versionFacts([metaGraph], file), ...(checkpoint?.facts ?? [])],
    writtenBy:
      metaGraph.tensorflowVersion === ''
        ? []
        : [`TensorFlow ${visibleText(metaGraph.tensorflowVersion)}`],
    files: [file, ...(checkpoint?.files ?? [])],
    assets: [],
    findings,
    ops: graph.ops,
    read: (tensor, range, readContext) => {
      if (!checkpoint) {
        throw new ReadError({
          ...place,
          code: 'bad-request',
          message: `${place.path} holds no values, so there is no tensor ${visibleText(tensor)}.`,
        });
      }
      return checkpoint.read(tensor, range, readContext);
    },
    close: async () => {
      await checkpoint?.close();
    },
  };
}

async function readFile(
  tree: ArtifactTree,
  file: string,
  place: Place,
  signal: AbortSignal | undefined,
): Promise<MetaGraphOutline> {
  const opened = await tree.open(file);
  const recognised = await recogniseGraphFile(opened);
  const form = { message: format, text: recognised?.text === true } as const;
  const source = await binaryForm(opened, form, place, signal);
  try {
    const whole = { offset: 0, length: source.size };
    return await readMetaGraph(new SourceWalk(source, place, signal), whole, place, file);
  } finally {
    await source.close();
  }
}

function collectionRoles(
  { collections }: MetaGraphOutline,
  file: string,
  place: Place,
  findings: Finding[],
): ReadonlyMap<string, TensorRole> {
  try {
    return rolesFromCollections(collections, place);
  } catch (thrown) {
    findings.push(damage(thrown, file));
    return new Map();
  }
}

/** The checkpoint that was saved with the graph: `model.ckpt-3.index` for `model.ckpt-3.meta`. */
async function openVariables(
  tree: ArtifactTree,
  file: string,
  { graph }: MetaGraphOutline,
  context: OpenContext,
  findings: Finding[],
): Promise<Artifact | null> {
  const prefix = file.replace(/\.meta$/, '');
  const index = `${prefix}.index`;
  if (prefix === file || !(await tree.entry(index))) {
    const variables = ['Variable', 'VariableV2', 'VarHandleOp'].some((op) => graph.ops.has(op));
    if (prefix !== file && variables) {
      findings.push({
        severity: 'info',
        code: 'missing-part',
        message: `The graph has variables, and their values are not here: ${visibleText(index)} is missing. Copy the checkpoint's files beside ${visibleText(file)} to see them.`,
        location: visibleText(file),
        kind: 'file',
      });
    }
    return null;
  }
  try {
    const checkpoint = await context.openPart(tree, prefix, 'tf-checkpoint');
    findings.push(...checkpoint.findings);
    return checkpoint;
  } catch (thrown) {
    findings.push(damage(thrown, index));
    return null;
  }
}

function damage(thrown: unknown, file: string): Finding {
  if (!(thrown instanceof AppError) || thrown.code === 'cancelled') throw thrown;
  const { code, message } = thrown;
  return { severity: 'error', code, message, location: visibleText(file), kind: 'file' };
}
