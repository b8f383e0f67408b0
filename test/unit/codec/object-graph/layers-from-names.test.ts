import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layersFromNames } from '../../../../src/codec/object-graph/layers-from-names.ts';
import { atOnce } from '../../../support/at-once.ts';

const paths = (...variables: string[]): string[] =>
  atOnce(
    layersFromNames(
      variables.map((variable) => ({ variable, tensor: variable, shape: [2], trainable: true })),
      true,
    ),
  ).map(({ path, name, parameters }) => `${path || name} ${String(parameters)}`);

test("a model's name before all variables is no layer", () => {
  assert.deepEqual(paths('rec/a/kernel', 'rec/b/kernel'), ['rec 4', 'a 2', 'b 2']);
});

test("a model's default name before what was built when it was called is no layer", () => {
  assert.deepEqual(
    paths('block/gain', 'functional_1/block/dense/kernel', 'functional_1/block/dense/bias'),
    ['functional_1 6', 'block 6', 'block/dense 4'],
  );
  // A model in the model, whose layers are called like others only by chance.
  assert.deepEqual(paths('dense/kernel', 'encoder/dense/kernel'), [
    'model 4',
    'dense 2',
    'encoder 2',
    'encoder/dense 2',
  ]);
});

test('the four layers of an attention say what holds them, three of them nothing', () => {
  const parts = ['query', 'key', 'value', 'attention_output'];
  const classOf = (held: readonly string[]): string | null | undefined =>
    atOnce(
      layersFromNames(
        ['dense', ...held.map((part) => `mine/${part}`)].map((scope) => ({
          variable: `m/${scope}/kernel`,
          tensor: scope,
          shape: [2, 2, 2],
          trainable: true,
        })),
        true,
      ),
    ).find(({ path }) => path === 'mine')?.class;
  assert.equal(classOf(parts), 'MultiHeadAttention');
  assert.equal(classOf(parts.slice(1)), null);
});
