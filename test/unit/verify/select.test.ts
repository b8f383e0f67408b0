import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitInputs } from '../../../src/verify/fit.ts';
import { select } from '../../../src/verify/select.ts';
import type { RawTensor } from '../../../src/protocol/runner.ts';
import { failsWith } from '../../support/errors.ts';
import { artifact, signature } from './artifact.ts';

const x = { dtype: 'float32', shape: [null, 4], tensor: 'serving_default_x:0' };
const serving = signature({ x });

test('tags: the only meta graph, else exactly serve, else the person chooses', () => {
  const only = artifact([{ tags: ['anything'], signatures: { f: serving } }]);
  assert.deepEqual(select(only, {}).metaGraph.tags, ['anything']);
  const several = artifact([
    { tags: ['serve', 'gpu'], signatures: { f: serving } },
    { tags: ['serve'], signatures: { g: serving } },
  ]);
  assert.deepEqual(select(several, {}).metaGraph.tags, ['serve']);
  assert.deepEqual(select(several, { tags: ['gpu', 'serve'] }).metaGraph.tags, ['serve', 'gpu']);
  const none = artifact([{ tags: ['train'] }, { tags: [] }]);
  assert.throws(() => select(none, {}), failsWith('bad-request', /Choose one: \{train\}, \{\}\./));
  assert.throws(
    () => select(several, { tags: ['train'] }),
    failsWith('bad-request', /No meta graph has the tags \{train\}/),
  );
});

test("signature: asked for, else the file's, else serving_default, else the only one", () => {
  const model = artifact([{ signatures: { a: serving, serving_default: serving } }]);
  assert.equal(select(model, { signature: 'a', recordedSignature: 'serving_default' }).name, 'a');
  assert.equal(select(model, { recordedSignature: 'a' }).name, 'a');
  assert.equal(select(model, {}).name, 'serving_default');
  const only = artifact([{ signatures: { f: serving, __saved_model_init_op: signature({}) } }]);
  assert.equal(select(only, {}).name, 'f');
  assert.deepEqual(select(only, {}).signatures, ['f']);
  const two = artifact([{ signatures: { a: serving, b: serving } }]);
  assert.throws(() => select(two, {}), failsWith('bad-request', /Choose one: a, b\./));
  assert.throws(
    () => select(two, { recordedSignature: 'c' }),
    failsWith('bad-request', /recorded for the signature c, which the model does not have/),
  );
  const none = artifact([{ signatures: {} }]);
  assert.throws(() => select(none, {}), failsWith('unsupported', /no signature that could be run/));
});

test('what holds no graph says what to verify instead', () => {
  assert.throws(
    () => select(artifact(null, { format: 'tf-checkpoint' }), {}),
    failsWith('unsupported', /holds weights and no graph.*Verify the SavedModel/),
  );
  assert.throws(
    () => select(artifact([{ signatures: {} }], { format: 'tf-checkpoint' }), {}),
    failsWith('unsupported', /the one that trained it.*Verify the SavedModel/),
  );
  assert.throws(
    () => select(artifact(null, { format: 'project' }), {}),
    failsWith('unsupported', /several artifacts/),
  );
});

test('a sparse input is fed component by component', () => {
  const components = { values: 'v:0', indices: 'i:0', dense_shape: 's:0' };
  const sparse = { dtype: 'string', shape: [null, null], tensor: null, components };
  const { inputs } = select(artifact([{ signatures: { f: signature({ tokens: sparse }) } }]), {});
  assert.deepEqual(
    [...inputs].map(([name, { tensor, dtype }]) => [name, tensor, dtype]),
    [
      ['tokens/values', 'v:0', 'string'],
      ['tokens/indices', 'i:0', 'int64'],
      ['tokens/dense_shape', 's:0', 'int64'],
    ],
  );
});

const selection = select(artifact([{ signatures: { serving_default: serving } }]), {});
const two = select(
  artifact([{ signatures: { f: signature({ x, z: { ...x, tensor: 'z:0' } }) } }]),
  {},
);

function value(dtype: string, shape: number[]): RawTensor {
  return { kind: 'numbers', dtype, shape, bytes: new Uint8Array(0) };
}

function fit(chosen: typeof selection, given: Record<string, RawTensor>): string[] {
  const feeds = fitInputs(chosen, new Map(Object.entries(given)), 'The prediction file');
  return feeds.map(({ tensor }) => tensor);
}

test('inputs are fed by name; one for one, whatever its name', () => {
  const good = value('float32', [2, 4]);
  assert.deepEqual(fit(selection, { x: good }), ['serving_default_x:0']);
  assert.deepEqual(fit(selection, { input_1: good }), ['serving_default_x:0']);
  assert.deepEqual(fit(two, { z: good, x: good }), ['serving_default_x:0', 'z:0']);
});

test('inputs of another model are refused, with both sides named', () => {
  const good = value('float32', [2, 4]);
  assert.throws(
    () => fit(two, { x: good }),
    failsWith('bad-request', /the signature f takes x, z, and z is missing; it has x\./),
  );
  assert.throws(
    () => fit(selection, { x: good, more: good }),
    failsWith('bad-request', /it has more, which the signature serving_default does not take/),
  );
  assert.throws(
    () => fit(selection, { x: value('float64', [2, 4]) }),
    failsWith('bad-request', /takes float32, and it has float64/),
  );
  assert.throws(
    () => fit(selection, { x: value('float32', [2, 5]) }),
    failsWith('bad-request', /takes the shape \[\?, 4\], and it has \[2, 5\]/),
  );
  assert.throws(
    () => fit(selection, { x: value('float32', [4]) }),
    failsWith('bad-request', /takes the shape \[\?, 4\], and it has \[4\]/),
  );
});
