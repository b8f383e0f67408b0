import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareNatural } from '../../../src/core/natural.ts';

test('numbers in names are compared as numbers', () => {
  const sorted = ['ckpt-1', 'ckpt-1-2', 'ckpt-2', 'ckpt-9', 'ckpt-10', 'ckpt-100', 'model.ckpt-5'];
  assert.deepEqual([...sorted].reverse().sort(compareNatural), sorted);
});

test('digits beyond what a double holds are compared exactly', () => {
  assert.ok(compareNatural('s-9007199254740993', 's-9007199254740992') > 0);
});

test('only equal texts are equal', () => {
  assert.equal(compareNatural('a01', 'a01'), 0);
  assert.notEqual(compareNatural('a01', 'a1'), 0);
  assert.equal(compareNatural('a01', 'a1'), -compareNatural('a1', 'a01'));
});
