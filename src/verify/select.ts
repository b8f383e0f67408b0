import { AppError } from '../core/errors.ts';
import type { OpenedArtifact } from '../formats/contract.ts';
import type { DtypeName, MetaGraph, Shape, Signature } from '../protocol/model.ts';
import { shownName, shownNames } from '../protocol/visible-text.ts';

/** One function of a SavedModel that can be run. */
export interface Selection {
  /** Absolute path of the SavedModel's directory. */
  readonly directory: string;
  readonly metaGraph: MetaGraph;
  /** Names of all signatures of this meta graph that can be run. */
  readonly signatures: readonly string[];
  readonly name: string;
  readonly inputs: ReadonlyMap<string, Endpoint>;
  readonly outputs: ReadonlyMap<string, Endpoint>;
}

/** One tensor that is fed or fetched. */
export interface Endpoint {
  /** The graph's name for it, `node:output`. */
  readonly tensor: string;
  /** null where the signature does not say: a component of a composite tensor. */
  readonly dtype: DtypeName | null;
  readonly shape: Shape;
  /** Which part of a composite tensor it is, and the shape of that. */
  readonly part?: { readonly role: string; readonly of: Shape };
}

export interface SelectOptions {
  readonly tags?: readonly string[] | undefined;
  /** The signature that was asked for. */
  readonly signature?: string | undefined;
  /** The signature that the prediction file is for. */
  readonly recordedSignature?: string | undefined;
}

/**
 * Which meta graph and which signature is meant. Tags: those asked for, else the only meta graph, else the one
 * tagged exactly `serve`. Signature: the one asked for, else the prediction file's, else `serving_default`, else the
 * only one.
 * @throws AppError `unsupported` for what holds no graph, `bad-request` where the choice is the person's
 */
export function select(opened: OpenedArtifact, options: SelectOptions): Selection {
  const metaGraph = selectMetaGraph(metaGraphsOf(opened), options.tags);
  const signatures = Object.keys(metaGraph.signatures).filter(isRunnable);
  const name = selectSignature(signatures, options);
  const signature = metaGraph.signatures[name] as Signature;
  return {
    directory: opened.tree.kind === 'directory' ? opened.tree.path : opened.tree.root,
    metaGraph,
    signatures,
    name,
    inputs: endpoints(signature.inputs),
    outputs: endpoints(signature.outputs),
  };
}

function metaGraphsOf(opened: OpenedArtifact): readonly MetaGraph[] {
  const { format, metaGraphs } = opened;
  if (format === 'saved-model' && metaGraphs && metaGraphs.length > 0) return metaGraphs;
  throw new AppError({ code: 'unsupported', message: cannotBeRun(opened) });
}

function cannotBeRun({ format, metaGraphs }: OpenedArtifact): string {
  switch (format) {
    case 'saved-model':
      return 'The SavedModel holds no meta graph, so there is nothing to run. Save the model again.';
    case 'tf-checkpoint':
    case 'tf-checkpoint-v1':
    case 'checkpoint-directory':
      return metaGraphs === null
        ? 'A checkpoint holds weights and no graph, so there is nothing to run. Verify the SavedModel that was exported from it.'
        : 'The graph beside a checkpoint is the one that trained it, and none to predict with. Verify the SavedModel that was exported from it.';
    case 'project':
      return 'This folder holds several artifacts. Verify one of the SavedModels in it.';
    default:
      return 'Only SavedModels can be run so far. Export the model with model.export() or tf.saved_model.save() and verify that.';
  }
}

/** Names that a sentence offers for a choice. */
const choices = 20;

function selectMetaGraph(
  metaGraphs: readonly MetaGraph[],
  tags: readonly string[] | undefined,
): MetaGraph {
  const all = shownNames(
    metaGraphs.map((metaGraph) => tagText(metaGraph.tags)),
    choices,
  );
  if (tags) {
    const asked = metaGraphs.find((metaGraph) => sameTags(metaGraph.tags, tags));
    if (asked) return asked;
    throw choose(`No meta graph has the tags ${tagText(tags)}. There are ${all}.`);
  }
  const [only, ...others] = metaGraphs;
  if (only && others.length === 0) return only;
  const serving = metaGraphs.find((metaGraph) => sameTags(metaGraph.tags, ['serve']));
  if (serving) return serving;
  throw choose(`The model has several meta graphs and none is tagged serve. Choose one: ${all}.`);
}

function selectSignature(
  signatures: readonly string[],
  { signature, recordedSignature }: SelectOptions,
): string {
  const all = shownNames(signatures, choices);
  const asked = signature ?? recordedSignature;
  if (asked !== undefined) {
    if (signatures.includes(asked)) return asked;
    throw choose(
      signature === undefined
        ? `The prediction was recorded for the signature ${shownName(asked)}, which the model does not have. It has ${all || 'none'}.`
        : `The model has no signature ${shownName(asked)}. It has ${all || 'none'}.`,
    );
  }
  if (signatures.includes('serving_default')) return 'serving_default';
  const [only, ...others] = signatures;
  if (only === undefined) {
    throw new AppError({
      code: 'unsupported',
      message:
        'The model has no signature that could be run. Save it with signatures=…, or call it once before saving.',
    });
  }
  if (others.length === 0) return only;
  throw choose(`The model has several signatures and none is serving_default. Choose one: ${all}.`);
}

/** TensorFlow's own entries for initialization and training, which give no prediction. */
function isRunnable(signature: string): boolean {
  return signature !== '__saved_model_init_op' && signature !== '__saved_model_train_op';
}

/** Composite tensors by component: `x/values`, `x/indices`, `x/dense_shape`. */
function endpoints(infos: Signature['inputs']): Map<string, Endpoint> {
  const result = new Map<string, Endpoint>();
  for (const [name, { tensor, dtype, shape, components }] of Object.entries(infos)) {
    if (tensor !== null && tensor !== '') result.set(name, { tensor, dtype, shape });
    for (const [role, part] of Object.entries(components ?? {})) {
      const type = componentType(role, dtype, shape);
      result.set(`${name}/${role}`, { tensor: part, ...type, part: { role, of: shape } });
    }
  }
  return result;
}

/** What tf.sparse.SparseTensor is made of; other composites do not say. */
function componentType(
  role: string,
  dtype: DtypeName,
  shape: Shape,
): Pick<Endpoint, 'dtype' | 'shape'> {
  const rank = shape?.length ?? null;
  if (role === 'values') return { dtype, shape: [null] };
  if (role === 'indices') return { dtype: 'int64', shape: [null, rank] };
  if (role === 'dense_shape') return { dtype: 'int64', shape: [rank] };
  return { dtype: null, shape: null };
}

function sameTags(a: readonly string[], b: readonly string[]): boolean {
  const set = new Set(a);
  return set.size === new Set(b).size && b.every((tag) => set.has(tag));
}

function tagText(tags: readonly string[]): string {
  return `{${shownNames(tags, choices)}}`;
}

function choose(message: string): AppError {
  return new AppError({ code: 'bad-request', message });
}
