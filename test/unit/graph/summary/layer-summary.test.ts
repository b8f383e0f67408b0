import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cellLines } from '../../../../src/graph/summary/cell-text.ts';
import { layerSummary } from '../../../../src/graph/summary/layer-summary.ts';
import { readableSize, withCommas } from '../../../../src/graph/summary/sizes.ts';
import type { Layer } from '../../../../src/protocol/model.ts';
import { layerInfo } from '../../../support/layer-info.ts';

test('sizes are rounded as Python rounds them', () => {
  const sizes = [0, 1023, 1024, 1152, 1157, 2 ** 20, 1.5 * 2 ** 40, 2 ** 50];
  assert.deepEqual(
    sizes.map((bytes) => readableSize(bytes, 'B')),
    ['0.00 B', '1023.00 B', '1.00 KB', '1.12 KB', '1.13 KB', '1.00 MB', '1.50 TB', '1.00 PB'],
  );
  assert.equal(withCommas(1234567), '1,234,567');
});

test('cells wrap at spaces, and what is longer than a line is cut with an ellipsis', () => {
  assert.deepEqual(cellLines('dense (Dense)', 13), ['dense (Dense)']);
  assert.deepEqual(cellLines('concatenate (Concatenate)', 19), ['concatenate ', '(Concatenate)']);
  assert.deepEqual(cellLines('a_long_name_that_goes_on (Dense)', 10), ['a_long_na…', '(Dense)']);
  assert.deepEqual(cellLines('名前名前名前', 5), ['名前…']);
});

function layer(path: string, more: Partial<Layer>): Layer {
  return layerInfo(path, {
    name: path === '' ? 'model' : path,
    parent: path === '' ? null : '',
    ...more,
  });
}

test('without a configuration it shows what is known, and says so', () => {
  const text = layerSummary({
    format: 'saved-model',
    writtenBy: ['TensorFlow 2.19.1', 'Keras 3'],
    parameterCount: 1234,
    tensors: [],
    layers: [
      layer('', { parameters: 1234 }),
      layer('tower', { class: 'Dense', classSource: 'inferred', parameters: 1234 }),
      layer('mystery\u202e', {}),
    ],
  });
  assert.match(text ?? '', /^Model: "model"\n┏━/);
  assert.match(text ?? '', /│ tower \(Dense\?\) +│ \? +│ +1,234 │/);
  assert.match(text ?? '', /│ mystery\\u202e \(\?\) +│ \? +│ +0 │/);
  assert.match(text ?? '', / Trainable params: \?\n/);
  assert.match(text ?? '', /a \? behind a class says that it is inferred.*\n$/);
});

test('the only layer around all others is the model, whatever it is called', () => {
  const model = layer('net', { parent: null, name: 'recommender' });
  const text = layerSummary({
    format: 'tf-checkpoint',
    writtenBy: [],
    parameterCount: 0,
    tensors: [],
    layers: [model, layer('net/user', { name: 'user', parent: 'net' })],
  });
  assert.match(text ?? '', /^Model: "recommender"\n/);
  assert.match(text ?? '', /│ user \(\?\)/);
  assert.doesNotMatch(text ?? '', /│ recommender/);
});

test('what holds no layers has no summary', () => {
  const nothing = { layers: [], tensors: [], writtenBy: [], parameterCount: null };
  assert.equal(layerSummary({ format: 'numpy', ...nothing }), null);
});
