import assert from 'node:assert/strict';
import { create, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import {
  MetaGraphDefSchema,
  VariableDefSchema,
} from '../../../../src/codec/protobuf/generated/tensorflow/meta_graph_pb.ts';
import type { OpenedArtifact } from '../../../../src/formats/contract.ts';
import { openArtifact } from '../../../../src/formats/open.ts';
import { floats, writeBundle, type WrittenTensor } from '../../../support/bundle-writer.ts';
import { temporaryDirectory, writeFiles } from '../../../support/files.ts';
import { writeSaverV1 } from '../../../support/saver-v1-writer.ts';

// The graph that TensorFlow 1 writes beside a checkpoint, seen from the checkpoint.

type MetaGraphInit = MessageInitShape<typeof MetaGraphDefSchema>;

const encode = (init: MetaGraphInit): Uint8Array =>
  toBinary(MetaGraphDefSchema, create(MetaGraphDefSchema, init));

const variable = (variableName: string, fullName = ''): Uint8Array =>
  toBinary(
    VariableDefSchema,
    create(VariableDefSchema, {
      variableName,
      ...(fullName === '' ? {} : { saveSliceInfoDef: { fullName } }),
    }),
  );

const variables = (...names: (readonly [string, string?])[]) => ({
  kind: {
    case: 'bytesList' as const,
    value: { value: names.map(([name, fullName]) => variable(name, fullName)) },
  },
});

const nodes = (...value: string[]) => ({ kind: { case: 'nodeList' as const, value: { value } } });

async function opened(
  t: TestContext,
  files: Iterable<readonly [string, Uint8Array | string]>,
): Promise<OpenedArtifact> {
  const directory = await temporaryDirectory(t);
  await writeFiles(directory, files);
  const artifact = await openArtifact(join(directory, 'model.ckpt-3'));
  t.after(() => artifact.close());
  return artifact;
}

const graph: MetaGraphInit = {
  metaInfoDef: { tensorflowVersion: '1.4.0', tensorflowGitVersion: 'v1.4' },
  graphDef: { node: [{ name: 'w', op: 'VariableV2' }], versions: { producer: 24 } },
  saverDef: {
    version: 1,
    sharded: true,
    maxToKeep: 5,
    keepCheckpointEveryNHours: 10_000,
    filenameTensorName: 'save/Const:0',
    saveTensorName: 'save/control_dependency:0',
    restoreOpName: 'save/restore_all',
  },
  collectionDef: {
    trainable_variables: variables(
      ['net/kernel/part_0:0', 'net/kernel'],
      ['net/kernel/part_1:0', 'net/kernel'],
      ['net/w/Adam:0'],
    ),
    variables: variables(['net/kernel/part_0:0', 'net/kernel'], ['net/mean:0'], ['updates:0']),
    global_step: variables(['updates:0']),
    local_variables: nodes('accuracy/seen:0'),
    summaries: nodes('loss:0'),
    train_op: nodes('Adam', 'b', 'c', 'd'),
    mixed: nodes('Adam', 'x:0'),
    while_context: { kind: { case: 'bytesList', value: { value: [Buffer.from('x')] } } },
    own: { kind: { case: 'bytesList', value: { value: [Buffer.from('x'), Buffer.from('y')] } } },
    layers: { kind: { case: 'int64List', value: { value: [1n, -5n, 2n ** 62n, 4n] } } },
    rates: { kind: { case: 'floatList', value: { value: [0.5] } } },
    packed: {
      kind: {
        case: 'anyList',
        value: { value: [{ typeUrl: 'type.googleapis.com/a.b.C', value: Buffer.from('x') }] },
      },
    },
  },
};

const tensors: readonly WrittenTensor[] = [
  floats('net/kernel', [4, 2]),
  floats('net/kernel/velocity', [4, 2]),
  floats('scope/net/kernel/velocity', [4, 2]),
  floats('net/kernel/u', [1, 2]),
  floats('net/mean', [2]),
  floats('net/w', [3]),
  floats('net/w/Adam', [3]),
  floats('updates', []),
  floats('accuracy/seen', []),
];

for (const [format, files] of [
  ['tf-checkpoint-v1', writeSaverV1('model.ckpt-3', tensors)],
  ['tf-checkpoint-v1', writeSaverV1('model.ckpt-3', tensors, { shards: 1 })],
  ['tf-checkpoint', writeBundle('model.ckpt-3', tensors)],
] as const) {
  test(`${format} of ${files.size} files shows what the graph beside it says`, async (t) => {
    const artifact = await opened(t, [...files, ['model.ckpt-3.meta', encode(graph)]]);
    const { summary } = artifact;
    assert.equal(artifact.format, format);
    assert.deepEqual(summary.findings, []);
    assert.equal(summary.metaGraphs?.[0]?.nodeCount, 1);
    assert.deepEqual(summary.writtenBy, ['TensorFlow 1.4.0']);
    assert.ok(artifact.files.includes('model.ckpt-3.meta'));
    assert.equal(artifact.graphs?.length, 1, 'what running it takes is known');

    const roles = new Map(artifact.tensors.map(({ name, role }) => [name, role]));
    assert.deepEqual(Object.fromEntries(roles), {
      'net/kernel': 'weight',
      // Of an optimizer that nobody knows by its name; what has another shape is none of its slots.
      'net/kernel/velocity': 'optimizer',
      'scope/net/kernel/velocity': 'optimizer',
      'net/kernel/u': 'weight',
      'net/mean': 'weight',
      'net/w': 'weight',
      // It is trained, whatever it is called.
      'net/w/Adam': 'weight',
      updates: 'state',
      'accuracy/seen': 'state',
    });
    assert.deepEqual(artifact.tensors.find(({ name }) => name === 'net/kernel/velocity')?.slot, {
      name: 'velocity',
      of: 'net/kernel',
    });
    assert.equal(artifact.tensors.find(({ name }) => name === 'net/w/Adam')?.slot, undefined);
    assert.equal(artifact.parameterCount, 8 + 2 + 2 + 3 + 3);
    const layers = new Map(artifact.layers.map(({ path, trainable }) => [path, trainable]));
    assert.equal(layers.get('net'), true);

    const facts = new Map(
      artifact.facts.map(({ group, name, value }) => [`${group}: ${name}`, value]),
    );
    const told = Object.fromEntries(
      [...facts].filter(([name]) => /^(?:Collections|Saver|Versions)/.test(name)),
    );
    assert.deepEqual(told, {
      'Versions: TensorFlow': '1.4.0',
      'Versions: TensorFlow build': 'v1.4',
      'Versions: Graph producer': '24',
      'Versions: Lowest graph consumer': '0',
      'Versions: Default attributes': 'written',
      'Versions: Checkpoint format': 'V1',
      'Saver: Sharded': 'yes',
      'Saver: Checkpoints kept': '5',
      'Saver: File name tensor': 'save/Const:0',
      'Saver: Save tensor': 'save/control_dependency:0',
      'Saver: Restore operation': 'save/restore_all',
      'Collections: global_step': '1 variable: updates',
      'Collections: layers': '4 numbers: 1, -5, 4611686018427387904 and 1 more',
      'Collections: local_variables': '1 variable: accuracy/seen',
      'Collections: mixed': '2 nodes: Adam, x:0',
      'Collections: own': '2 entries',
      'Collections: packed': '1 message: a.b.C',
      'Collections: rates': '1 number: 0.5',
      'Collections: summaries': '1 tensor: loss:0',
      'Collections: train_op': '4 operations: Adam, b, c and 1 more',
      'Collections: trainable_variables': '3 variables: net/kernel, net/kernel, net/w/Adam',
      'Collections: variables': '3 variables: net/kernel, net/mean, updates',
      'Collections: while_context': '1 loop',
    });
  });
}

test('a graph beside it that is damaged, or is none, leaves the checkpoint', async (t) => {
  const files = writeSaverV1('model.ckpt-3', tensors);
  const whole = encode(graph);
  const damaged = await opened(t, [...files, ['model.ckpt-3.meta', whole.slice(0, -3)]]);
  assert.equal(damaged.tensors.length, tensors.length);
  const [finding, ...others] = damaged.summary.findings;
  assert.deepEqual(others, []);
  assert.equal(finding?.location, 'model.ckpt-3.meta');
  assert.match(finding.message, /^The graph beside the checkpoint cannot be read; the tensors are/);

  const foreign = await opened(t, [...files, ['model.ckpt-3.meta', 'labels: cat, dog']]);
  assert.deepEqual(foreign.summary.findings, []);
  assert.equal(foreign.metaGraphs, null);
  assert.ok(!foreign.files.includes('model.ckpt-3.meta'));
});

test('a collection that is damaged leaves the others', async (t) => {
  const files = writeSaverV1('model.ckpt-3', tensors);
  const broken = { ...graph.collectionDef, trainable_variables: { ...variables() } };
  const value = Uint8Array.of(0x0a, 0x7f, 0x61);
  broken.trainable_variables.kind.value.value.push(value);
  const meta = encode({ ...graph, collectionDef: broken });
  const artifact = await opened(t, [...files, ['model.ckpt-3.meta', meta]]);
  assert.match(artifact.summary.findings[0]?.message ?? '', /^A collection cannot be read/);
  const roles = new Map(artifact.tensors.map(({ name, role }) => [name, role]));
  assert.equal(roles.get('updates'), 'state');
  assert.equal(roles.get('net/w/Adam'), 'optimizer');
});

test('a directory of checkpoints shows the graph beside the latest', async (t) => {
  const directory = await temporaryDirectory(t);
  await writeFiles(directory, [
    ...writeSaverV1('model.ckpt-3', tensors),
    ['model.ckpt-3.meta', encode(graph)],
    ...writeBundle('model.ckpt-20', tensors),
    ['model.ckpt-20.meta', encode({ ...graph, metaInfoDef: { tensorflowVersion: '1.15.5' } })],
  ]);
  const artifact = await openArtifact(directory);
  t.after(() => artifact.close());
  assert.equal(artifact.format, 'checkpoint-directory');
  assert.deepEqual(artifact.writtenBy, ['TensorFlow 1.15.5']);
  assert.deepEqual(
    artifact.summary.parts.map(({ path }) => path),
    ['model.ckpt-3', 'model.ckpt-20'],
  );
});
