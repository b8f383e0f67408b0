import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Deaths } from '../../../src/extension/deaths.ts';

test('five deaths in three minutes are too many', () => {
  const deaths = new Deaths(5, 180_000);
  for (let time = 0; time < 4; time++) deaths.add(time * 1000);
  assert.equal(deaths.tooMany, false);
  deaths.add(5000);
  assert.equal(deaths.tooMany, true);
  assert.equal(deaths.count, 5);
});

test('deaths of long ago do not count', () => {
  const deaths = new Deaths(5, 180_000);
  for (let minute = 0; minute < 20; minute++) deaths.add(minute * 60_000);
  assert.equal(deaths.tooMany, false);
  assert.equal(deaths.count, 3);
});

test('a restart by hand begins anew', () => {
  const deaths = new Deaths(2, 1000);
  deaths.add(0);
  deaths.add(1);
  deaths.forget();
  assert.equal(deaths.tooMany, false);
});
