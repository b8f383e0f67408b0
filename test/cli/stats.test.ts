import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TensorStatistics } from '../../src/protocol/tensors.ts';
import { samples, savedModel } from './command-line.ts';

const statistics = (document: Record<string, unknown>) =>
  (document as { tensors: TensorStatistics[] }).tensors;

test('stats --json has the figures of every tensor', async () => {
  const { code, stderr, json } = await savedModel('stats', samples.trainingRun, '--json');
  assert.deepEqual([code, stderr], [0, '']);
  const tensors = statistics(json());
  assert.equal(tensors.length, 23);
  for (const tensor of tensors) {
    for (const field of [
      'count',
      'min',
      'max',
      'mean',
      'std',
      'norm',
      'zeros',
      'denormals',
      'nan',
      'inf',
      'constant',
      'histogram',
      'exponents',
      'quantiles',
    ]) {
      assert.ok(field in tensor, `${tensor.name} without ${field}`);
    }
    assert.equal(tensor.checksum, 'ok', tensor.name);
  }
  const graph = tensors.find(({ name }) => name === '_CHECKPOINTABLE_OBJECT_GRAPH');
  assert.deepEqual([graph?.dtype, graph?.min, graph?.zeros], ['string', null, null]);
});

test('--tensor takes globs, several times', async () => {
  const { json } = await savedModel(
    'stats',
    samples.trainingRun,
    '--json',
    '--tensor',
    'model/item_embedding/*',
    '--tensor',
    '*_iterations*',
  );
  const [table, iterations, ...rest] = statistics(json());
  assert.deepEqual(rest, []);
  assert.equal(table?.count, 500 * 32);
  // Three rows of the sample's catalogue are cleared.
  assert.equal(table.zeros, 3 * 32);
  assert.deepEqual([iterations?.dtype, iterations?.min], ['int64', 120]);
});

test('a glob that matches nothing is an error, not an empty answer', async () => {
  const { code, stdout, stderr } = await savedModel('stats', samples.trainingRun, '--tensor', 'x*');
  assert.deepEqual([code, stdout], [2, '']);
  assert.match(stderr, /x\*/);
});
