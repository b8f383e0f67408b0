import assert from 'node:assert/strict';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { OpenedArtifact } from '../../../../src/formats/contract.ts';
import { openArtifact } from '../../../../src/formats/open.ts';
import { limits } from '../../../../src/protocol/limits.ts';
import { failsWith } from '../../../support/errors.ts';
import { temporaryDirectory, writeFiles } from '../../../support/files.ts';
import { constantNode, shapeProto, smallGraph, writeGraph } from '../../../support/graph-writer.ts';
import { readAll } from '../../../support/open-parts.ts';

// What TensorFlow writes is compared with TensorFlow in test/oracle/graphs.test.ts.

async function openBytes(
  t: TestContext,
  content: Uint8Array | string,
  name = 'graph.pb',
): Promise<OpenedArtifact> {
  const directory = await temporaryDirectory(t);
  await writeFiles(directory, [[name, content]]);
  const artifact = await openArtifact(join(directory, name));
  t.after(() => artifact.close());
  return artifact;
}

test('a frozen graph: constants, ops, and ends as a signature', async (t) => {
  const artifact = await openBytes(t, smallGraph());
  const { summary, tensors } = artifact;
  assert.equal(summary.format, 'graph-def');
  assert.equal(
    summary.description,
    'Frozen TensorFlow graph: 5 nodes, 1 function, 2 constants with weights',
  );
  assert.equal(summary.parameterCount, 410_000);
  assert.deepEqual(summary.metaGraphs, [
    {
      tags: [],
      tensorflowVersion: null,
      nodeCount: 5,
      functionCount: 1,
      ownSignatures: {},
      ops: ['Const', 'MatMul', 'Placeholder'],
      signatures: {
        graph: {
          methodName: '',
          inputs: { x: { dtype: 'float32', shape: [null, 300], tensor: 'x:0' } },
          outputs: { y: { dtype: 'unknown', shape: null, tensor: 'y:0' } },
        },
      },
      functions: null,
    },
  ]);
  assert.deepEqual(
    tensors.map(({ name, dtype, shape, bytes, role, stored }) => [
      name,
      dtype,
      shape,
      bytes,
      role,
      stored?.file,
    ]),
    [
      ['weights', 'float32', [300, 200], 240_000, 'weight', 'graph.pb'],
      ['fill', 'float32', [700, 500], 8, 'weight', undefined],
      ['words', 'string', [3], 2, 'bookkeeping', undefined],
    ],
  );
  const { bytes } = await readAll(artifact, 'fill', { start: 0, count: 4 });
  assert.deepEqual([...new Float32Array(bytes.buffer)], [1, 2, 2, 2]);
  assert.deepEqual((await readAll(artifact, 'words')).strings, ['a', 'b', 'b']);
});

test('a graph is known by its content, whatever it is called', async (t) => {
  for (const [name, content] of [
    ['saved_model.pb', smallGraph()],
    ['model.pbtxt', smallGraph()],
    ['notes.txt', 'node { name: "x" op: "NoOp" }'],
    ['graph.pb', '# a comment\nversions { producer: 3 }'],
    ['empty.pb', Uint8Array.of(0x22, 0x02, 0x08, 0x15)],
    ['functions.pb', writeGraph([])],
  ] as const) {
    assert.equal((await openBytes(t, content, name)).format, 'graph-def', name);
  }
  for (const [name, content] of [
    ['label_map.pbtxt', 'item { id: 1 name: "cat" }'],
    ['deploy.prototxt', 'name: "net"\nlayer { name: "x" }'],
    ['other.pbtxt', 'node { id: 1 }'],
    ['object.pb', Uint8Array.of(0x0a, 0x02, 0x10, 0x07)],
  ] as const) {
    await assert.rejects(openBytes(t, content, name), failsWith('unknown-format', /./), name);
  }
});

test('a constant whose values cannot be read keeps its row, and says why', async (t) => {
  const artifact = await openBytes(
    t,
    writeGraph([
      constantNode('short', {
        dtype: 1,
        tensorShape: shapeProto(4),
        tensorContent: new Uint8Array(3),
      }),
      constantNode('good', { dtype: 3, tensorShape: shapeProto(2), intVal: [-5] }),
      constantNode('handle', { dtype: 20 }),
      constantNode('huge', { dtype: 1, tensorShape: shapeProto(2 ** 40), floatVal: [1] }),
      constantNode('vast', { dtype: 1, tensorShape: shapeProto(2 ** 40, 2 ** 40), floatVal: [1] }),
      constantNode('unknown', { dtype: 1, tensorShape: { unknownRank: true } }),
      constantNode('words', {
        dtype: 7,
        tensorShape: shapeProto(1),
        stringVal: [Buffer.from('a'), Buffer.from('b')],
      }),
      constantNode('many', { dtype: 1, tensorShape: shapeProto(1), floatVal: [1, 2, 3] }),
      constantNode('good', { dtype: 3 }),
      { name: 'none', op: 'Const' },
    ]),
  );
  const damage = Object.fromEntries(artifact.tensors.map((tensor) => [tensor.name, tensor.damage]));
  assert.match(damage['short'] ?? '', /content has 3 bytes where its shape takes 16/);
  assert.equal(damage['good'], undefined);
  assert.match(damage['handle'] ?? '', /its dtype resource has no values/);
  assert.match(damage['huge'] ?? '', /elements are filled up from a list, more than/);
  assert.match(damage['vast'] ?? '', /more than 2\^53 bytes/);
  assert.match(damage['unknown'] ?? '', /its rank is unknown/);
  assert.match(damage['words'] ?? '', /has 2 values where its shape has 1 elements/);
  assert.equal(artifact.tensors.length, 8);
  const { bytes } = await readAll(artifact, 'good');
  assert.deepEqual([...new Int32Array(bytes.buffer)], [-5, -5]);
  await assert.rejects(readAll(artifact, 'short'), failsWith('truncated', /of short cannot/));
  await assert.rejects(readAll(artifact, 'many'), failsWith('malformed', /has 3 values where/));
  assert.deepEqual(
    artifact.summary.findings.map(({ severity, location }) => [severity, location]),
    [
      ...['short', 'handle', 'huge', 'vast', 'unknown', 'words'].map((name) => ['error', name]),
      ['warning', 'good'],
    ],
  );
});

test('a training graph has no ends that mean anything', async (t) => {
  const nodes = Array.from({ length: 101 }, (_, index) => ({ name: `n${index}`, op: 'Abs' }));
  const { summary } = await openBytes(t, writeGraph([{ name: 'w', op: 'VariableV2' }, ...nodes]));
  assert.deepEqual(summary.metaGraphs?.[0]?.signatures, {});
  assert.match(summary.description, /^TensorFlow graph without its variables: 102 nodes/);
});

test('a file that is cut off, and one beyond what protobuf can hold', async (t) => {
  const whole = smallGraph();
  await assert.rejects(
    openBytes(t, whole.slice(0, 100_000)),
    failsWith('truncated', /graph\.pb is damaged at byte \d+: a field states/),
  );
  const directory = await temporaryDirectory(t);
  const path = join(directory, 'graph.pb');
  await writeFiles(directory, [['graph.pb', whole]]);
  const file = await open(path, 'r+');
  await file.truncate(limits.protobufFileBytes + 1);
  await file.close();
  await assert.rejects(openArtifact(path), failsWith('limit-exceeded', /No graph has more than/));
  await rm(path);
});

test('the weights of a large graph stay in the file', async (t) => {
  const before = process.memoryUsage().rss;
  const values = new Uint8Array(64 * 1024 ** 2);
  const artifact = await openBytes(
    t,
    writeGraph([
      constantNode('a', {
        dtype: 4,
        tensorShape: shapeProto(values.length),
        tensorContent: values,
      }),
    ]),
  );
  assert.equal(artifact.tensors[0]?.bytes, values.length);
  const path = artifact.tensors[0].stored;
  assert.ok(path && path.offset > 0 && path.offset < 100);
  assert.ok(process.memoryUsage().rss - before < 600 * 1024 ** 2);
});
