import {
  MetaGraphDefSchema,
  SavedModelSchema,
} from '../../codec/protobuf/generated/tensorflow/meta_graph_pb.ts';
import type { HeldObject } from '../../codec/object-graph/description.ts';
import type { MessagePlace } from '../../codec/protobuf/decode.ts';
import { SourceWalk, type Span } from '../../codec/protobuf/source-walk.ts';
import { ReadError } from '../../core/errors.ts';
import type { OpGraph } from '../../core/op-graph.ts';
import type { ArtifactTree, ByteSource } from '../../io/byte-source.ts';
import type { Chunk, OpenContext } from '../contract.ts';
import { plural } from '../../protocol/figures.ts';
import { limits } from '../../protocol/limits.ts';
import { isRiegeli } from '../../codec/riegeli/chunks.ts';
import { mergedForm } from './chunked.ts';
import { modelFileOf } from './files.ts';
import { readConstants } from '../../codec/graph/constants-by-name.ts';
import { binaryForm, recogniseGraphFile } from '../../codec/graph/files.ts';
import { readMetaGraph, type MetaGraphOutline } from '../../codec/graph/meta-graph.ts';
import { readMetaGraphOps } from '../../codec/graph/ops/read-meta-graph.ts';
import { foreign, headBytes, recognise } from './recognise.ts';

/** What is read of a model's file. */
export interface ModelFile {
  readonly file: string;
  readonly place: MessagePlace;
  readonly schemaVersion: bigint;
  readonly metaGraphs: readonly MetaGraphOutline[];
}

/**
 * Reads saved_model.pb, saved_model.pbtxt or saved_model.cpb, whose form is told by its content.
 * @throws ReadError for a file that is no SavedModel, each kind with its own sentence, and for one that ends early
 */
export async function readModelFile(
  tree: ArtifactTree,
  context: Pick<OpenContext, 'signal' | 'report'>,
): Promise<ModelFile> {
  return withModelFile(tree, context, async (opened) => {
    const { file, place } = opened;
    return { file, place, ...(await readSource(opened)) };
  });
}

/** A model's file, open, in its binary form. */
export interface OpenedModelFile {
  readonly file: string;
  readonly place: MessagePlace;
  readonly source: ByteSource;
  readonly walk: SourceWalk;
}

/**
 * Opens saved_model.pb, saved_model.pbtxt or saved_model.cpb, whose form is told by its content, while it is used.
 * @throws ReadError for a file that is no SavedModel, each kind with its own sentence, and what `use` throws
 */
async function withModelFile<T>(
  tree: ArtifactTree,
  context: Pick<OpenContext, 'signal' | 'report'>,
  use: (opened: OpenedModelFile) => Promise<T>,
): Promise<T> {
  const { signal, report } = context;
  const file = await modelFileOf(tree);
  const place = { format: 'saved-model', path: `${tree.root}/${file}` };
  let source = await tree.open(file);
  try {
    source = await inBinaryForm(source, place, context);
    const total = source.size;
    const walk = new SourceWalk(source, place, signal, (done) => {
      report?.({ done, total, unit: 'bytes', message: `Reading ${file}` });
    });
    return await use({ file, place, source, walk });
  } finally {
    await source.close();
  }
}

/**
 * Reads the ops of a meta graph.
 * @param index among the model's meta graphs
 * @param held objects that functions may have captured
 */
export async function readModelOps(
  tree: ArtifactTree,
  index: number,
  held: ReadonlyMap<number, HeldObject>,
  context: Pick<OpenContext, 'signal' | 'report'>,
): Promise<OpGraph> {
  return withMetaGraph(tree, index, context, ({ walk, place }, metaGraph) =>
    readMetaGraphOps(walk, metaGraph, place, held, context.signal),
  );
}

/**
 * Reads constants of a meta graph's own graph, as `Artifact.readConstants` does.
 * @param index among the model's meta graphs
 */
export async function readModelConstants(
  tree: ArtifactTree,
  index: number,
  nodes: ReadonlySet<string>,
  use: (node: string, chunk: Chunk) => void,
  context: Pick<OpenContext, 'signal' | 'report'>,
): Promise<void> {
  return withMetaGraph(tree, index, context, ({ walk, source, place }, metaGraph) =>
    readConstants(walk, source, metaGraph, nodes, place, use, context.signal),
  );
}

async function withMetaGraph<T>(
  tree: ArtifactTree,
  index: number,
  context: Pick<OpenContext, 'signal' | 'report'>,
  use: (opened: OpenedModelFile, metaGraph: Span) => Promise<T>,
): Promise<T> {
  return withModelFile(tree, context, async (opened) => {
    const { source, walk, place } = opened;
    let at = 0;
    for await (const field of walk.fields(0, source.size)) {
      if (field.number !== SavedModelSchema.field.metaGraphs.number || at++ < index) continue;
      return use(opened, field);
    }
    throw new ReadError({
      ...place,
      code: 'bad-request',
      message: `${place.path} has ${plural(at, 'meta graph')}, so there is none with the number ${String(index)}.`,
    });
  });
}

/** The model's message as it stands in saved_model.pb, whatever form it was saved in; a source that is replaced is closed. */
async function inBinaryForm(
  source: ByteSource,
  place: MessagePlace,
  context: Pick<OpenContext, 'signal' | 'report'>,
): Promise<ByteSource> {
  if (isRiegeli(await source.read(0, Math.min(source.size, headBytes)))) {
    const merged = await mergedForm(source, place, context);
    await source.close();
    return merged;
  }
  const recognised = await recogniseGraphFile(source);
  if (recognised?.message !== 'saved-model') throw await noSavedModel(source, place);
  return binaryForm(source, recognised, place, context.signal);
}

async function noSavedModel(source: ByteSource, place: MessagePlace): Promise<ReadError> {
  const what = recognise(await source.read(0, Math.min(source.size, headBytes)));
  return new ReadError({
    ...place,
    code: what === 'empty' ? 'truncated' : 'malformed',
    message: `${place.path} ${foreign[what]}`,
  });
}

async function readSource({
  source,
  walk,
  place,
  file,
}: OpenedModelFile): Promise<Pick<ModelFile, 'schemaVersion' | 'metaGraphs'>> {
  if (source.size > limits.protobufFileBytes) {
    throw new ReadError({
      ...place,
      code: 'limit-exceeded',
      message: `${place.path} has ${String(source.size)} bytes. TensorFlow writes no such file above 2 GiB; it is damaged, or another file has its name.`,
    });
  }
  const metaGraphs: MetaGraphOutline[] = [];
  let schemaVersion = 0n;
  for await (const batch of walk.batches(0, source.size)) {
    for (const field of batch) {
      if (field.number === SavedModelSchema.field.savedModelSchemaVersion.number) {
        schemaVersion = field.value;
      } else if (field.number === SavedModelSchema.field.metaGraphs.number) {
        if (metaGraphs.length === limits.metaGraphs) throw tooManyMetaGraphs(place);
        metaGraphs.push(await readMetaGraph(walk, field, place, file));
      }
    }
  }
  if (metaGraphs.length === 0) {
    throw new ReadError({
      ...place,
      code: 'malformed',
      message: `${place.path} holds no ${MetaGraphDefSchema.name}, so there is no model in it. The save did not finish; save the model again.`,
    });
  }
  return { schemaVersion, metaGraphs };
}

function tooManyMetaGraphs(place: MessagePlace): ReadError {
  return new ReadError({
    ...place,
    code: 'limit-exceeded',
    message: `${place.path} holds more than ${String(limits.metaGraphs)} meta graphs, where a model has one or a few. It is damaged, or was made to exhaust memory.`,
  });
}
