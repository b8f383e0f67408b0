import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { tensorflowOps } from '../../src/scan/tensorflow-ops.ts';

// The list of TensorFlow's ops lacks none that an installed TensorFlow registers.

const python = process.env['SAVED_MODEL_ORACLE_PYTHON'];
const skip = python ? false : 'SAVED_MODEL_ORACLE_PYTHON names no Python with TensorFlow';

test('every op of TensorFlow is in the list', { skip }, (t) => {
  const script = fileURLToPath(new URL('support/ops.py', import.meta.url));
  const [version = '', ...registered] = execFileSync(python ?? '', [script], {
    encoding: 'utf8',
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' },
  })
    .trim()
    .split('\n');
  const [, minor = ''] = version.split('.');
  if (Number(minor) > 20) {
    t.skip(`the list is that of TensorFlow 2.20, not of ${version}`);
    return;
  }
  assert.ok(registered.length > 1000, 'TensorFlow registers more ops than that');
  const missing = registered.filter((op) => !tensorflowOps.has(op));
  assert.deepEqual(missing, []);
});
