import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settledChange, type Pace } from '../../../src/server/settled-change.ts';

const pace: Pace = { rest: 20, quiet: 60, longest: 300 };
const never = new AbortController().signal;

/** Something that changes by itself, and when it is what. Milliseconds. */
function script(words: readonly { readonly at: number; readonly word: string }[]) {
  const start = performance.now();
  return () => {
    const age = performance.now() - start;
    return Promise.resolve(words.findLast(({ at }) => at <= age)?.word ?? 'old');
  };
}

test('a change is told once it has settled', async () => {
  const start = performance.now();
  const found = await settledChange(
    script([
      { at: 40, word: 'half' },
      { at: 80, word: 'whole' },
    ]),
    'old',
    never,
    pace,
  );
  assert.equal(found, 'whole');
  assert.ok(performance.now() - start >= 80 + pace.quiet);
});

test('what is there already is told too', async () => {
  assert.equal(await settledChange(script([{ at: 0, word: 'new' }]), 'old', never, pace), 'new');
});

test('what never settles is told all the same', async () => {
  let written = 0;
  const start = performance.now();
  const found = await settledChange(() => Promise.resolve(written++), -1, never, pace);
  const took = performance.now() - start;
  assert.ok(found > 1);
  assert.ok(took >= pace.longest && took < 10 * pace.longest, `${took} ms`);
});

test('what changed and changed back is no change', async () => {
  const abort = new AbortController();
  let told = false;
  const looking = settledChange(
    script([
      { at: 20, word: 'new' },
      { at: 50, word: 'old' },
    ]),
    'old',
    abort.signal,
    pace,
  ).then(() => {
    told = true;
  });
  setTimeout(() => {
    abort.abort();
  }, 400);
  await assert.rejects(looking, { message: 'Stopped.' });
  assert.equal(told, false);
});

test('who stops looking is told so at once, also while nothing changes', async () => {
  const abort = new AbortController();
  const looking = settledChange(() => Promise.resolve('old'), 'old', abort.signal, {
    ...pace,
    rest: 60_000,
  });
  setTimeout(() => {
    abort.abort();
  }, 10);
  await assert.rejects(looking, { message: 'Stopped.' });
});

test('looking takes a small share of the time, however long a look takes', async () => {
  const abort = new AbortController();
  let looks = 0;
  const slow = async () => {
    looks += 1;
    await new Promise((resolve) => setTimeout(resolve, 30));
    return 'old';
  };
  const looking = settledChange(slow, 'old', abort.signal, { ...pace, rest: 1 });
  setTimeout(() => {
    abort.abort();
  }, 500);
  await assert.rejects(looking);
  assert.equal(looks, 1);
});
