import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Later } from '../../../src/extension/later.ts';

test('who asks early waits', async () => {
  const later = new Later<number>();
  const early = later.value;
  later.set(1);
  assert.equal(await early, 1);
  assert.equal(await later.value, 1);
});

test('a new value takes the place of the old one, and a cleared one is waited for', async () => {
  const later = new Later<number>();
  later.set(1);
  later.set(2);
  assert.equal(await later.value, 2);
  later.clear();
  const waiting = later.value;
  later.clear();
  later.set(3);
  assert.equal(await waiting, 3);
});

test('a failure reaches who waits and who asks, until there is a value', async () => {
  const later = new Later<number>();
  const waiting = later.value;
  later.fail(new Error('gone'));
  await assert.rejects(waiting, /gone/);
  await assert.rejects(later.value, /gone/);
  later.set(1);
  assert.equal(await later.value, 1);
});
