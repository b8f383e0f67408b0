import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scanFlow } from '../../../src/scan/flow.ts';

const input = { class_name: 'InputLayer', name: 'x', config: { name: 'x' }, inbound_nodes: [] };
const dense = (from: string): object => ({
  class_name: 'Dense',
  name: 'dense',
  config: { name: 'dense' },
  inbound_nodes: [[[from, 0, 0, {}]]],
});

function scanned(layer: object, outputs: unknown, isModel = true): ReturnType<typeof scanFlow> {
  const config = { layers: [input, layer], input_layers: [['x', 0, 0]], output_layers: outputs };
  const configurations = [{ value: { class_name: 'Functional', config }, isModel }];
  return scanFlow({ configurations, files: ['config.json'] });
}

test('a sound configuration has no finding', () => {
  assert.deepEqual(scanned(dense('x'), [['dense', 0, 0]]), []);
});

test('what a layer takes and is not there is found at the layer, of the model at its file', () => {
  const findings = scanned(dense('gone'), [['nowhere', 0, 0]]);
  assert.deepEqual(
    findings.map(({ code, location, kind, topic }) => [code, location, kind, topic]),
    [
      ['unknown-layer', 'dense', 'layer', 'load'],
      ['unknown-layer', 'config.json', 'file', 'load'],
    ],
  );
});

test('what is no model is not looked at', () => {
  assert.deepEqual(scanned(dense('gone'), [['dense', 0, 0]], false), []);
});
