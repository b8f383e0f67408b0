import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { recordOf } from '../../../../src/codec/tfrecord/write-record.ts';
import type { OpenedArtifact } from '../../../../src/formats/contract.ts';
import { openArtifact } from '../../../../src/formats/open.ts';
import { warmupRequests } from '../../../../src/protocol/model.ts';
import { writeRiegeli } from '../../../support/riegeli-writer.ts';
import { failsWith } from '../../../support/errors.ts';
import { temporaryDirectory, writeFiles } from '../../../support/files.ts';
import { readAll } from '../../../support/open-parts.ts';
import { concat, field } from '../../codec/protobuf/bytes.ts';
import { savedModel, smallMetaGraph, smallVariables, type MetaGraphInit } from './writer.ts';

type Files = Iterable<readonly [path: string, content: Uint8Array | string]>;

async function opened(test: TestContext, files: Files): Promise<OpenedArtifact> {
  const directory = await temporaryDirectory(test);
  await writeFiles(directory, files);
  const artifact = await openArtifact(directory);
  test.after(() => artifact.close());
  return artifact;
}

function small(...metaGraphs: MetaGraphInit[]): Map<string, Uint8Array | string> {
  return new Map<string, Uint8Array | string>([
    ['saved_model.pb', savedModel(...(metaGraphs.length > 0 ? metaGraphs : [smallMetaGraph()]))],
    ...smallVariables(),
  ]);
}

const codes = ({ findings }: OpenedArtifact): string[] =>
  findings.map(({ severity, code, location }) => `${severity} ${code} ${location}`);

describe('warmup requests', () => {
  const file = 'assets.extra/tf_serving_warmup_requests';
  const record = recordOf(Buffer.from('any'));
  const facts = (artifact: OpenedArtifact) =>
    artifact.facts.filter(({ group }) => group === warmupRequests).map(({ value }) => value);
  const withWarmup = (bytes: Uint8Array) => [...small(), [file, bytes] as const];

  test('are counted without being read', async (t) => {
    const artifact = await opened(t, withWarmup(concat(record, record, record)));
    assert.deepEqual(facts(artifact), ['3']);
    assert.deepEqual(codes(artifact), []);
  });

  test('that are cut off are a finding, and the model is shown', async (t) => {
    const artifact = await opened(t, withWarmup(concat(record, record.subarray(0, -1))));
    assert.deepEqual(facts(artifact), ['1']);
    assert.deepEqual(codes(artifact), [`error truncated ${file}`]);
    assert.equal(artifact.parameterCount, 2);
  });

  test('that are more than TensorFlow Serving takes are a finding', async (t) => {
    const many = concat(...Array.from({ length: 1001 }, () => record));
    const artifact = await opened(t, withWarmup(many));
    assert.deepEqual(facts(artifact), ['more than 1000']);
    assert.deepEqual(codes(artifact), [`warning limit-exceeded ${file}`]);
  });
});

describe('a sound SavedModel', () => {
  test('shows signatures, versions, counts and variables, and has no finding', async (t) => {
    const artifact = await opened(t, small());
    assert.deepEqual(artifact.metaGraphs, [
      {
        tags: ['serve'],
        tensorflowVersion: '2.19.1',
        nodeCount: 2,
        functionCount: 1,
        ownSignatures: {},
        ops: ['Identity', 'MatMul', 'Placeholder'],
        signatures: {
          serving_default: {
            methodName: 'tensorflow/serving/predict',
            inputs: { x: { dtype: 'float32', shape: [null, 4], tensor: 'x:0' } },
            outputs: { y: { dtype: 'float32', shape: null, tensor: 'y:0' } },
          },
        },
        functions: [],
      },
    ]);
    assert.equal(artifact.description, 'TensorFlow SavedModel with a tf.Module: one output');
    assert.deepEqual(artifact.writtenBy, ['TensorFlow 2.19.1']);
    assert.equal(artifact.parameterCount, 2);
    assert.deepEqual(
      artifact.tensors.map(({ name, objectPath, role }) => [name, objectPath, role]),
      [
        ['_CHECKPOINTABLE_OBJECT_GRAPH', null, 'bookkeeping'],
        ['w/.ATTRIBUTES/VARIABLE_VALUE', 'w', 'weight'],
      ],
    );
    assert.deepEqual(artifact.findings, []);
    assert.equal((await readAll(artifact, 'w/.ATTRIBUTES/VARIABLE_VALUE')).bytes.length, 8);
  });

  test('may have several meta graphs, and signatures that nobody calls', async (t) => {
    const artifact = await opened(
      t,
      small(
        smallMetaGraph({
          metaInfoDef: { tags: ['train'], tensorflowVersion: '2.19.1' },
          signatureDef: { __saved_model_init_op: {}, train: { outputs: { y: {} } } },
        }),
        smallMetaGraph({ metaInfoDef: {}, signatureDef: {} }),
      ),
    );
    assert.deepEqual(
      artifact.metaGraphs?.map((graph) => [graph.tags, Object.keys(graph.signatures)]),
      [
        [['train'], ['train']],
        [[], []],
      ],
    );
    assert.equal(artifact.metaGraphs[1]?.tensorflowVersion, null);
    assert.deepEqual(artifact.findings, []);
  });

  test('names the parts of sparse and composite inputs', async (t) => {
    const artifact = await opened(
      t,
      small(
        smallMetaGraph({
          signatureDef: {
            s: {
              inputs: {
                sparse: {
                  dtype: 9,
                  encoding: {
                    case: 'cooSparse',
                    value: {
                      valuesTensorName: 'v:0',
                      indicesTensorName: 'i:0',
                      denseShapeTensorName: 'd:0',
                    },
                  },
                },
                ragged: {
                  encoding: {
                    case: 'compositeTensor',
                    value: { components: [{ encoding: { case: 'name', value: 'r:0' } }] },
                  },
                },
                '': { dtype: 99 },
              },
            },
          },
        }),
      ),
    );
    assert.deepEqual(artifact.metaGraphs?.[0]?.signatures['s']?.inputs, {
      '': { dtype: 'dtype(99)', shape: null, tensor: null },
      ragged: { dtype: 'dtype(0)', shape: null, tensor: null, components: { '0': 'r:0' } },
      sparse: {
        dtype: 'int64',
        shape: null,
        tensor: null,
        components: { values: 'v:0', indices: 'i:0', dense_shape: 'd:0' },
      },
    });
  });

  test('lists its assets; what lies beside it is no part of it', async (t) => {
    const artifact = await opened(
      t,
      new Map<string, Uint8Array | string>([
        ...small(smallMetaGraph({ assetFileDef: [{ filename: 'vocab.txt' }] })),
        ['assets/vocab.txt', 'a\nb\n'],
        ['assets.extra/note.txt', 'hello'],
        ['__MACOSX/._saved_model.pb', 'x'],
      ]),
    );
    assert.deepEqual(artifact.assets, ['assets.extra/note.txt', 'assets/vocab.txt']);
    assert.deepEqual(artifact.files, [
      'saved_model.pb',
      'variables/variables.index',
      'variables/variables.data-00000-of-00001',
      'assets/vocab.txt',
    ]);
    assert.deepEqual(artifact.findings, []);
  });

  test('is opened by its file as well as by its directory', async (t) => {
    const { tree } = await opened(t, small());
    const artifact = await openArtifact(join(tree.root, 'saved_model.pb'));
    await artifact.close();
    assert.equal(artifact.summary.path, tree.root);
    assert.equal(artifact.tensors.length, 2);
  });

  test('is known under another name by its content', async (t) => {
    const directory = await temporaryDirectory(t);
    await writeFiles(directory, [['frozen_graph.pb', savedModel(smallMetaGraph())]]);
    const artifact = await openArtifact(join(directory, 'frozen_graph.pb'));
    await artifact.close();
    assert.equal(artifact.format, 'saved-model');
    assert.deepEqual(codes(artifact), ['error missing-part variables/variables.index']);
  });
});

describe('a damaged SavedModel still shows the rest', () => {
  test('without variables', async (t) => {
    const artifact = await opened(t, [['saved_model.pb', savedModel(smallMetaGraph())]]);
    assert.deepEqual(codes(artifact), ['error missing-part variables/variables.index']);
    assert.match(
      artifact.findings[0]?.message ?? '',
      /directory variables is missing or empty.*Copy the whole directory again/,
    );
    assert.equal(artifact.metaGraphs?.[0]?.nodeCount, 2);
    // The model's own file knows its variables' shapes.
    assert.equal(artifact.parameterCount, 2);
    assert.deepEqual(artifact.tensors, []);
    assert.throws(
      () => artifact.read('w', 'all'),
      failsWith('bad-request', /no readable variables/),
    );
  });

  test('without variables that it never had', async (t) => {
    const artifact = await opened(t, [
      ['saved_model.pb', savedModel(smallMetaGraph({ objectGraphDef: { nodes: [{}] } }))],
    ]);
    assert.deepEqual(artifact.findings, []);
  });

  test('with a damaged index, a missing shard, a shard alone', async (t) => {
    const files = small();
    const index = 'variables/variables.index';
    const shard = 'variables/variables.data-00000-of-00001';
    files.set(
      index,
      'not a table, whatever its name says; and long enough to have a footer of one',
    );
    const damaged = await opened(t, files);
    assert.deepEqual(codes(damaged), [`error malformed ${index}`]);
    assert.match(damaged.findings[0]?.message ?? '', /^The variables cannot be read; signatures/);

    const withoutShard = small();
    withoutShard.delete(shard);
    const partial = await opened(t, withoutShard);
    assert.deepEqual(codes(partial), [`error missing-part ${shard}`]);
    assert.equal(partial.tensors.length, 2);
    assert.equal(partial.parameterCount, 2);

    const withoutIndex = small();
    withoutIndex.delete(index);
    const alone = await opened(t, withoutIndex);
    assert.deepEqual(codes(alone), [`error missing-part ${index}`]);
    assert.match(alone.findings[0]?.message ?? '', /weights in variables cannot be read/);
  });

  test('with side files that are none', async (t) => {
    const files = small();
    files.set('fingerprint.pb', Uint8Array.from([0x0f]));
    files.set('keras_metadata.pb', Uint8Array.from([0x0a, 0x7f]));
    const artifact = await opened(t, files);
    assert.deepEqual(codes(artifact), [
      'error truncated keras_metadata.pb',
      'error malformed fingerprint.pb',
    ]);
    assert.equal(artifact.parameterCount, 2);
  });

  test('with an asset that is not there', async (t) => {
    const artifact = await opened(
      t,
      small(smallMetaGraph({ assetFileDef: [{ filename: '../../etc/passwd\u0007' }] })),
    );
    assert.deepEqual(codes(artifact), ['error missing-part assets/../../etc/passwd\\x07']);
  });

  test('with weights of another model', async (t) => {
    const nodes = smallMetaGraph().objectGraphDef?.nodes ?? [];
    const artifact = await opened(
      t,
      small(
        smallMetaGraph({
          objectGraphDef: {
            nodes: [
              {
                children: [{ localName: 'other', nodeId: 1 }],
                kind: { case: 'userObject', value: { identifier: '_generic_user_object' } },
              },
              ...nodes.slice(1),
            ],
          },
        }),
      ),
    );
    assert.ok(codes(artifact).includes('error missing-part saved_model.pb'));
    assert.match(artifact.findings[0]?.message ?? '', /were probably saved by different models/);
  });

  test('with a damaged signature, graph or object graph', async (t) => {
    // Parts of MetaGraphDef by hand: graph_def 2, signature_def 5, object_graph_def 7.
    const whole = savedModel(smallMetaGraph());
    const broken = (number: number, content: readonly number[]): Uint8Array =>
      concat(whole, field(2, field(number, content)));
    const variables = [...smallVariables()];

    const signature = await opened(t, [
      ['saved_model.pb', broken(5, [...field(1, [0x73]), ...field(2, [0x0f])])],
      ...variables,
    ]);
    assert.deepEqual(codes(signature), ['error malformed saved_model.pb']);
    assert.match(signature.findings[0]?.message ?? '', /^The signature s cannot be read;/);

    const graph = await opened(t, [['saved_model.pb', broken(2, [0x0a, 0x7f])], ...variables]);
    assert.deepEqual(codes(graph), ['error truncated saved_model.pb']);
    assert.match(graph.findings[0]?.message ?? '', /^The graph cannot be read;/);

    const objects = await opened(t, [
      [
        'saved_model.pb',
        concat([0x08, 0x01], field(2, concat(field(5, field(1, [0x73])), field(7, [0x0a, 0x7f])))),
      ],
      ...variables,
    ]);
    assert.deepEqual(codes(objects), ['error truncated saved_model.pb']);
    assert.equal(objects.parameterCount, 2);
  });
});

describe('what is no SavedModel says what it is', () => {
  const cases: readonly (readonly [string, Uint8Array | string, string, RegExp])[] = [
    ['empty', '', 'truncated', /saved_model\.pb is empty\. The save did not finish/],
    [
      'a pointer of Git LFS',
      'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n',
      'malformed',
      /pointer of Git LFS.*git lfs pull/,
    ],
    ['a web page', '<!doctype html><html></html>', 'malformed', /is a web page/],
    ['a label map', 'item {\n  id: 1\n}\n', 'malformed', /is text, and not that of a SavedModel/],
    ['HDF5', '\x89HDF\r\n\x1a\n', 'malformed', /HDF5 file/],
    ['a ZIP archive', 'PK\x03\x04', 'malformed', /ZIP archive/],
    ['a frozen graph', '\x0a\x05\x0a\x01x\x12\x00', 'malformed', /is a graph/],
    ['noise', '\xff\xfe\x00\x01', 'malformed', /is no SavedModel/],
  ];
  for (const [what, content, code, message] of cases) {
    test(what, async (t) => {
      const directory = await temporaryDirectory(t);
      const bytes = typeof content === 'string' ? Buffer.from(content, 'latin1') : content;
      await writeFiles(directory, [['saved_model.pb', bytes]]);
      await assert.rejects(openArtifact(directory), failsWith(code as 'malformed', message));
    });
  }

  test('one without a meta graph, and one cut off', async (t) => {
    const directory = await temporaryDirectory(t);
    await writeFiles(directory, [['saved_model.pb', savedModel()]]);
    await assert.rejects(openArtifact(directory), failsWith('malformed', /holds no MetaGraphDef/));
    const whole = savedModel(smallMetaGraph());
    await writeFiles(directory, [['saved_model.pb', whole.subarray(0, whole.length - 7)]]);
    await assert.rejects(
      openArtifact(directory),
      failsWith('truncated', /saved_model\.pb is damaged at byte 2: a field states/),
    );
  });

  test('chunks that are none or say nothing of how they belong together', async (t) => {
    const directory = await temporaryDirectory(t);
    await writeFiles(directory, [['saved_model.cpb', 'x']]);
    await assert.rejects(
      openArtifact(directory),
      failsWith('malformed', /saved_model\.cpb is text/),
    );
    const part = (...bytes: number[]): Uint8Array => Uint8Array.from(bytes);
    const cases = [
      [part(0xff), 'truncated', /ChunkMetadata in .* ends in the middle of a field/],
      // message { chunk_index: 7 }
      [part(0x1a, 2, 0x08, 7), 'malformed', /names chunk 7 of 0/],
      // message { chunked_fields { field_tag { index: 1 } message { chunk_index: 0 } } }
      [part(0x1a, 10, 0x12, 8, 0x0a, 2, 0x18, 1, 0x1a, 2, 0x08, 0), 'malformed', /names no field/],
      [part(), 'malformed', /holds no MetaGraphDef/],
    ] as const;
    for (const [metadata, code, sentence] of cases) {
      const { bytes } = writeRiegeli([metadata]);
      await writeFiles(directory, [['saved_model.cpb', bytes]]);
      await assert.rejects(openArtifact(directory), failsWith(code, sentence));
    }
  });

  test('text that is none or damaged', async (t) => {
    const text = await temporaryDirectory(t);
    await writeFiles(text, [['saved_model.pbtxt', 'item { id: 1 }']]);
    const path = join(text, 'saved_model.pbtxt');
    for (const opened of [text, path]) {
      await assert.rejects(
        openArtifact(opened),
        failsWith('malformed', /not that of a SavedModel/),
      );
    }
    await writeFiles(text, [
      ['saved_model.pbtxt', 'saved_model_schema_version: 1\nmeta_graphs {\n'],
    ]);
    await assert.rejects(
      openArtifact(path),
      failsWith('malformed', /in line 3: it ends in the middle of a message/),
    );
  });

  test('a directory of that name', async (t) => {
    const directory = await temporaryDirectory(t);
    await mkdir(join(directory, 'saved_model.pb'));
    await assert.rejects(openArtifact(directory), failsWith('unknown-format', /holds no model/));
  });
});

describe('a hostile saved_model.pb', () => {
  test('states a length of 2^63', async (t) => {
    const directory = await temporaryDirectory(t);
    const bytes = [0x08, 0x01, 0x12, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f];
    await writeFiles(directory, [['saved_model.pb', Uint8Array.from(bytes)]]);
    await assert.rejects(
      openArtifact(directory),
      failsWith('truncated', /9223372036854775807 bytes/),
    );
  });

  test('with a signature nested beyond all measure shows the rest', async (t) => {
    let nested: Uint8Array = new Uint8Array(0);
    for (let depth = 0; depth < 5000; depth++) nested = field(5, field(2, nested));
    const entry = concat(field(1, [0x78]), field(2, nested));
    const signature = concat(field(1, [0x73]), field(2, field(1, entry)));
    const artifact = await opened(t, [
      ['saved_model.pb', concat(savedModel(smallMetaGraph()), field(2, field(5, signature)))],
      ...smallVariables(),
    ]);
    assert.deepEqual(codes(artifact), ['error malformed saved_model.pb']);
  });

  test('with a gigabyte that is not there in a constant', async (t) => {
    const node = [
      ...field(1, [0x63]),
      ...field(2, Buffer.from('Const')),
      0x2a,
      0x80,
      0x80,
      0x80,
      4,
    ];
    const artifact = await opened(t, [
      ['saved_model.pb', concat([0x08, 0x01], field(2, field(2, field(1, node))))],
    ]);
    assert.deepEqual(codes(artifact), ['error truncated saved_model.pb']);
  });

  test('with names of Object’s own attributes', async (t) => {
    const signature = { outputs: { ['__proto__']: {}, constructor: {}, 'a\u0000b': {} } };
    const artifact = await opened(
      t,
      small(smallMetaGraph({ signatureDef: { ['__proto__']: signature, toString: signature } })),
    );
    const signatures = artifact.metaGraphs?.[0]?.signatures ?? {};
    assert.deepEqual(Object.keys(signatures), ['__proto__', 'toString']);
  });
});
