import assert from 'node:assert/strict';
import { test } from 'node:test';
import { samples, savedModel } from './command-line.ts';

test('inspect --json prints one document with the fields of every format', async () => {
  const { code, stderr, json } = await savedModel('inspect', samples.recommender, '--json');
  assert.deepEqual([code, stderr], [0, '']);
  const document = json();
  for (const field of [
    'format',
    'parts',
    'metaGraphs',
    'layers',
    'parameterCount',
    'tensors',
    'checkpoints',
    'metadata',
    'assets',
    'findings',
  ]) {
    assert.ok(field in document, field);
  }
  assert.equal(document['format'], 'saved-model');
  assert.equal(document['parameterCount'], 48_130);
  assert.equal(document['checkpoints'], null);
});

test('inspect --json tells signatures, layers and tensors in the words of cli.md', async () => {
  const { json } = await savedModel('inspect', samples.recommender, '--json');
  const { metaGraphs, layers, tensors, assets, metadata } = json() as {
    metaGraphs: { tags: string[]; signatures: Record<string, unknown> }[];
    layers: { path: string; class: string; parameters: number }[];
    tensors: { name: string; dtype: string; shape: number[]; bytes: number; role: string }[];
    assets: { path: string; bytes: number }[];
    metadata: { source: string; value: { dataset?: string } }[];
  };
  assert.deepEqual(metaGraphs[0]?.tags, ['serve']);
  assert.deepEqual(metaGraphs[0].signatures['serving_default'], {
    methodName: 'tensorflow/serving/predict',
    inputs: {
      item_id: { dtype: 'int64', shape: [null], tensor: 'serving_default_item_id:0' },
      user_id: { dtype: 'int64', shape: [null], tensor: 'serving_default_user_id:0' },
    },
    outputs: {
      binary_rating: { dtype: 'float32', shape: [null, 1], tensor: 'StatefulPartitionedCall:0' },
      purchase_probability: {
        dtype: 'float32',
        shape: [null, 1],
        tensor: 'StatefulPartitionedCall:1',
      },
    },
  });
  const embedding = layers.find(({ path }) => path === 'user_embedding');
  assert.deepEqual([embedding?.class, embedding?.parameters], ['Embedding', 32_000]);
  const weights = tensors.filter(({ role }) => role === 'weight');
  assert.equal(
    weights.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0),
    48_130,
  );
  assert.ok(assets.some(({ path, bytes }) => path === 'assets/items.txt' && bytes > 5000));
  assert.equal(
    metadata.find(({ source }) => source === 'metadata.json')?.value.dataset,
    'movies-2026-10',
  );
});

test('inspect of a checkpoint directory names its checkpoints and shows the latest', async () => {
  const { code, json } = await savedModel('inspect', samples.trainingRun, '--json');
  const document = json();
  assert.equal(code, 0);
  assert.equal(document['format'], 'checkpoint-directory');
  assert.equal(document['metaGraphs'], null);
  assert.deepEqual(document['checkpoints'], {
    latest: 'ckpt-5',
    all: ['ckpt-3', 'ckpt-4', 'ckpt-5'],
  });
});

test('inspect takes a prefix, and an index file for its prefix', async () => {
  const [prefix, index] = await Promise.all([
    savedModel('inspect', `${samples.trainingRun}/ckpt-4`, '--json'),
    savedModel('inspect', `${samples.trainingRun}/ckpt-4.index`, '--json'),
  ]);
  assert.equal(prefix.json()['format'], 'tf-checkpoint');
  assert.deepEqual(index.json()['tensors'], prefix.json()['tensors']);
});

test('inspect without --json is text without colours where it is no terminal', async () => {
  const { code, stdout } = await savedModel('inspect', samples.recommender);
  assert.equal(code, 0);
  assert.match(stdout, /48,130/);
  assert.match(stdout, /serving_default/);
  assert.match(stdout, /user_embedding/);
  assert.ok(!stdout.includes('\u001b'));
});

test('a path that does not exist is one line on standard error and exit code 2', async () => {
  const { code, stdout, stderr } = await savedModel('inspect', '/no/such/model', '--json');
  assert.deepEqual([code, stdout], [2, '']);
  assert.match(stderr, /^[^\n]*\/no\/such\/model[^\n]*\n$/);
  assert.doesNotMatch(stderr, /\bat .*:\d+:\d+/);
});

test('wrong words are exit code 2', async () => {
  assert.equal((await savedModel('inspect')).code, 2);
  assert.equal((await savedModel('peel', samples.recommender)).code, 2);
  assert.equal((await savedModel('inspect', samples.recommender, '--loud')).code, 2);
});
