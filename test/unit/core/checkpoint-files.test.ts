import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  checkpointFile,
  isCheckpointName,
  mayBeCheckpoint,
  numberedFile,
  withoutShardPattern,
} from '../../../src/core/checkpoint-files.ts';

test('names of files tell which part of which checkpoint they are', () => {
  const told = (name: string): unknown => {
    const file = checkpointFile(name);
    return file && [file.prefix, file.part, file.number, file.count];
  };
  assert.deepEqual(told('ckpt-5.index'), ['ckpt-5', 'index', 0, 1]);
  assert.deepEqual(told('model.ckpt-10.meta'), ['model.ckpt-10', 'meta', 0, 1]);
  assert.deepEqual(told('ckpt-5.data-00001-of-00002'), ['ckpt-5', 'data', 1, 2]);
  assert.deepEqual(told('model.ckpt-10-00001-of-00002'), ['model.ckpt-10', 'shard', 1, 2]);
  assert.deepEqual(told('variables/variables.index'), ['variables/variables', 'index', 0, 1]);
  // A prefix may end as a file does.
  assert.deepEqual(told('a.index.index'), ['a.index', 'index', 0, 1]);
  assert.deepEqual(told('a-00000-of-00001-00003-of-00004'), ['a-00000-of-00001', 'shard', 3, 4]);
  assert.deepEqual(told('x.data-100000-of-100001'), ['x', 'data', 100_000, 100_001]);
  for (const name of ['model.ckpt-10', '.index', 'ckpt-5.data', 'a-0001-of-0002', 'a.index.bak']) {
    assert.equal(told(name), null, name);
  }
  assert.equal(numberedFile('ckpt-5.data', 1, 2), 'ckpt-5.data-00001-of-00002');
});

test('a whole checkpoint is told by its name, or by the graph beside it', () => {
  assert.ok(['model.ckpt', 'a.ckpt-10'].every(isCheckpointName));
  assert.ok(!['ckpt', 'a.ckpt.meta', 'a.ckpt-', 'a.ckpt-1-00000-of-00001'].some(isCheckpointName));
  assert.ok(mayBeCheckpoint('export', new Set(['export', 'export.meta'])));
  assert.ok(!mayBeCheckpoint('export', new Set(['export'])));
});

test('the pattern that TensorFlow writes for all shards stands for their prefix', () => {
  assert.equal(withoutShardPattern('/a/m.ckpt-1-?????-of-00002'), '/a/m.ckpt-1');
  assert.equal(withoutShardPattern('m-?????-of-?????'), 'm');
  assert.equal(withoutShardPattern('m-00000-of-00002'), 'm-00000-of-00002');
});
