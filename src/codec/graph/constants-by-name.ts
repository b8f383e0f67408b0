import type { ByteSource } from '../../io/byte-source.ts';
import { ReadError } from '../../core/errors.ts';
import type { Place } from '../../core/read-error.ts';
import type { SourceWalk, Span } from '../protobuf/source-walk.ts';
import { GraphDefSchema } from '../protobuf/generated/tensorflow/graph_pb.ts';
import { MetaGraphDefSchema } from '../protobuf/generated/tensorflow/meta_graph_pb.ts';
import { tensorLayout } from '../tensor-proto/layout.ts';
import { readTensorProto, type ValuesChunk } from '../tensor-proto/values.ts';
import { constantOf, readNode } from './node.ts';

/**
 * Reads the values of constants of a MetaGraphDef's own graph, by their nodes' names, in one walk. Those that are not
 * there, or are damaged, are left out.
 * @param use is called with each constant's values, in pieces and in order
 * @throws AppError `cancelled`, and what the source throws
 */
export async function readConstants(
  walk: SourceWalk,
  source: ByteSource,
  metaGraph: Span,
  names: ReadonlySet<string>,
  place: Place,
  use: (name: string, chunk: ValuesChunk) => void,
  signal?: AbortSignal,
): Promise<void> {
  const found = new Map<string, Span>();
  for await (const part of walk.fields(metaGraph.offset, metaGraph.length)) {
    if (part.number !== MetaGraphDefSchema.field.graphDef.number) continue;
    for await (const batch of walk.batches(part.offset, part.length)) {
      for (const field of batch) {
        if (field.number !== GraphDefSchema.field.node.number) continue;
        const read = readNode(walk, field, place);
        const node = read instanceof Promise ? await read : read;
        if (!names.has(node.name) || found.has(node.name)) continue;
        const tensor = await constantOf(walk, node);
        if (tensor) found.set(node.name, tensor);
      }
    }
  }
  for (const [name, tensor] of found) {
    try {
      const layout = await tensorLayout(walk, tensor, place);
      if (!layout.values) continue;
      const stored = { source, layout: { ...layout, values: layout.values }, name, place };
      const all = { start: 0, count: layout.elements };
      for await (const chunk of readTensorProto(stored, all, signal)) use(name, chunk);
    } catch (thrown) {
      if (!(thrown instanceof ReadError)) throw thrown;
    }
  }
}
