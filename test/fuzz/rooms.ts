import { checkpointDirectoryReader } from '../../src/formats/checkpoint-directory/reader.ts';
import type { ArtifactTree, Reader } from '../../src/formats/contract.ts';
import { graphDefReader } from '../../src/formats/graph-def/reader.ts';
import { kerasArchiveReader } from '../../src/formats/keras-archive/reader.ts';
import { metaGraphReader } from '../../src/formats/meta-graph/reader.ts';
import { numpyReader } from '../../src/formats/numpy/reader.ts';
import { saverV1Reader } from '../../src/formats/saver-v1/reader.ts';
import { savedModelReader } from '../../src/formats/saved-model/reader.ts';
import { tensorBundleReader } from '../../src/formats/tensor-bundle/reader.ts';
import { memoryDirectory, memoryFile, memoryTree } from '../support/memory-tree.ts';
import { chunkedModels, readChunked } from './chunked.ts';
import { arrays, hdf5Files, kerasArchives } from './corpus/archives.ts';
import { bundles, checkpointDirectories } from './corpus/checkpoints.ts';
import { graphs, metaGraphs, objectGraphs, savedModels, warmupRecords } from './corpus/models.ts';
import { firstCheckpoints, sessionBundles } from './corpus/first-formats.ts';
import { exercise } from './exercise.ts';
import { readHdf5 } from './hdf5.ts';
import { mutateArray } from './mutate/array.ts';
import { mutateStoredMessage } from './mutate/bundle.ts';
import { mutateHdf5 } from './mutate/hdf5.ts';
import { mutateMessage } from './mutate/protobuf.ts';
import { mutateRecords } from './mutate/records.ts';
import { mutateTable } from './mutate/table.ts';
import { mutateText } from './mutate/text.ts';
import { mutateZip } from './mutate/zip.ts';
import { describeObjects, readWarmupRecords } from './codecs.ts';
import type { Random } from './random.ts';
import type { Files, MutatorsByName, Subject } from './subject.ts';
import type { Watch } from './watch.ts';

/** A part of the project that reads files, and what it is tried on. */
export interface Room {
  readonly subjects: () => readonly Subject[] | Promise<readonly Subject[]>;
  /** How files are changed, by their names. */
  readonly mutators: MutatorsByName;
  /** Other changes, which take several files; made now and then. */
  readonly alsoMutate?: (files: Files, random: Random) => Files;
  /** Whether everything that lies under a checksum is read, so that the reader must complain of each bit in it. */
  readonly readsAll?: true;
  /** Milliseconds that an input may take before it counts as hanging; 60 s where it is not said. */
  readonly deadline?: number;
  /** How many inputs of a kind the suite tries; 250 where it is not said. */
  readonly sample?: number;
  /** Reads everything that can be read. */
  readonly exercise: (files: Files, path: string, watch: Watch) => Promise<void>;
}

const reading =
  (reader: Reader, tree: (files: Files, path: string) => ArtifactTree): Room['exercise'] =>
  (files, path, watch) =>
    exercise(reader, tree(files, path), watch);

const asFile = (files: Files, path: string): ArtifactTree =>
  memoryFile(path, files.get(path) ?? new Uint8Array(0), files);
const asPrefix = (files: Files, path: string): ArtifactTree => memoryTree(path, files);

const json = mutateText([
  'null',
  'true',
  '"class_name"',
  '"config"',
  '"layers"',
  '"name"',
  '"Sequential"',
]);
const textMessage = mutateText([
  'node',
  'attr',
  'key',
  'value',
  'tensor',
  'dtype',
  'DT_FLOAT',
  'size',
  'DT_STRING',
]);
const state = mutateText([
  'model_checkpoint_path',
  'all_model_checkpoint_paths',
  '"ckpt-1"',
  '"/x/ckpt-2"',
]);

const bundle: MutatorsByName = [[/\.index$/, mutateTable(mutateMessage)]];
const messages: MutatorsByName = [
  [/\.(?:pb|meta)$/, mutateMessage],
  [/\.pbtxt$/, textMessage],
];

/** Every room by name. A new one is its reader, what to begin with, and the mutators of its files. */
export const rooms: Readonly<Record<string, Room>> = {
  'tensor-bundle': {
    subjects: bundles,
    mutators: bundle,
    alsoMutate: mutateStoredMessage,
    readsAll: true,
    exercise: reading(tensorBundleReader, asPrefix),
  },
  'saver-v1': {
    subjects: firstCheckpoints,
    mutators: [[/^m/, mutateTable(mutateMessage)]],
    readsAll: true,
    exercise: (files, path, watch) =>
      exercise(saverV1Reader, (path === 'm' ? asPrefix : asFile)(files, path), watch),
  },
  'checkpoint-directory': {
    subjects: checkpointDirectories,
    mutators: [[/^checkpoint$/, state], ...bundle],
    exercise: reading(checkpointDirectoryReader, memoryDirectory),
  },
  'saved-model': {
    subjects: savedModels,
    mutators: [...messages, ...bundle, [/\.json$/, json], [/warmup_requests$/, mutateRecords]],
    alsoMutate: mutateStoredMessage,
    readsAll: true,
    exercise: reading(savedModelReader, memoryDirectory),
  },
  'saved-model-in-chunks': {
    subjects: chunkedModels,
    mutators: [[/^(?:base|graph|metadata)$/, mutateMessage]],
    exercise: readChunked,
  },
  'graph-def': {
    subjects: graphs,
    mutators: messages,
    exercise: reading(graphDefReader, asFile),
  },
  'meta-graph': {
    subjects: metaGraphs,
    mutators: [...messages, ...bundle],
    readsAll: true,
    exercise: reading(metaGraphReader, asFile),
  },
  'session-bundle': {
    subjects: sessionBundles,
    mutators: [...messages, ...bundle],
    exercise: reading(metaGraphReader, memoryDirectory),
  },
  numpy: {
    subjects: arrays,
    mutators: [
      [/\.npy$/, mutateArray],
      [/\.npz$/, mutateZip([[/\.npy$/, mutateArray]])],
    ],
    readsAll: true,
    exercise: reading(numpyReader, asFile),
  },
  'keras-archive': {
    subjects: kerasArchives,
    mutators: [[/\.keras$/, mutateZip([[/\.json$/, json]])]],
    readsAll: true,
    exercise: reading(kerasArchiveReader, asFile),
  },
  hdf5: {
    subjects: hdf5Files,
    mutators: [
      [/\.h5$/, mutateHdf5],
      [/\.keras$/, mutateZip([[/\.h5$/, mutateHdf5]])],
    ],
    // Each call of libhdf5's may take a minute before it is ended.
    deadline: 600_000,
    // Each starts a process.
    sample: 10,
    exercise: readHdf5,
  },
  'object-graph': {
    subjects: objectGraphs,
    mutators: [
      [/\.json$/, json],
      [/./, mutateMessage],
    ],
    exercise: describeObjects,
  },
  warmup: {
    subjects: warmupRecords,
    mutators: [[/./, mutateRecords]],
    readsAll: true,
    exercise: readWarmupRecords,
  },
};
