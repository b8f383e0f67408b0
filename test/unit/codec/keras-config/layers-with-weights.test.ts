import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configuredLayers } from '../../../../src/codec/keras-config/configured-layers.ts';
import {
  layersWithWeights,
  outlinesOf,
} from '../../../../src/codec/keras-config/layers-with-weights.ts';
import type { TensorInfo } from '../../../../src/protocol/model.ts';

type Settings = Record<string, unknown>;

function layer(className: string, name: string, config: Settings = {}, custom = false): Settings {
  const registered = custom ? { registered_name: `mine>${className}` } : {};
  return { class_name: className, config: { name, trainable: true, ...config }, ...registered };
}

const sequential = (layers: Settings[], config: Settings = {}): Settings =>
  layer('Sequential', 's', { layers, ...config });

/** Weights of two elements each, float32 but where another dtype is named. */
function trained(model: Settings, weights: Readonly<Record<string, readonly string[]>>): unknown {
  const names = Object.values(weights).flat();
  const tensors = names.map((name): TensorInfo => ({
    name,
    objectPath: null,
    dtype: name.endsWith(':int8') ? 'int8' : 'float32',
    shape: [2],
    bytes: 8,
    role: 'weight',
    stored: null,
  }));
  const layers = layersWithWeights(
    outlinesOf(configuredLayers(model)),
    new Map(Object.entries(weights)),
    tensors,
  );
  return Object.fromEntries(
    layers.map(({ path, parameters, trainableParameters }) => [
      path,
      [parameters, trainableParameters],
    ]),
  );
}

test('statistics of normalisation and frozen layers are not trained', () => {
  const model = sequential([
    layer('Dense', 'dense'),
    layer('BatchNormalization', 'norm', { scale: false, center: true }),
    layer('Dense', 'still', { trainable: false }),
    layer('Dense', 'small'),
  ]);
  assert.deepEqual(
    trained(model, {
      dense: ['a', 'b'],
      norm: ['beta', 'mean', 'variance'],
      still: ['c'],
      small: ['kernel:int8', 'scale'],
    }),
    { '': [16, 8], dense: [4, 4], norm: [6, 2], still: [2, 0], small: [4, 2] },
  );
});

test('a frozen model freezes what it holds', () => {
  const inner = layer('Sequential', 'inner', {
    trainable: false,
    layers: [layer('Dense', 'dense')],
  });
  assert.deepEqual(trained(sequential([inner]), { 'inner/dense': ['a'] }), {
    '': [2, 0],
    inner: [2, 0],
    'inner/dense': [2, 0],
  });
});

test('what a custom class trains is not known', () => {
  const model = sequential([layer('Scale', 'scale', {}, true), layer('Dense', 'dense')]);
  assert.deepEqual(trained(model, { scale: ['a'], dense: ['b'] }), {
    '': [4, null],
    scale: [2, null],
    dense: [2, 2],
  });
});

test('wrapped layers are held by their attributes', () => {
  const gru = layer('GRU', 'gru');
  const cell = layer('GRUCell', 'one');
  const model = sequential([
    layer('Bidirectional', 'both', { layer: gru }),
    layer('TimeDistributed', 'each', { layer: layer('Dense', 'dense') }),
    layer('RNN', 'rnn', { cell }),
  ]);
  assert.deepEqual(
    configuredLayers(model).map(({ path, name, store }) => [path, name, store]),
    [
      ['', 's', ''],
      ['both', 'both', 'layers/bidirectional'],
      ['both/forward_layer', 'forward_gru', 'layers/bidirectional/forward_layer'],
      ['both/backward_layer', 'backward_gru', 'layers/bidirectional/backward_layer'],
      ['each', 'each', 'layers/time_distributed'],
      ['each/layer', 'dense', 'layers/time_distributed/layer'],
      ['rnn', 'rnn', 'layers/rnn'],
      ['rnn/cell', 'one', 'layers/rnn/cell'],
    ],
  );
});
