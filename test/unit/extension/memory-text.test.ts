import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryText } from '../../../src/extension/commands/memory-text.ts';

const megabyte = 1024 ** 2;
const server = { resident: 90 * megabyte, heap: 20.25 * megabyte, buffers: 0 };

test('what takes memory, and what is open', () => {
  const artifacts = [
    { name: 'recommender', tensors: 27, views: 2 },
    { name: 'ckpt-5', tensors: 1, views: 1 },
  ];
  assert.deepEqual(memoryText(120 * megabyte, { ...server, artifacts }), [
    'Extension host, all extensions together: 120.0 MB',
    'Process that reads models: 90.0 MB, of it 20.3 MB objects and 0.0 MB bytes of files',
    'Open: recommender (27 tensors, 2 tabs) · ckpt-5 (1 tensor, 1 tab)',
  ]);
});

test('where nothing is open it says so', () => {
  assert.equal(memoryText(0, { ...server, artifacts: [] }).at(-1), 'Nothing is open.');
});
