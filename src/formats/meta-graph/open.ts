import { besidePrefix } from '../../codec/checkpoint/prefix.ts';
import { metaGraphOps, readMetaGraphFile } from '../../codec/graph/meta-graph-file.ts';
import { checkpointFile, type CheckpointFile } from '../../core/checkpoint-files.ts';
import { AppError, ReadError } from '../../core/errors.ts';
import { asReadError, type Place } from '../../core/read-error.ts';
import { plural } from '../../protocol/figures.ts';
import { shownName, visibleText } from '../../protocol/visible-text.ts';
import type { ArtifactTree } from '../../io/byte-source.ts';
import type { Finding, MetaGraph } from '../../protocol/model.ts';
import type { Artifact, OpenContext } from '../contract.ts';
import { bundleFile } from './session-bundle.ts';

const format = 'meta-graph';

/**
 * Opens a MetaGraphDef with its variables, the checkpoint of the same name beside it; of a directory the session
 * bundle that it is.
 * @throws ReadError for a file that is none, or ends early
 */
export async function openMetaGraph(tree: ArtifactTree, context: OpenContext): Promise<Artifact> {
  const file = tree.file ?? bundleFile;
  const place: Place = { format, path: `${tree.root}/${file}` };
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
  const findings: Finding[] = [];
  const prefix = checkpointFile(file)?.part === 'meta' ? file.replace(/\.meta$/, '') : null;
  const variables = prefix === null ? null : await openVariables(tree, prefix, context, findings);
  const kind =
    tree.kind === 'directory' ? 'TensorFlow 1 session bundle' : 'TensorFlow 1 meta graph';
  const [ofCheckpoint] = variables?.metaGraphs ?? [];
  if (variables && ofCheckpoint) {
    // It has read the graph already, for what that says of the variables.
    const count = variables.tensors.length;
    return {
      ...variables,
      format,
      description: `${describe(kind, ofCheckpoint)}, ${plural(count, 'variable')} in the checkpoint beside it`,
      files: [file, ...variables.files.filter((path) => path !== file)],
      findings: [...findings, ...variables.findings],
    };
  }
  await variables?.close();
  const graph = await readMetaGraphFile(tree, file, place, context);
  if (prefix !== null && findings.length === 0) {
    findings.push(...missingValues(graph.metaGraph, prefix, file));
  }
  return {
    format,
    description: describe(kind, graph.metaGraph),
    metaGraphs: [graph.metaGraph],
    layers: [],
    tensors: [],
    parameterCount: null,
    checkpoints: null,
    facts: graph.facts,
    writtenBy: graph.writtenBy,
    files: [file],
    assets: graph.assets,
    findings: [...graph.findings, ...findings],
    graphs: [graph.outline.needs],
    readOps: metaGraphOps(tree, file, place),
    read: (tensor) => {
      throw new ReadError({
        ...place,
        code: 'bad-request',
        message: `${place.path} holds no values, so there is no tensor ${shownName(tensor)}.`,
      });
    },
    close: () => Promise.resolve(),
  };
}

function describe(kind: string, { nodeCount, signatures }: MetaGraph): string {
  const count = Object.keys(signatures).length;
  return `${kind}: ${plural(nodeCount, 'node')}${count > 0 ? `, ${plural(count, 'signature')}` : ''}`;
}

/** The checkpoint that was saved with the graph, in either format; null where there is none, or none that opens. */
async function openVariables(
  tree: ArtifactTree,
  prefix: string,
  context: OpenContext,
  findings: Finding[],
): Promise<Artifact | null> {
  const files = (await besidePrefix(tree, prefix)).filter(
    (path) => path === prefix || isValues(checkpointFile(path), prefix),
  );
  const [file] = files;
  if (file === undefined) return null;
  const index = `${prefix}.index`;
  const second = files.includes(index);
  try {
    return await context.openPart(tree, prefix, second ? 'tf-checkpoint' : 'tf-checkpoint-v1');
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code === 'cancelled') throw thrown;
    const { code, message } = thrown;
    const location = visibleText(second ? index : file);
    findings.push({ severity: 'error', code, message, location, kind: 'file' });
    return null;
  }
}

function isValues(file: CheckpointFile | null, prefix: string): boolean {
  return file?.prefix === prefix && (file.part === 'index' || file.part === 'shard');
}

function missingValues({ ops }: MetaGraph, prefix: string, file: string): readonly Finding[] {
  if (!['Variable', 'VariableV2', 'VarHandleOp'].some((op) => ops.includes(op))) return [];
  return [
    {
      severity: 'info',
      code: 'missing-part',
      message: `The graph has variables, and their values are not here: the checkpoint ${shownName(prefix)} is missing. Copy the checkpoint's files beside ${shownName(file)} to see them.`,
      location: visibleText(file),
      kind: 'file',
    },
  ];
}
