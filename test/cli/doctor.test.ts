import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RuntimeReport } from '../../src/protocol/verify.ts';
import { savedModel, withoutTensorflow } from './command-line.ts';

test('doctor names the TensorFlow that it chose, and every place it looked', async (t) => {
  if (withoutTensorflow !== false) {
    t.skip(withoutTensorflow);
    return;
  }
  const { code, json } = await savedModel('doctor', '--json');
  const report = json() as unknown as RuntimeReport;
  assert.equal(code, 0);
  assert.equal(report.ready, true);
  assert.equal(report.advice, '');
  assert.match(report.chosen?.tensorflow ?? '', /^2\.\d+\.\d+/);
  assert.equal(report.candidates.filter(({ chosen }) => chosen).length, 1);
  assert.ok(report.candidates.some(({ where }) => where === 'PATH'));
  assert.deepEqual(report.addon, { path: report.chosen?.addon, origin: 'compiled' });
  assert.notEqual(report.cpu, '');
});
