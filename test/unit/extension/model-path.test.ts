import assert from 'node:assert/strict';
import { test } from 'node:test';
import { modelPath } from '../../../src/extension/editor/model-path.ts';

const files = ['/m/saved_model.pb', '/run/ckpt-5.index', '/x/variables/variables.index'];
const there = (file: string) => Promise.resolve(files.includes(file));

test('parts of a SavedModel lead to its folder', async () => {
  for (const part of [
    '/m/fingerprint.pb',
    '/m/keras_metadata.pb',
    '/m/variables/variables.data-00001-of-00002',
  ]) {
    assert.equal(await modelPath(part, there), '/m');
  }
});

test('values of a checkpoint lead to its index', async () => {
  assert.equal(await modelPath('/run/ckpt-5.data-00000-of-00001', there), '/run/ckpt-5.index');
  const alone = '/x/variables/variables.data-00000-of-00001';
  assert.equal(await modelPath(alone, there), '/x/variables/variables.index');
});

test('every other file is opened itself', async () => {
  for (const file of [
    '/m/saved_model.pb',
    '/x/fingerprint.pb',
    '/run/ckpt-5.index',
    '/run/checkpoint',
    '/run/ckpt-6.data-00000-of-00001',
  ]) {
    assert.equal(await modelPath(file, there), file);
  }
});
