import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Attribute, ListedObject, Listing } from '../../../../src/formats/hdf5/calls.ts';
import { kerasContent } from '../../../../src/formats/hdf5/keras.ts';
import { tensorInfo } from '../../../support/tensor-info.ts';

// What libhdf5 tells of a file that somebody made to harm: all of it is plain data by then.

const many = 200_000;
const names = (of: string, count = many): string[] =>
  Array.from({ length: count }, (_, index) => `${of}${String(index)}`);

const group = (path: string, attributes: Readonly<Record<string, unknown>> = {}): ListedObject => ({
  path,
  kind: 'group',
  attributes: Object.entries(attributes).map(([name, value]): Attribute => ({ name, value })),
});

const listing = (...objects: ListedObject[]): Listing => ({ objects, cut: null });

test('a list of names in parts may have more of them than a call has arguments', () => {
  const told = listing(group('', { layer_names0: names('a'), layer_names1: names('b') }));
  assert.equal(kerasContent(told, [], 'm.h5')?.layers.length, 2 * many);
});

test('many layers and many weights are joined in one pass', { timeout: 60_000 }, () => {
  const weights = names('w', 50_000);
  const inner = names('l', 50_000).map((name) => ({ class_name: 'Dense', config: { name } }));
  const model = { class_name: 'Functional', config: { name: 'top', layers: inner } };
  const config = { class_name: 'Sequential', config: { name: 'm', layers: [model] } };
  const told = listing(
    group('', {
      layer_names: [...names('x', 50_000), 'top'],
      model_config: JSON.stringify(config),
    }),
    group('top', { weight_names: weights.map((name, index) => `l${String(index)}/${name}`) }),
  );
  const tensors = weights.map((name, index) => tensorInfo(`top/l${String(index)}/${name}`));
  const content = kerasContent(told, tensors, 'm.h5');
  assert.equal(content?.layers.length, 50_002);
  assert.deepEqual(content.layers.find(({ path }) => path === 'top/l7')?.weights, ['top/l7/w7']);
});

test('a name of megabytes is none, and multiplies with nothing', () => {
  const long = 'n'.repeat(5_000_000);
  const chain = Array.from({ length: 200 }, (_, depth) => 'g/'.repeat(depth + 1));
  const told = listing(...chain.map((path) => group(`${path}vars`, { name: long })));
  const tensors = chain.map((path) => tensorInfo(`${path}vars/0`));
  const content = kerasContent(told, tensors, 'm.weights.h5');
  assert.ok(content?.layers.every(({ path }) => path.length < 1000));
  const legacy = listing(group('', { layer_names: [long, 'dense'] }), group('dense'));
  assert.deepEqual(
    kerasContent(legacy, [], 'm.h5')?.layers.map(({ name }) => name),
    ['dense'],
  );
});
