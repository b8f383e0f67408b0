import assert from 'node:assert/strict';
import { create, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import {
  GraphDefSchema,
  type OpListSchema,
} from '../../../../src/codec/protobuf/generated/tensorflow/graph_pb.ts';
import type { TensorShapeProtoSchema } from '../../../../src/codec/protobuf/generated/tensorflow/types_pb.ts';
import type { OpenedArtifact } from '../../../../src/formats/contract.ts';
import { openArtifact } from '../../../../src/formats/open.ts';
import type { Signature } from '../../../../src/protocol/model.ts';
import { floats, writeBundle } from '../../../support/bundle-writer.ts';
import { temporaryDirectory, writeFiles } from '../../../support/files.ts';
import { readAll } from '../../../support/open-parts.ts';
import { writeSaverV1 } from '../../../support/saver-v1-writer.ts';
import { sessionBundleGraph, type GraphInit } from '../../../support/session-bundle-writer.ts';

const size = (value: number) => ({ size: BigInt(value) });
const shape = (...sizes: number[]) => ({ dim: sizes.map(size) });
const type = (value: number) => ({ value: { case: 'type' as const, value } });
const types = (...list: number[]) => ({ value: { case: 'list' as const, value: { type: list } } });
const shapes = (...list: MessageInitShape<typeof TensorShapeProtoSchema>[]) => ({
  value: { case: 'list' as const, value: { shape: list } },
});
const float = 1;
const string = 7;
const int64 = 9;

const graphDef: MessageInitShape<typeof GraphDefSchema> = {
  node: [
    {
      name: 'x',
      op: 'Placeholder',
      attr: {
        dtype: type(string),
        // What TensorFlow 0.x writes of a shape that it does not know.
        shape: { value: { case: 'shape' as const, value: shape() } },
        _output_shapes: shapes({ unknownRank: true }),
      },
    },
    { name: 'w', op: 'VariableV2' },
    {
      name: 'top',
      op: 'TopKV2',
      attr: { T: type(float), _output_shapes: shapes(shape(-1, 3), shape(-1, 3)) },
    },
    {
      name: 'parts',
      op: 'ListsAndMore',
      attr: {
        T: types(string, int64),
        _output_shapes: shapes(shape(-1), shape(-1, 2)),
      },
    },
    {
      name: 'split',
      op: 'Split',
      attr: { T: type(int64), num_split: { value: { case: 'i' as const, value: 2n } } },
    },
    { name: 'y', op: 'Softmax', attr: { T: type(float) } },
  ],
};

const strippedOpList: MessageInitShape<typeof OpListSchema> = {
  op: [
    { name: 'Placeholder', outputArg: [{ name: 'output', typeAttr: 'dtype' }] },
    {
      name: 'TopKV2',
      outputArg: [
        { name: 'values', typeAttr: 'T' },
        { name: 'indices', type: 3 },
      ],
    },
    {
      name: 'ListsAndMore',
      outputArg: [
        { name: 'output', typeListAttr: 'T' },
        { name: 'count', type: 3 },
      ],
    },
    { name: 'Split', outputArg: [{ name: 'output', typeAttr: 'T', numberAttr: 'num_split' }] },
  ],
};

const graph: GraphInit = { metaInfoDef: { tensorflowVersion: '0.12.1', strippedOpList }, graphDef };

const binding = (tensorName: string) => ({ tensorName });
const generic = (map: Readonly<Record<string, string>>) => ({
  type: {
    case: 'genericSignature' as const,
    value: {
      map: Object.fromEntries(Object.entries(map).map(([name, to]) => [name, binding(to)])),
    },
  },
});
const classification = {
  type: {
    case: 'classificationSignature' as const,
    value: { input: binding('x:0'), classes: binding('parts:0'), scores: binding('top:0') },
  },
};
const regression = {
  type: {
    case: 'regressionSignature' as const,
    value: { input: binding('x:0'), output: binding('y:0') },
  },
};

async function opened(
  t: TestContext,
  files: Iterable<readonly [string, Uint8Array | string]>,
): Promise<OpenedArtifact> {
  const directory = await temporaryDirectory(t);
  const bundle = join(directory, '00000012');
  await writeFiles(bundle, files);
  const artifact = await openArtifact(bundle);
  t.after(() => artifact.close());
  return artifact;
}

function signaturesOf(artifact: OpenedArtifact): Readonly<Record<string, Signature>> {
  return artifact.metaGraphs?.[0]?.signatures ?? {};
}

const tensors = [floats('w', [3, 2])];

for (const [how, variables] of [
  ['one file of the first format', writeSaverV1('export', tensors)],
  ['a shard of the first format', writeSaverV1('export', tensors, { shards: 1 })],
  ['the second format', writeBundle('export', tensors)],
] as const) {
  test(`a session bundle with its variables in ${how} is one artifact`, async (t) => {
    const artifact = await opened(t, [
      ['export.meta', sessionBundleGraph({ defaultSignature: regression }, graph, ['words.txt'])],
      ...variables,
      ['checkpoint', 'model_checkpoint_path: "/build/00000012-tmp/export-?????-of-00001"'],
      ['assets/words.txt', 'one\ntwo\n'],
    ]);
    const { summary } = artifact;
    assert.equal(artifact.format, 'meta-graph');
    assert.equal(
      summary.description,
      'TensorFlow 1 session bundle: 6 nodes, 1 signature, 1 variable in the checkpoint beside it',
    );
    assert.deepEqual(summary.findings, []);
    assert.deepEqual(
      summary.assets.map(({ path, bytes }) => [path, bytes]),
      [['assets/words.txt', 8]],
    );
    assert.deepEqual(
      artifact.tensors.map((tensor) => [tensor.name, tensor.shape]),
      [['w', [3, 2]]],
    );
    assert.equal((await readAll(artifact, 'w')).bytes.length, 24);
    assert.deepEqual(artifact.writtenBy, ['TensorFlow 0.12.1']);
    assert.deepEqual(signaturesOf(artifact), {
      serving_default: {
        methodName: 'tensorflow/serving/regress',
        inputs: { inputs: { dtype: 'string', shape: null, tensor: 'x:0' } },
        outputs: { outputs: { dtype: 'float32', shape: null, tensor: 'y:0' } },
      },
    });
  });
}

test('named signatures are told with the dtypes and shapes of the graph', async (t) => {
  const artifact = await opened(t, [
    [
      'export.meta',
      sessionBundleGraph(
        {
          defaultSignature: classification,
          namedSignatures: {
            inputs: generic({ text: 'x:0' }),
            outputs: generic({
              best: 'top:1',
              count: 'parts:2',
              ids: 'parts:1',
              second: 'split:1',
              lost: 'gone:0',
            }),
            regress: regression,
            generic_bindings: generic({ query: 'x:0', answer: 'y:0' }),
            nothing: {},
          },
        },
        graph,
      ),
    ],
    ...writeSaverV1('export', tensors),
  ]);
  const text = { dtype: 'string', shape: null, tensor: 'x:0' };
  const answer = { dtype: 'float32', shape: null, tensor: 'y:0' };
  assert.deepEqual(signaturesOf(artifact), {
    generic_bindings: { methodName: '', inputs: { query: text }, outputs: { answer } },
    nothing: { methodName: '', inputs: {}, outputs: {} },
    regress: {
      methodName: 'tensorflow/serving/regress',
      inputs: { inputs: text },
      outputs: { outputs: answer },
    },
    serving_default: {
      methodName: 'tensorflow/serving/classify',
      inputs: { inputs: text },
      outputs: {
        classes: { dtype: 'string', shape: [null], tensor: 'parts:0' },
        scores: { dtype: 'float32', shape: [null, 3], tensor: 'top:0' },
      },
    },
    serving_default_from_named: {
      methodName: 'tensorflow/serving/predict',
      inputs: { text },
      outputs: {
        best: { dtype: 'int32', shape: [null, 3], tensor: 'top:1' },
        count: { dtype: 'int32', shape: null, tensor: 'parts:2' },
        ids: { dtype: 'int64', shape: [null, 2], tensor: 'parts:1' },
        lost: { dtype: 'unknown', shape: null, tensor: 'gone:0' },
        second: { dtype: 'int64', shape: null, tensor: 'split:1' },
      },
    },
  });
});

test('inputs and outputs in collections of JSON, and a graph of its own for serving', async (t) => {
  const json = (value: object) => ({
    kind: { case: 'bytesList' as const, value: { value: [Buffer.from(JSON.stringify(value))] } },
  });
  const serving: MessageInitShape<typeof GraphDefSchema> = {
    node: [{ name: 'in', op: 'Placeholder', attr: { dtype: type(int64) } }],
  };
  const artifact = await opened(t, [
    [
      'export.meta',
      sessionBundleGraph(
        {},
        {
          ...graph,
          collectionDef: {
            inputs: json({ ids: 'in:0' }),
            outputs: json({ same: 'in:0' }),
            serving_graph: {
              kind: {
                case: 'anyList',
                value: {
                  value: [
                    {
                      typeUrl: 'type.googleapis.com/tensorflow.GraphDef',
                      value: toBinary(GraphDefSchema, create(GraphDefSchema, serving)),
                    },
                  ],
                },
              },
            },
          },
        },
      ),
    ],
    ...writeSaverV1('export', tensors),
  ]);
  assert.equal(artifact.metaGraphs?.[0]?.nodeCount, 1);
  const served = await artifact.readOps?.(0);
  assert.deepEqual(
    served?.nodes.map(({ name, dtype }) => [name, dtype]),
    [['in', 'int64']],
  );
  const ids = { dtype: 'int64', shape: null, tensor: 'in:0' };
  assert.deepEqual(signaturesOf(artifact), {
    serving_default: { methodName: '', inputs: { ids }, outputs: { same: ids } },
  });
});

test('what is missing or damaged is told, and the rest is shown', async (t) => {
  const meta = sessionBundleGraph({ defaultSignature: regression }, graph, ['words.txt', '../x']);
  const without = await opened(t, [['export.meta', meta]]);
  assert.deepEqual(
    without.summary.findings.map(({ severity, location }) => [severity, location]),
    [
      ['error', 'assets/words.txt'],
      ['error', 'assets/../x'],
      ['info', 'export.meta'],
    ],
  );
  assert.ok(signaturesOf(without)['serving_default']);

  const damaged = await opened(t, [
    ['export.meta', meta],
    ['assets/words.txt', 'x'],
    ['export', 'no table, and long enough to be longer than the footer of one'],
  ]);
  assert.match(
    damaged.summary.findings.find(({ location }) => location === 'export')?.message ?? '',
    /export is not a TensorFlow checkpoint: it does not end in/,
  );
  assert.ok(signaturesOf(damaged)['serving_default']);

  const at = Buffer.from(meta).indexOf('x:0') - 2;
  const lying = await opened(t, [
    ['export.meta', meta.with(at, 0x7f)],
    ...writeSaverV1('export', tensors),
  ]);
  assert.match(
    lying.summary.findings.find(({ location }) => location === 'export.meta')?.message ?? '',
    /^The signatures cannot be read; everything else is shown/,
  );
  assert.equal(lying.tensors.length, 1);
});

test('versions of a session bundle are parts of their directory', async (t) => {
  const directory = await temporaryDirectory(t);
  const meta = sessionBundleGraph({ defaultSignature: regression }, graph);
  for (const version of ['00000001', '00000012']) {
    await writeFiles(join(directory, version), [
      ['export.meta', meta],
      ...writeSaverV1('export', tensors, { shards: 1 }),
    ]);
  }
  const artifact = await openArtifact(directory);
  t.after(() => artifact.close());
  assert.equal(artifact.summary.description, '2 versions of a model: 00000001, 00000012');
  assert.deepEqual(
    artifact.summary.parts.map(({ path, format }) => [path, format]),
    [
      ['00000001', 'meta-graph'],
      ['00000012', 'meta-graph'],
    ],
  );
});
