import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configuredLayers } from '../../../../src/codec/keras-config/configured-layers.ts';

const named = (name: string) => ({ class_name: 'GRU', config: { name } });

const inside = (layer: object, backward: object | null): string[] => {
  const config = { name: 'both', layer, backward_layer: backward };
  const layers = [{ class_name: 'Bidirectional', config }];
  return configuredLayers({ class_name: 'Sequential', config: { name: 'm', layers } }).map(
    ({ name }) => name,
  );
};

test('Keras 3 leaves the layer that reads backwards the name that its author gave it', () => {
  assert.deepEqual(inside(named('forward_gru'), named('gru_1')).slice(2), ['forward_gru', 'gru_1']);
  assert.deepEqual(inside(named('forward_gru'), named('backward_gru')).slice(2), [
    'forward_gru',
    'backward_gru',
  ]);
});

test('Keras 2 names both after what it was given', () => {
  assert.deepEqual(inside(named('gru'), null).slice(2), ['forward_gru', 'backward_gru']);
  assert.deepEqual(inside(named('gru'), named('gru_1')).slice(2), [
    'forward_gru',
    'backward_gru_1',
  ]);
});
