import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { MetaGraphDefSchema } from '../../src/codec/protobuf/generated/tensorflow/meta_graph_pb.ts';
import { ChunkMetadataSchema } from '../../src/codec/protobuf/generated/tensorflow_proto_splitter/chunk_pb.ts';
import { savedModelReader } from '../../src/formats/saved-model/reader.ts';
import { memoryDirectory } from '../support/memory-tree.ts';
import { writeRiegeli } from '../support/riegeli-writer.ts';
import { savedModel, smallMetaGraph } from '../unit/formats/saved-model/writer.ts';
import { exercise } from './exercise.ts';
import type { Files, Subject } from './subject.ts';
import type { Watch } from './watch.ts';

/** Number of the field of a SavedModel (tensorflow/core/protobuf/saved_model.proto). */
const metaGraphs = 2;

const wholeFile = 'saved_model.cpb';

/** A model in chunks: its records one by one, which are put into a file after they were changed, and the file itself. */
export function chunkedModels(): Subject[] {
  const graph = toBinary(MetaGraphDefSchema, create(MetaGraphDefSchema, smallMetaGraph()));
  const metadata = toBinary(
    ChunkMetadataSchema,
    create(ChunkMetadataSchema, {
      chunks: [0n, 1n].map((offset) => ({ type: 1, offset })),
      message: {
        chunkIndex: 0n,
        chunkedFields: [
          {
            fieldTag: [
              { kind: { case: 'field', value: metaGraphs } },
              { kind: { case: 'index', value: 0n } },
            ],
            message: { chunkIndex: 1n },
          },
        ],
      },
    }),
  );
  const records = new Map([
    ['base', savedModel()],
    ['graph', graph],
    ['metadata', metadata],
  ]);
  return [
    { name: 'records', path: '', files: records },
    { name: 'a file', path: '', files: new Map([[wholeFile, fileOf(records)]]) },
  ];
}

export async function readChunked(files: Files, _path: string, watch: Watch): Promise<void> {
  const file = files.get(wholeFile) ?? fileOf(files);
  await exercise(savedModelReader, memoryDirectory(new Map([[wholeFile, file]])), watch);
}

/** The file of all records, whose last says where the others lie: a place that is a record's number is made right. */
function fileOf(files: Files): Uint8Array {
  const records = [...files.values()];
  const { positions } = writeRiegeli(records);
  const last = records.at(-1) ?? new Uint8Array(0);
  return writeRiegeli([...records.slice(0, -1), placed(last, positions)]).bytes;
}

function placed(metadata: Uint8Array, positions: readonly number[]): Uint8Array {
  try {
    const message = fromBinary(ChunkMetadataSchema, metadata);
    for (const chunk of message.chunks) {
      chunk.offset = BigInt(positions[Number(chunk.offset)] ?? chunk.offset);
    }
    return toBinary(ChunkMetadataSchema, message);
  } catch {
    return metadata;
  }
}
