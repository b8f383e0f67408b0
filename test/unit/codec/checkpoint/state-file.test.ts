import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCheckpointState } from '../../../../src/codec/checkpoint/state-file.ts';

test('the file that TensorFlow writes', () => {
  const state = parseCheckpointState(
    'model_checkpoint_path: "ckpt-5"\n' +
      'all_model_checkpoint_paths: "ckpt-4"\nall_model_checkpoint_paths: "ckpt-5"\n' +
      'all_model_checkpoint_timestamps: 1700000000.5\nlast_preserved_timestamp: 1700000000.1\n',
  );
  assert.deepEqual(state, { latest: 'ckpt-5', all: ['ckpt-4', 'ckpt-5'] });
});

test('escapes, single quotes, adjacent literals and comments', () => {
  const state = parseCheckpointState(
    '# model_checkpoint_path: "commented"\n' +
      'model_checkpoint_path: \'C:\\\\tmp\\\\\' "Gr\\303\\274n-1" # rest\n' +
      'note: "model_checkpoint_path: \\"x\\""\n',
  );
  assert.deepEqual(state, { latest: 'C:\\tmp\\Grün-1', all: [] });
});

test('a broken line ends only itself', () => {
  const state = parseCheckpointState(
    'model_checkpoint_path: "ckpt\nall_model_checkpoint_paths: "ckpt-4"\n',
  );
  assert.deepEqual(state, { latest: null, all: ['ckpt-4'] });
});

test('another file of this name is none', () => {
  assert.equal(parseCheckpointState(''), null);
  assert.equal(parseCheckpointState('PK\u0003\u0004 something else: "x"'), null);
});

test('a long name, and millions of quotes that nothing closes, take no longer than reading them', () => {
  const long = 'n'.repeat(1_000_000);
  assert.equal(parseCheckpointState(`model_checkpoint_path: "${long}"`)?.latest, long);
  const start = performance.now();
  const quotes = String.raw`\"`.repeat(1_000_000);
  assert.equal(parseCheckpointState(`note: "${quotes}`), null);
  assert.equal(parseCheckpointState(`model_checkpoint_path: "${quotes}`), null);
  assert.deepEqual(parseCheckpointState(`"${quotes}\nmodel_checkpoint_path: "x"`)?.latest, 'x');
  assert.ok(performance.now() - start < 5000);
});
