import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import type { MessageInitShape } from '@bufbuild/protobuf';
import type {
  AttrValueSchema,
  FunctionDefSchema,
  NodeDefSchema,
} from '../../../../src/codec/protobuf/generated/tensorflow/graph_pb.ts';
import type { GraphNeeds, OutsideNode } from '../../../../src/core/graph-needs.ts';
import { openArtifact } from '../../../../src/formats/open.ts';
import { temporaryDirectory, writeFiles } from '../../../support/files.ts';
import { writeGraph } from '../../../support/graph-writer.ts';
import { concat, field, tag, varint } from '../protobuf/bytes.ts';
import { savedModel, type MetaGraphInit } from '../../formats/saved-model/writer.ts';

type Plain<T> = Omit<T, '$typeName' | '$unknown'>;
type Node = Plain<MessageInitShape<typeof NodeDefSchema>>;
type Function = Plain<MessageInitShape<typeof FunctionDefSchema>>;
type Attribute = Plain<MessageInitShape<typeof AttrValueSchema>>;

const bytes = (text: string): Uint8Array => Buffer.from(text);
const func = (name: string): Attribute => ({ value: { case: 'func', value: { name } } });
const text = (value: string): Attribute => ({ value: { case: 's', value: bytes(value) } });

/** A constant of strings. */
function words(name: string, ...values: string[]): Node {
  return {
    name,
    op: 'Const',
    attr: {
      dtype: { value: { case: 'type', value: 7 } },
      value: { value: { case: 'tensor', value: { dtype: 7, stringVal: values.map(bytes) } } },
    },
  };
}

function call(name: string, callee: string, input: string[] = [], op = 'PartitionedCall'): Node {
  return { name, op, input, attr: { f: func(callee) } };
}

function definition(name: string, nodeDef: Node[], parameters: string[] = []): Function {
  return { signature: { name, inputArg: parameters.map((each) => ({ name: each })) }, nodeDef };
}

/** A meta graph whose signature `serve` computes the node `y`. */
function metaGraph(
  node: Node[],
  functions: Function[] = [],
  over: MetaGraphInit = {},
): MetaGraphInit {
  return {
    metaInfoDef: { tags: ['serve'] },
    graphDef: { node, library: { function: functions } },
    signatureDef: { serve: { outputs: { y: { encoding: { case: 'name', value: 'y:0' } } } } },
    ...over,
  };
}

async function needsOf(t: TestContext, content: Uint8Array, name = 'saved_model.pb') {
  const directory = await temporaryDirectory(t);
  await writeFiles(directory, [[name, content]]);
  const artifact = await openArtifact(
    name === 'saved_model.pb' ? directory : join(directory, name),
  );
  await artifact.close();
  const [needs] = artifact.graphs ?? [];
  assert.ok(needs);
  return needs;
}

/** "op place targets when" for each node that reaches outside. */
function told({ outside }: GraphNeeds): string[] {
  const when = ({ runs }: OutsideNode): string =>
    [
      ...runs.signatures,
      ...(runs.atLoad ? ['at load'] : []),
      ...(runs.never ? ['never'] : []),
    ].join('+');
  return outside.map((node) =>
    [
      node.effect,
      `${node.function ?? ''}/${node.node}`,
      `[${node.targets.join(' ')}]`,
      when(node),
    ].join(' '),
  );
}

describe('what a graph does when it is run', () => {
  test('is told of nodes whose names are longer than any, without the names', async (t) => {
    const node = { name: 'n'.repeat(16_001), op: 'ReadFile' };
    const needs = await needsOf(t, writeGraph([node]), 'graph.pb');
    assert.deepEqual(
      needs.outside.map(({ op, node: name }) => [op, name]),
      [['ReadFile', '']],
    );
  });

  test('is found in nested functions and in the bodies of loops, with what sets it off', async (t) => {
    const needs = await needsOf(
      t,
      savedModel(
        metaGraph(
          [call('y', 'outer')],
          [
            definition('unused', [{ name: 'w', op: 'WriteFile', input: ['p'] }], ['p']),
            definition('body', [
              words('p', '/etc/hosts'),
              { name: 'r', op: 'ReadFile', input: ['p:output:0'] },
            ]),
            definition('condition', [{ name: 'less', op: 'Less' }]),
            definition('outer', [
              {
                name: 'loop',
                op: 'While',
                attr: { cond: func('condition'), body: func('body') },
              },
            ]),
          ],
        ),
      ),
    );
    assert.deepEqual(told(needs), [
      'writes-files unused/w [] never',
      'reads-files body/r [/etc/hosts] serve',
    ]);
    assert.deepEqual(needs.ops.get('Less'), { node: 'less', function: 'condition' });
    assert.deepEqual(needs.tags, ['serve']);
  });

  test('names the file that a caller hands over, through calls, branches and the graph itself', async (t) => {
    const branches: Attribute = {
      value: { case: 'list', value: { func: [{ name: 'a' }, { name: 'b' }] } },
    };
    const needs = await needsOf(
      t,
      savedModel(
        metaGraph(
          [words('path', '/from/the/graph'), call('y', 'outer', ['x', 'path:0'])],
          [
            definition('a', [{ name: 'r', op: 'ReadFile', input: ['p'] }], ['p']),
            definition('b', [{ name: 'w', op: 'WriteFile', input: ['p', 'p'] }], ['p']),
            definition(
              'outer',
              [
                words('local', 'local.txt'),
                { name: 'case', op: 'Case', input: ['x', 'q'], attr: { branches } },
                call('c', 'a', ['local:output:0']),
              ],
              ['x', 'q'],
            ),
          ],
        ),
      ),
    );
    assert.deepEqual(told(needs), [
      'reads-files a/r [local.txt /from/the/graph] serve',
      'writes-files b/w [/from/the/graph] serve',
    ]);
  });

  test('is not saving and restoring, unless a signature does it', async (t) => {
    const save = (name: string): Function =>
      definition(
        name,
        [
          { name: 'SaveV2', op: 'SaveV2', input: ['prefix'] },
          { name: 'r', op: 'RestoreV2', input: ['prefix'] },
          { name: 'm', op: 'MergeV2Checkpoints', input: ['prefix'] },
        ],
        ['prefix'],
      );
    const saver = {
      saveTensorName: 'saving:0',
      restoreOpName: 'restoring',
      filenameTensorName: 'prefix:0',
    };
    const ordinary = [
      { name: 'y', op: 'Identity' },
      call('saving', 'traced_save'),
      call('restoring', 'traced_save'),
    ];
    const sound = await needsOf(
      t,
      savedModel(metaGraph(ordinary, [save('traced_save')], { saverDef: saver })),
    );
    assert.deepEqual(told(sound), []);

    const served = await needsOf(
      t,
      savedModel(
        metaGraph(
          [call('y', 'serving'), ...ordinary.slice(1)],
          [save('traced_save'), save('serving')],
          {
            saverDef: saver,
          },
        ),
      ),
    );
    assert.deepEqual(told(served), [
      'writes-files serving/SaveV2 [] serve',
      'reads-files serving/r [] serve',
      'writes-files serving/m [] serve',
    ]);

    const borrowed = await needsOf(
      t,
      savedModel(
        metaGraph([call('y', 'traced_save'), ...ordinary.slice(1)], [save('traced_save')], {
          saverDef: saver,
        }),
      ),
    );
    assert.equal(borrowed.outside.length, 3);
  });

  test('in a graph of TensorFlow 1 goes by what the outputs need', async (t) => {
    const nodes: Node[] = [
      words('names', '/data/names.txt'),
      { name: 'read', op: 'ReadFile', input: ['names'] },
      { name: 'first', op: 'NoOp', input: ['^read'] },
      { name: 'y', op: 'Identity', input: ['x:1', '^first'] },
      { name: 'aside', op: 'WriteFile', input: ['names'] },
      { name: 'save/SaveV2', op: 'SaveV2', input: ['save/Const'] },
      { name: 'init', op: 'NoOp', input: ['^table'] },
      { name: 'table', op: 'LoadDataset', input: ['names'] },
    ];
    const collections = {
      legacy_init_op: { kind: { case: 'nodeList' as const, value: { value: ['init'] } } },
    };
    const needs = await needsOf(
      t,
      savedModel(metaGraph(nodes, [], { collectionDef: collections })),
    );
    assert.deepEqual(told(needs), [
      'reads-files /read [/data/names.txt] serve',
      'writes-files /aside [/data/names.txt] never',
      'reads-files /table [/data/names.txt] at load',
    ]);
  });

  test('a vocabulary that is an asset is none of it, one that lies elsewhere is', async (t) => {
    const table = { name: 'y', op: 'InitializeTableFromTextFileV2', input: ['t', 'vocab'] };
    const asset = (tensor: string): MetaGraphInit => ({
      assetFileDef: [
        { filename: 'v.txt', tensorInfo: { encoding: { case: 'name', value: tensor } } },
      ],
    });
    const nodes = [words('vocab', '/home/me/v.txt'), table];
    const sound = await needsOf(t, savedModel(metaGraph(nodes, [], asset('vocab:0'))));
    assert.deepEqual(told(sound), []);
    const elsewhere = await needsOf(t, savedModel(metaGraph(nodes, [], asset('another:0'))));
    assert.deepEqual(told(elsewhere), ['reads-files /y [/home/me/v.txt] serve']);
    const beside = await needsOf(t, savedModel(metaGraph([words('vocab', 'v.txt'), table])));
    assert.deepEqual(told(beside), []);
  });

  test('depends on where an op is told to write', async (t) => {
    const print = (name: string, stream: string): Node => ({
      name,
      op: 'PrintV2',
      attr: { output_stream: text(stream) },
    });
    const urls: Attribute = {
      value: { case: 'list', value: { s: [bytes('file:///tmp/d'), bytes('grpc://host:1')] } },
    };
    const needs = await needsOf(
      t,
      savedModel(
        metaGraph([
          { name: 'y', op: 'Identity', input: ['^a', '^b', '^c', '^d', '^e', '^f'] },
          print('a', 'stderr'),
          print('b', 'file:///tmp/log'),
          { name: 'c', op: 'DebugIdentityV2', attr: { debug_urls: urls } },
          words('memory', ''),
          { name: 'd', op: 'CacheDatasetV2', input: ['x', 'memory', 'z'] },
          { name: 'e', op: 'CacheDatasetV2', input: ['x', 'unknown', 'z'] },
          { name: 'f', op: 'PrintV2' },
        ]),
      ),
    );
    assert.deepEqual(told(needs), [
      'writes-files /b [file:///tmp/log] serve',
      'writes-files /c [file:///tmp/d] serve',
      'uses-network /c [grpc://host:1] serve',
      'writes-files /e [] serve',
    ]);
  });

  test('is found where an op is the name of a function, which is then no op', async (t) => {
    const needs = await needsOf(
      t,
      savedModel(
        metaGraph(
          [{ name: 'y', op: 'MyFunction' }],
          [
            definition('MyFunction', [
              { name: 's', op: 'SaveV2' },
              { name: 'r', op: 'ReadFile' },
            ]),
          ],
        ),
      ),
    );
    assert.deepEqual(told(needs), [
      'writes-files MyFunction/s [] ',
      'reads-files MyFunction/r [] ',
    ]);
    assert.equal(needs.ops.has('MyFunction'), false);
  });

  test('is found whatever the order of the fields, and in a function that is large', async (t) => {
    // input, attr, op, name: the other way round; the attribute's value before its key.
    const attribute = concat(
      field(2, concat(Buffer.from([0x52]), Buffer.from([3]), field(1, bytes('f')))),
      field(1, bytes('f')),
    );
    const node = concat(
      field(3, bytes('x')),
      field(5, attribute),
      field(2, bytes('PartitionedCall')),
      field(1, bytes('y')),
    );
    const filler = field(
      3,
      concat(field(1, bytes('c')), field(2, bytes('NoOp')), field(4, bytes('d'.repeat(150_000)))),
    );
    const read = field(3, concat(field(2, bytes('ReadFile')), field(1, bytes('r'))));
    const body = field(1, concat(read, filler, field(1, field(1, bytes('f')))));
    const graph = concat(field(1, node), field(2, body));
    const signature = field(
      5,
      concat(
        field(1, bytes('serve')),
        field(2, field(2, concat(field(1, bytes('y')), field(2, field(1, bytes('y:0')))))),
      ),
    );
    const model = concat(Buffer.from([8, 1]), field(2, concat(field(2, graph), signature)));
    assert.deepEqual(told(await needsOf(t, model)), ['reads-files f/r [] serve']);
  });

  test('of a graph alone counts as run, with no signature to name', async (t) => {
    const graph = writeGraph([
      words('p', '/data/x'),
      { name: 'r', op: 'ReadFile', input: ['p'] },
      { name: 's', op: 'SaveV2', input: ['p'] },
    ]);
    assert.deepEqual(told(await needsOf(t, graph, 'graph.pb')), ['reads-files /r [/data/x] ']);
  });
});

test('devices other than the processor of this machine are counted, in whatever way they are written', async (t) => {
  const on = (name: string, device: string): Node => ({ name, op: 'NoOp', device });
  const { devices } = await needsOf(
    t,
    savedModel(
      metaGraph(
        [
          on('y', '/job:localhost/replica:0/task:0/device:GPU:0'),
          on('b', '/gpu:1'),
          on('c', '/device:CPU:*'),
          on('d', '/job:worker/task:3'),
          on('e', '/job:localhost/replica:0/task:0'),
        ],
        [definition('f', [on('g', '/device:TPU:0')])],
      ),
    ),
  );
  assert.deepEqual(
    [...devices].map(([name, { count, first }]) => [name, count, first.node]),
    [
      ['GPU', 2, 'y'],
      ['job worker', 1, 'd'],
      ['TPU', 1, 'g'],
    ],
  );
});

test('numbers of two bytes that no CPU computes with are found where they run', async (t) => {
  const pool = (name: string, type: number): Node => ({
    name,
    op: 'MaxPool3D',
    attr: { T: { value: { case: 'type', value: type } } },
  });
  const needs = await needsOf(
    t,
    savedModel(
      metaGraph(
        [call('y', 'half')],
        [
          definition('half', [pool('a', 19), pool('b', 14), pool('c', 1)]),
          definition('gpu_only', [{ name: 'rnn', op: 'CudnnRNNV3' }]),
        ],
      ),
    ),
  );
  assert.deepEqual(told(needs), [
    'needs-accelerator half/a [float16] serve',
    'needs-accelerator gpu_only/rnn [] never',
  ]);
});

test('a graph with more than is looked at says so, and what is told stays of a size', async (t) => {
  const path = words('p', '/data/x');
  const readers = Array.from({ length: 3000 }, (_, index) => ({
    name: `r${String(index)}`,
    op: 'ReadFile',
    input: ['p'],
  }));
  const many = await needsOf(t, savedModel(metaGraph([path, ...readers])));
  assert.deepEqual([many.outside.length, many.isCut], [1000, false]);

  const op = field(2, bytes('NoOp'));
  const quiet = Buffer.concat(
    Array.from({ length: 200_001 }, (_, index) =>
      field(1, [...field(1, bytes(`n${String(index)}`)), ...op]),
    ),
  );
  const around = (content: Buffer): Buffer =>
    Buffer.concat([Buffer.from([...tag(2, 2), ...varint(content.length)]), content]);
  const model = Buffer.concat([Buffer.from([8, 1]), around(around(quiet))]);
  assert.equal((await needsOf(t, model)).isCut, true);
});
