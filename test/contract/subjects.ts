import { create, toBinary } from '@bufbuild/protobuf';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MetaGraphDefSchema } from '../../src/codec/protobuf/generated/tensorflow/meta_graph_pb.ts';
import type { FormatId } from '../../src/protocol/model.ts';
import { arrayHeader, countingArray, writeArray } from '../support/array-writer.ts';
import { floats, writeBundle, type WrittenTensor } from '../support/bundle-writer.ts';
import { smallGraph } from '../support/graph-writer.ts';
import { addChunked, counting, writeHdf5 } from '../support/hdf5-writer.ts';
import { writeZip, type WrittenEntry } from '../support/zip-writer.ts';
import { partitioned } from '../support/partitioned.ts';
import { writeSaverV1 } from '../support/saver-v1-writer.ts';
import { sessionBundleGraph } from '../support/session-bundle-writer.ts';

/** An artifact on which the whole contract is tried. */
export interface Subject {
  readonly name: string;
  readonly format: FormatId;
  /** What to open, relative to the directory the files are written to; '' for the directory. */
  readonly path: string;
  readonly files: () => Promise<ReadonlyMap<string, Uint8Array>>;
}

const samples = fileURLToPath(new URL('../../samples/', import.meta.url));

/** One for each reader at least: samples that TensorFlow wrote, and what it writes rarely. */
export const subjects: readonly Subject[] = [
  {
    name: 'a SavedModel',
    format: 'saved-model',
    path: '',
    files: () => filesBelow(join(samples, 'recommender')),
  },
  {
    name: 'a checkpoint with an object graph and optimizer state',
    format: 'tf-checkpoint',
    path: 'ckpt-4',
    files: () => filesBelow(join(samples, 'training-run'), /^ckpt-4\./),
  },
  {
    name: 'a checkpoint of many blocks, slices, shards and strings',
    format: 'tf-checkpoint',
    path: 'model.index',
    files: () => Promise.resolve(rareBundle()),
  },
  {
    name: 'a checkpoint of the first format',
    format: 'tf-checkpoint-v1',
    path: 'model.ckpt',
    files: () =>
      Promise.resolve(writeSaverV1('model.ckpt', [...firstFormat(1), floats('large', [600, 700])])),
  },
  {
    name: 'a checkpoint of the first format in shards, with numbers listed one by one',
    format: 'tf-checkpoint-v1',
    path: 'model.ckpt-5',
    files: () =>
      Promise.resolve(
        writeSaverV1('model.ckpt-5', firstFormat(2), {
          shards: 2,
          layout: 'each',
          blockBytes: 300,
        }),
      ),
  },
  {
    name: 'a directory of checkpoints',
    format: 'checkpoint-directory',
    path: '',
    files: () => filesBelow(join(samples, 'training-run')),
  },
  {
    name: 'a NumPy array stored column by column',
    format: 'numpy',
    path: 'table.npy',
    files: () => Promise.resolve(new Map([['table.npy', countingArray([300, 7, 200], true)]])),
  },
  {
    name: 'a NumPy archive',
    format: 'numpy',
    path: 'arrays.npz',
    files: () => Promise.resolve(new Map([['arrays.npz', archiveOfArrays()]])),
  },
  {
    name: 'a frozen graph',
    format: 'graph-def',
    path: 'graph.pb',
    files: () => Promise.resolve(new Map([['graph.pb', smallGraph()]])),
  },
  {
    name: 'a graph as text',
    format: 'graph-def',
    path: 'graph.pbtxt',
    files: () => Promise.resolve(new Map([['graph.pbtxt', Buffer.from(graphText)]])),
  },
  {
    name: 'a meta graph with its checkpoint',
    format: 'meta-graph',
    path: 'model-3.meta',
    files: () => Promise.resolve(metaGraphWithCheckpoint()),
  },
  {
    name: 'a session bundle',
    format: 'meta-graph',
    path: '',
    files: () => Promise.resolve(sessionBundle()),
  },
  {
    name: 'an HDF5 file with chunks, strings and scalars',
    format: 'hdf5',
    path: 'embeddings.h5',
    files: async () => new Map([['embeddings.h5', await embeddings()]]),
  },
  {
    name: 'a Keras archive',
    format: 'keras-archive',
    path: 'model.keras',
    files: async () => new Map([['model.keras', writeZip(await kerasModel())]]),
  },
  {
    name: 'a Keras archive whose weights are deflated',
    format: 'keras-archive',
    path: 'model.keras',
    files: async () => {
      const entries = (await kerasModel()).map((entry) => ({ ...entry, deflate: true }));
      return new Map([['model.keras', writeZip(entries)]]);
    },
  },
  {
    name: 'a Keras model in a directory, its weights in shards',
    format: 'keras-archive',
    path: '',
    files: async () => {
      const model = await kerasModel();
      const files = model.filter(({ path }) => path !== 'model.weights.h5');
      return new Map([
        ...files.map(({ path, content }): [string, Uint8Array] => [path, content]),
        ...(await kerasShards()),
      ]);
    },
  },
  {
    name: 'Keras weights in shards',
    format: 'keras-weights-hdf5',
    path: 'model.weights.json',
    files: kerasShards,
  },
];

function firstFormat(shards: number): readonly WrittenTensor[] {
  return [
    floats('dense/kernel', [17, 5]),
    floats('scalar', []),
    floats('empty', [0, 4]),
    partitioned('embedding', [30, 4], [[10], [3]], shards).tensor,
    { name: 'counts', dtype: 'int64', shape: [200], bytes: new Uint8Array(1600).fill(0xf3) },
    {
      name: 'vocabulary',
      dtype: 'string',
      shape: [300],
      strings: Array.from({ length: 300 }, (_, index) => Buffer.from('w'.repeat(index % 40))),
    },
  ];
}

const graphText = String.raw`
node { name: "x" op: "Placeholder" attr { key: "dtype" value { type: DT_INT64 } } }
node {
  name: "steps" op: "Const"
  attr {
    key: "value"
    value { tensor { dtype: DT_INT64 tensor_shape { dim { size: 40 } } int64_val: 3 int64_val: -4 } }
  }
}
node {
  name: "bits" op: "Const"
  attr { key: "value" value { tensor { dtype: DT_UINT8 tensor_shape { dim { size: 3 } } tensor_content: "\377\000a" } } }
}`;

function metaGraphWithCheckpoint(): ReadonlyMap<string, Uint8Array> {
  const metaGraph = create(MetaGraphDefSchema, {
    metaInfoDef: { tensorflowVersion: '1.15.5' },
    graphDef: { node: [{ name: 'w', op: 'VariableV2' }] },
  });
  return new Map([
    ['model-3.meta', toBinary(MetaGraphDefSchema, metaGraph)],
    ...writeBundle('model-3', [floats('w', [30, 4])]),
  ]);
}

function sessionBundle(): ReadonlyMap<string, Uint8Array> {
  const binding = (tensorName: string) => ({ tensorName });
  const value = { input: binding('x:0'), output: binding('y:0') };
  const signatures = {
    defaultSignature: { type: { case: 'regressionSignature' as const, value } },
  };
  const node = [
    { name: 'x', op: 'Placeholder' },
    { name: 'w', op: 'VariableV2' },
    { name: 'y', op: 'MatMul' },
  ];
  return new Map([
    ['export.meta', sessionBundleGraph(signatures, { graphDef: { node } }, ['words.txt'])],
    ['assets/words.txt', Buffer.from('one\n')],
    ...writeSaverV1('export', [floats('w', [30, 4])], { shards: 1 }),
  ]);
}

function embeddings(): Promise<Uint8Array> {
  return writeHdf5((file) => {
    const shape = [700, 500];
    addChunked(file, 'user_embeddings', { data: counting(350_000), shape, chunks: [64, 33] });
    file.create_dataset({ name: 'item_embeddings', data: counting(1200), shape: [40, 30] });
    file.create_dataset({ name: 'labels', data: ['one', 'two', 'three'] });
    file.create_dataset({ name: 'temperature', data: 0.5, dtype: '<d' });
    file.create_group('empty').create_attribute('note', 'nothing in here');
  });
}

/** A layer whose kernel lies in one shard and whose bias in another. */
async function kerasShards(): Promise<ReadonlyMap<string, Uint8Array>> {
  const shard = (name: string, size: number): Promise<Uint8Array> =>
    writeHdf5((file) => {
      const variables = file.create_group('layers').create_group('dense').create_group('vars');
      variables.create_dataset({ name, data: counting(size), shape: [size] });
    });
  const names = ['model_00000.weights.h5', 'model_00001.weights.h5'] as const;
  const map = { metadata: { total_size: 16_400 }, weight_map: { '/layers/dense/vars': names } };
  return new Map([
    ['model.weights.json', Buffer.from(JSON.stringify(map))],
    [names[0], await shard('0', 4000)],
    [names[1], await shard('1', 100)],
  ]);
}

async function kerasModel(): Promise<readonly WrittenEntry[]> {
  const weights = await writeHdf5((file) => {
    const variables = file.create_group('layers').create_group('dense').create_group('vars');
    variables.create_dataset({ name: '0', data: counting(4000), shape: [40, 100] });
    variables.create_dataset({ name: '1', data: counting(100), shape: [100] });
  });
  const layers = [{ class_name: 'Dense', config: { name: 'only', units: 100 } }];
  const config = { class_name: 'Sequential', config: { name: 'small', layers } };
  const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
  return [
    { path: 'metadata.json', content: json({ keras_version: '3.0.0' }) },
    { path: 'config.json', content: json(config), deflate: true },
    { path: 'model.weights.h5', content: weights },
  ];
}

function archiveOfArrays(): Uint8Array {
  const words = Buffer.concat(
    ['one', 'two', 'three'].map((word) => Buffer.from(word.padEnd(8, '\0'))),
  );
  return writeZip([
    { path: 'stored.npy', content: countingArray([500, 700]) },
    { path: 'deflated.npy', content: countingArray([300, 400]), deflate: true },
    { path: 'words.npy', content: writeArray(arrayHeader("'|S8'", [3]), words), deflate: true },
    { path: 'empty.npy', content: countingArray([0, 4]) },
    { path: 'group/scalar.npy', content: countingArray([]) },
  ]);
}

function rareBundle(): ReadonlyMap<string, Uint8Array> {
  const half = floats('embedding', [40, 3]).bytes ?? new Uint8Array(0);
  return writeBundle(
    'model',
    [
      floats('dense/kernel', [17, 5], 1),
      floats('scalar', []),
      floats('empty', [0, 4]),
      floats('large', [600, 700]),
      {
        name: 'embedding',
        dtype: 'float32',
        shape: [80, 3],
        slices: [
          { start: [0, 0], length: [40, 3], bytes: half, shard: 0 },
          { start: [40, 0], length: [40, 3], bytes: half, shard: 1 },
        ],
      },
      {
        name: 'vocabulary',
        dtype: 'string',
        shape: [300],
        strings: Array.from({ length: 300 }, (_, index) => Buffer.from('w'.repeat(index % 40))),
      },
    ],
    { shards: 2, blockBytes: 120, snappy: true, bigEndian: true },
  );
}

async function filesBelow(directory: string, only = /^/): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name).slice(directory.length + 1);
    if (entry.isFile() && only.test(path)) files.set(path, await readFile(join(directory, path)));
  }
  return files;
}
