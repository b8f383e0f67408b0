import { binaryForm, recogniseGraphFile } from '../../codec/graph/files.ts';
import { needsOf, noStarts } from '../../codec/graph/needs.ts';
import { Kept } from '../../codec/graph/ops/kept.ts';
import { readGraphOps } from '../../codec/graph/ops/read-graph.ts';
import { outlineGraph, type GraphOutline } from '../../codec/graph/outline.ts';
import { Gathered } from '../../codec/graph/scope.ts';
import { SourceWalk } from '../../codec/protobuf/source-walk.ts';
import { ReadError } from '../../core/errors.ts';
import type { GraphNeeds } from '../../core/graph-needs.ts';
import type { OpGraph } from '../../core/op-graph.ts';
import { asReadError, type Place } from '../../core/read-error.ts';
import { countParameters } from '../../core/shape.ts';
import { plural } from '../../protocol/figures.ts';
import type { ArtifactTree, ByteSource } from '../../io/byte-source.ts';
import { limits } from '../../protocol/limits.ts';
import type { Fact, TensorInfo } from '../../protocol/model.ts';
import type { Artifact, OpenContext, ReadOpsContext } from '../contract.ts';
import { Constants } from './constants.ts';
import { Ends } from './ends.ts';

const format = 'graph-def';

/** What stands in the place of a signature's key: a GraphDef has none. */
const inferredSignature = 'graph';

/**
 * Opens a GraphDef. Values of constants stay in the file.
 * @throws ReadError for a file that is none, or ends early
 */
export async function openGraph(tree: ArtifactTree, context: OpenContext): Promise<Artifact> {
  const file = tree.file ?? '';
  const place: Place = { format, path: tree.path };
  let source: ByteSource | undefined;
  try {
    source = await tree.open(file);
    const recognised = await recogniseGraphFile(source);
    const form = { message: format, text: recognised?.text === true } as const;
    source = await binaryForm(source, form, place, context.signal);
    return await open(source, file, place, context.signal);
  } catch (thrown) {
    await source?.close();
    throw asReadError(thrown, place);
  }
}

async function open(
  source: ByteSource,
  file: string,
  place: Place,
  signal: AbortSignal | undefined,
): Promise<Artifact> {
  if (source.size > limits.protobufFileBytes) {
    throw new ReadError({
      ...place,
      code: 'limit-exceeded',
      message: `${place.path} has ${String(source.size)} bytes. No graph has more than 2 GiB; it is damaged, or another file.`,
    });
  }
  const walk = new SourceWalk(source, place, signal);
  const constants = new Constants(place, source.locate() ? file : null);
  const ends = new Ends();
  const whole = { offset: 0, length: source.size };
  const gathered = new Gathered();
  const graph = await outlineGraph(walk, whole, place, gathered, (node) => {
    ends.add(node);
    return node.op === 'Const' ? constants.add(node, walk, place) : undefined;
  });
  constants.end();
  const needs = needsOf(gathered, graph.versions, noStarts);
  const tensors = constants.infos;
  const signature = await ends.signature(walk, place);
  return {
    format,
    description: describe(graph, needs, tensors),
    metaGraphs: [
      {
        tags: [],
        tensorflowVersion: null,
        nodeCount: graph.nodeCount,
        functionCount: graph.functionCount,
        ownSignatures: {},
        ops: [...needs.ops.keys()].sort(),
        signatures: signature ? { [inferredSignature]: signature } : {},
        functions: null,
      },
    ],
    layers: [],
    tensors,
    parameterCount: countParameters(tensors),
    checkpoints: null,
    facts: graphFacts(graph, needs, file, signature !== null),
    writtenBy: [],
    files: [file],
    assets: [],
    findings: constants.findings,
    graphs: [needs],
    readOps: (_, opsContext = {}) => readOps(source, file, place, opsContext),
    read: (tensor, range, readContext) => constants.read(source, tensor, range, readContext),
    close: () => source.close(),
  };
}

/** Its ops; a GraphDef says nothing of the ops' arguments, and no object owns its functions. */
async function readOps(
  source: ByteSource,
  file: string,
  place: Place,
  { signal, report }: ReadOpsContext,
): Promise<OpGraph> {
  const total = source.size;
  const walk = new SourceWalk(source, place, signal, (done) => {
    report?.({ done, total, unit: 'bytes', message: `Reading ${file}` });
  });
  const kept = new Kept();
  try {
    const { nodes, functions } = await readGraphOps(
      walk,
      { offset: 0, length: total },
      place,
      kept,
    );
    return { nodes, functions, outputArguments: new Map(), captures: new Map(), cut: kept.cut };
  } catch (thrown) {
    throw asReadError(thrown, place);
  }
}

function describe(
  { nodeCount, functionCount }: GraphOutline,
  { ops }: GraphNeeds,
  tensors: readonly TensorInfo[],
): string {
  const weights = tensors.filter(({ role }) => role === 'weight').length;
  const variables = [...ops.keys()].some((op) => /^(?:Variable(?:V2)?|VarHandleOp)$/.test(op));
  const kind = variables ? 'TensorFlow graph without its variables' : 'Frozen TensorFlow graph';
  const parts = [
    plural(nodeCount, 'node'),
    ...(functionCount > 0 ? [plural(functionCount, 'function')] : []),
    weights === 0 ? 'no weights' : `${plural(weights, 'constant')} with weights`,
  ];
  return `${kind}: ${parts.join(', ')}`;
}

function graphFacts(
  { versions, nodeCount, functionCount }: GraphOutline,
  { ops }: GraphNeeds,
  source: string,
  ends: boolean,
): Fact[] {
  const fact = (name: string, value: string): Fact => ({ group: 'Graph', name, value, source });
  return [
    fact('Nodes', String(nodeCount)),
    fact('Functions', String(functionCount)),
    fact('Different ops', String(ops.size)),
    ...(versions
      ? [
          fact('Producer', String(versions.producer)),
          fact('Lowest consumer', String(versions.minConsumer)),
        ]
      : []),
    ...(ends
      ? [
          fact(
            'Inputs and outputs',
            'placeholders, and nodes that no other node takes its input from',
          ),
        ]
      : []),
  ];
}
