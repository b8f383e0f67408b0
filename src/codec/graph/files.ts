import type { DescMessage } from '@bufbuild/protobuf';
import { ReadError } from '../../core/errors.ts';
import type { ByteSource } from '../../io/byte-source.ts';
import { limits } from '../../protocol/limits.ts';
import type { MessagePlace } from '../protobuf/decode.ts';
import { GraphDefSchema } from '../protobuf/generated/tensorflow/graph_pb.ts';
import {
  MetaGraphDefSchema,
  SavedModelSchema,
} from '../protobuf/generated/tensorflow/meta_graph_pb.ts';
import { MessageBytes } from '../protobuf/message-bytes.ts';
import { textToBinary } from '../protobuf/text-format.ts';
import { recogniseGraph } from './recognise.ts';

/** Messages that a file with a graph can be. */
export type GraphFile = 'saved-model' | 'meta-graph' | 'graph-def';

/** Bytes of a file's beginning that tell what it is. */
export const graphHeadBytes = 64 * 1024;

/** What a file is, and in which form. */
export interface RecognisedGraph {
  readonly message: GraphFile;
  readonly text: boolean;
}

const schemas: Readonly<Record<GraphFile, DescMessage>> = {
  'saved-model': SavedModelSchema,
  'meta-graph': MetaGraphDefSchema,
  'graph-def': GraphDefSchema,
};

/** Tells by content, in both forms, what a file with a graph is: names lie. Null for any other file. */
export async function recogniseGraphFile(source: ByteSource): Promise<RecognisedGraph | null> {
  const head = await source.read(0, Math.min(graphHeadBytes, source.size));
  // `saved_model_schema_version`, which is 1 in every file so far, then a meta graph.
  const [first, second, third] = head;
  if (first === 0x08 && second === 0x01 && (head.length === 2 || third === 0x12)) {
    return { message: 'saved-model', text: false };
  }
  const text = recogniseText(head);
  if (text) return { message: text, text: true };
  const binary = recogniseGraph(head, source.size);
  return binary && { message: binary, text: false };
}

/**
 * First fields that a message in text form may have. A node is held against its own, or any `node` would do. No two
 * patterns of space stand next to each other: of thousands of spaces, each way to share them would be tried.
 */
const beginnings: readonly (readonly [RegExp, GraphFile])[] = [
  [/^(?:saved_model_schema_version\s*:|meta_graphs\s*(?::\s*)?[{<])/, 'saved-model'],
  [
    /^(?:meta_info_def|graph_def|saver_def|collection_def|signature_def|object_graph_def)\s*(?::\s*)?[{<]/,
    'meta-graph',
  ],
  [/^node\s*(?::\s*)?[{<]\s*(?:(?:name|op|input|device)\s*:|attr\s*(?::\s*)?[{<])/, 'graph-def'],
  [/^library\s*(?::\s*)?[{<]\s*(?:[}>]|(?:function|gradient)\s*(?::\s*)?[{<])/, 'graph-def'],
  [/^versions\s*(?::\s*)?[{<]\s*(?:[}>]|(?:producer|min_consumer|bad_consumers)\s*:)/, 'graph-def'],
];

function recogniseText(head: Uint8Array): GraphFile | null {
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength)
    .toString('latin1')
    .replace(/^(?:\xef\xbb\xbf)?(?:\s|#[^\n]*\n)*/, '');
  return beginnings.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}

/**
 * The file's message in the binary form: the file itself, or what its text says, in memory. The source is closed
 * where another takes its place, and where this fails.
 * @throws ReadError for text that is damaged or longer than `limits.protobufTextBytes`
 */
export async function binaryForm(
  source: ByteSource,
  { message, text }: RecognisedGraph,
  place: MessagePlace,
  signal?: AbortSignal,
): Promise<ByteSource> {
  if (!text) return source;
  try {
    if (source.size > limits.protobufTextBytes) {
      throw new ReadError({
        ...place,
        code: 'limit-exceeded',
        message: `${place.path} is text of ${String(source.size)} bytes, more than the ${String(limits.protobufTextBytes)} that are read. Save it in the binary form.`,
      });
    }
    const bytes = await source.read(0, source.size, signal);
    return new MessageBytes(await textToBinary(bytes, schemas[message], place, signal));
  } finally {
    await source.close();
  }
}
