import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pacer } from '../../../src/core/pacer.ts';
import { sortSteps } from '../../../src/core/sort-steps.ts';
import { eachStep, inTurns, mapSteps, type Steps } from '../../../src/core/steps.ts';

/** Steps for `milliseconds`, and how many they were. */
function* busyFor(milliseconds: number): Steps<number> {
  let steps = 0;
  for (const end = Date.now() + milliseconds; Date.now() < end; steps++) yield;
  return steps;
}

test('others get their turn while a long computation runs', async () => {
  let turns = 0;
  let done = false;
  const count = (): void => {
    turns++;
    if (!done) setImmediate(count);
  };
  count();
  const steps = await inTurns(busyFor(100), new Pacer(undefined));
  done = true;
  assert.ok(steps > 0);
  assert.ok(turns > 2, `${turns} turns`);
});

test('it ends where its signal fires', async () => {
  const abort = new AbortController();
  setImmediate(() => {
    abort.abort();
  });
  await assert.rejects(inTurns(busyFor(60_000), new Pacer(abort.signal)), { code: 'cancelled' });
});

test('lists are gone through in order', async () => {
  const pacer = new Pacer(undefined);
  assert.deepEqual(
    await inTurns(
      mapSteps(['a', 'b'], (item, at) => `${item}${at}`),
      pacer,
    ),
    ['a0', 'b1'],
  );
  const seen: string[] = [];
  await inTurns(
    eachStep(new Set(['a', 'b']), (item, at) => seen.push(`${item}${at}`)),
    pacer,
  );
  assert.deepEqual(seen, ['a0', 'b1']);
});

test('a list is sorted as it is at once, equal items in their order', async () => {
  const items = Array.from({ length: 5000 }, (_, index) => ({ index, key: (index * 7919) % 100 }));
  const compare = (a: { key: number }, b: { key: number }) => a.key - b.key;
  const sorted = await inTurns(sortSteps(items, compare), new Pacer(undefined));
  assert.deepEqual(sorted, [...items].sort(compare));
  assert.deepEqual(await inTurns(sortSteps([], compare), new Pacer(undefined)), []);
});
