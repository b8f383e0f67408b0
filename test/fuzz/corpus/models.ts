import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  SavedMetadataSchema,
  SavedObjectSchema,
} from '../../../src/codec/protobuf/generated/keras/saved_metadata_pb.ts';
import { writePredictionLog } from '../../../src/codec/prediction-log/write-log.ts';
import { recordOf } from '../../../src/codec/tfrecord/write-record.ts';
import type { RawTensor } from '../../../src/protocol/runner.ts';
import { constantNode, shapeProto, writeGraph } from '../../support/graph-writer.ts';
import { checkpoint, Variable } from '../../unit/codec/object-graph/builder.ts';
import {
  savedModel,
  smallMetaGraph,
  smallVariables,
} from '../../unit/formats/saved-model/writer.ts';
import { storedMessage } from '../mutate/bundle.ts';
import { joined } from '../mutate/bytes.ts';
import { parse } from '../mutate/protobuf.ts';
import type { Files, Subject } from '../subject.ts';
import { file, filesOf, folders, madeFiles, madeFolder, smallOnes, text } from './files.ts';

/** Numbers of the fields of SavedModel and MetaGraphDef. */
const field = { metaGraphs: 2, graphDef: 2, objectGraphDef: 7 };

export function savedModels(): Subject[] {
  const small = new Map([['saved_model.pb', savedModel(smallMetaGraph())], ...smallVariables()]);
  return smallOnes([
    { name: 'a module', path: '', files: small },
    {
      name: 'a module with files beside it',
      path: '',
      files: new Map([
        ...small,
        ['keras_metadata.pb', kerasMetadata()],
        ['assets.extra/tf_serving_warmup_requests', warmup()],
      ]),
    },
    { name: 'a model as text', path: '', files: new Map([['saved_model.pbtxt', text(modelText)]]) },
    ...folders()
      .filter(({ files }) => files.has('saved_model.pb'))
      .map(({ name, files }) => ({ name, path: '', files })),
  ]);
}

export function graphs(): Subject[] {
  const written = writeGraph([
    { name: 'x', op: 'Placeholder', attr: { dtype: { value: { case: 'type', value: 1 } } } },
    constantNode('a', { dtype: 1, tensorShape: shapeProto(3, 2), floatVal: [1, 2] }),
    constantNode('b', { dtype: 9, tensorShape: shapeProto(2), int64Val: [-1n, 7n] }),
    constantNode('c', { dtype: 4, tensorShape: shapeProto(4), tensorContent: new Uint8Array(4) }),
    constantNode('d', { dtype: 7, tensorShape: shapeProto(2), stringVal: [Buffer.from('s')] }),
    constantNode('e', { dtype: 19, tensorShape: shapeProto(5), halfVal: [1, 2, 3] }),
    { name: 'y', op: 'MatMul', input: ['x', 'a:0', '^b'] },
  ]);
  return smallOnes([
    file('graph.pb', written),
    file('graph.pbtxt', text(graphText)),
    ...madeFiles('graphs', /\.(?:pb|pbtxt)$/),
    ...firstMetaGraphs().flatMap(({ name, bytes }) =>
      contents(bytes, field.graphDef).map((graph) => file('graph.pb', graph, name)),
    ),
  ]);
}

export function metaGraphs(): Subject[] {
  const withCheckpoint = [...madeFolder('graphs')].filter(([path]) =>
    /^model\.ckpt-3\./.test(path),
  );
  return smallOnes([
    file('m.meta', text(metaGraphText)),
    { name: 'graphs', path: 'model.ckpt-3.meta', files: new Map(withCheckpoint) },
    ...firstMetaGraphs().map(({ name, bytes, files }) => ({
      name,
      path: 'm.meta',
      files: new Map([['m.meta', bytes], ...besides(files)]),
    })),
  ]);
}

/** The variables of a SavedModel, named as what lies beside a meta graph. */
function besides(files: Files): [string, Uint8Array][] {
  const variables = 'variables/variables';
  return [...filesOf(files, variables)].map(([path, bytes]) => [
    path.replace(variables, 'm'),
    bytes,
  ]);
}

/** Graphs of objects by themselves: in their files, most changes hit something else. */
export function objectGraphs(): Subject[] {
  const built = checkpoint({
    model: {
      'layer-0': {
        kernel: new Variable('rec/dense/kernel', [2, 3]),
        bias: new Variable('rec/dense/bias', [3]),
      },
      list: [{ embeddings: new Variable('rec/embedding/embeddings', [5, 2]) }],
      keras_api: { metrics: [{ total: new Variable('total'), count: new Variable('count') }] },
    },
    optimizer: {
      _iterations: new Variable('iterations', [], 'int64'),
      _variables: [new Variable('Adam/m/rec/dense/bias', [3])],
    },
    save_counter: new Variable('save_counter', [], 'int64'),
  });
  const [model] = contents(savedModel(smallMetaGraph()), field.metaGraphs);
  const subject = (name: string, graph: Uint8Array, saved: Uint8Array, keras: string): Subject => ({
    name,
    path: '',
    files: new Map([
      ['checkpoint', graph],
      ['saved', saved],
      ['tensors.json', text(JSON.stringify(keysIn(graph)))],
      ['keras.json', text(keras)],
    ]),
  });
  const savedObjects = (bytes: Uint8Array | undefined): Uint8Array =>
    contents(bytes ?? new Uint8Array(0), field.objectGraphDef)[0] ?? new Uint8Array(0);
  return smallOnes([
    subject(
      'a built one',
      built.graph,
      savedObjects(model),
      '{"class_name": "Dense", "name": "d"}',
    ),
    ...firstMetaGraphs().map(({ name, bytes, files }) => {
      const keras = files.get('keras_metadata.pb');
      const metadata = keras && fromBinary(SavedMetadataSchema, keras).nodes[0]?.metadata;
      const graph = storedMessage(files) ?? new Uint8Array(0);
      return subject(name, graph, savedObjects(bytes), metadata ?? '{}');
    }),
  ]);
}

export function warmupRecords(): Subject[] {
  return [file('requests', warmup())];
}

const modelText = `saved_model_schema_version: 1
meta_graphs {
  meta_info_def { tags: "serve" tensorflow_version: "2.19.1" }
  graph_def { node { name: "x" op: "Placeholder" } versions { producer: 9 } }
  signature_def { key: "s" value { inputs { key: "x" value { name: "x:0" dtype: DT_FLOAT } } method_name: "m" } }
}`;

const metaGraphText = `meta_info_def { tags: "serve" tensorflow_version: '1.15' }
graph_def { node { name: "w" op: "VariableV2" attr { key: "shape" value { shape { dim { size: -1 } } } } } }
collection_def { key: "trainable_variables" value { node_list { value: ["w:0"] } } }
saver_def { version: V2 sharded: true }`;

const graphText = String.raw`# a graph
node { name: "x" op: "Placeholder" attr { key: "dtype" value { type: DT_INT64 } } }
node {
  name: "steps" op: "Const"
  attr { key: "value" value { tensor { dtype: DT_INT64 tensor_shape { dim { size: 4 } } int64_val: 3 int64_val: -4 } } }
}
node {
  name: "bits" op: "Const"
  attr { key: "value" value { tensor { dtype: DT_UINT8 tensor_shape { dim { size: 3 } } tensor_content: "\377\000a" } } }
}`;

function kerasMetadata(): Uint8Array {
  const metadata = '{"class_name": "Dense", "name": "d", "config": {"units": 3}}';
  const node = create(SavedObjectSchema, { nodeId: 0, identifier: '_tf_keras_layer', metadata });
  return toBinary(SavedMetadataSchema, create(SavedMetadataSchema, { nodes: [node] }));
}

function warmup(): Uint8Array {
  const numbers: RawTensor = {
    kind: 'numbers',
    dtype: 'float32',
    shape: [2],
    bytes: new Uint8Array(8),
  };
  const words: RawTensor = {
    kind: 'strings',
    dtype: 'string',
    shape: [1],
    values: [Buffer.from('a')],
  };
  const log = writePredictionLog({
    model: 'm',
    signature: 'serving_default',
    inputs: new Map<string, RawTensor>([
      ['x', numbers],
      ['w', words],
    ]),
    outputs: new Map([['y', numbers]]),
  });
  return joined([recordOf(log), recordOf(log)]);
}

/** The first meta graph of every SavedModel that TensorFlow saved. */
function firstMetaGraphs(): { name: string; bytes: Uint8Array; files: Files }[] {
  return folders().flatMap(({ name, files }) => {
    const [bytes] = contents(files.get('saved_model.pb') ?? new Uint8Array(0), field.metaGraphs);
    return bytes ? [{ name, bytes, files }] : [];
  });
}

/** What a message's fields with a number hold. */
function contents(message: Uint8Array, number: number): Uint8Array[] {
  return (parse(message) ?? []).filter((each) => each.number === number).map(({ bytes }) => bytes);
}

/** The tensors that an object graph names, as a checkpoint would list them. */
function keysIn(graph: Uint8Array): { name: string; dtype: string; shape: number[] }[] {
  const keys =
    Buffer.from(graph)
      .toString('latin1')
      .match(/[\w/.-]+\/\.ATTRIBUTES\/\w+/g) ?? [];
  return [...new Set(keys)].map((name, index) => ({
    name,
    dtype: 'float32',
    shape: [index % 7, 2],
  }));
}
