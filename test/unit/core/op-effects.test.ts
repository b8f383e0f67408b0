import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { effectOfDtype, effectsOf, leadsElsewhere } from '../../../src/core/op-effects.ts';
import { lastingOps, opsSince, opsUntil } from '../../../src/core/tensorflow-ops.ts';

const all = [...lastingOps, ...opsSince.keys(), ...opsUntil.keys()];

describe('what ops do outside', () => {
  test('nothing, for those that compute', () => {
    for (const op of ['MatMul', 'Const', 'VarHandleOp', 'PartitionedCall', 'Assert', 'Print']) {
      assert.deepEqual(effectsOf(op), [], op);
    }
    assert.deepEqual(effectsOf('toString'), []);
  });

  test('files, other machines, Python, and the end of the process', () => {
    const names = (op: string): string[] => effectsOf(op).map(({ effect }) => effect);
    assert.deepEqual(names('ReadFile'), ['reads-files']);
    assert.deepEqual(names('DistributedSave'), ['writes-files', 'uses-network']);
    assert.deepEqual(names('EagerPyFunc'), ['calls-python']);
    assert.deepEqual(names('Abort'), ['ends-process']);
    assert.deepEqual(names('CudnnRNNV3'), ['needs-accelerator']);
    assert.equal(effectOfDtype('MaxPool3D', 'T', 'float16')?.effect, 'needs-accelerator');
    assert.equal(effectOfDtype('MatMul', 'T', 'float16'), null);
  });

  test('every op whose name says that it handles files has been looked at', () => {
    const silent = all.filter(
      (op) =>
        /File|TFRecord|LMDB|Sql|Rpc|DataService|Snapshot./.test(op) && effectsOf(op).length === 0,
    );
    // They put names together, or hold what was read.
    assert.deepEqual(silent, [
      'DeleteRpcFutureResource',
      'RpcCheckStatus',
      'RpcGetValue',
      'ShardedFilename',
      'ShardedFilespec',
    ]);
  });
});

test('paths that lead out of where they begin, on any system', () => {
  for (const path of [
    '/etc/passwd',
    'C:\\Windows',
    'd:/x',
    '\\\\host\\share',
    '~/x',
    'gs://bucket/x',
    'https://host/x',
    '../x',
    'a/../../x',
  ]) {
    assert.ok(leadsElsewhere(path), path);
  }
  for (const path of ['', 'vocab.txt', 'assets/vocab.txt', 'a..b/c', '.hidden', 'x:y']) {
    assert.ok(!leadsElsewhere(path), path);
  }
});
