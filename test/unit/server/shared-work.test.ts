import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Progress } from '../../../src/protocol/requests.ts';
import { SharedWork, type Waiting } from '../../../src/server/shared-work.ts';
import { failsWith } from '../../support/errors.ts';

const step = (done: number): Progress => ({ done, total: 2, unit: 'steps', message: 'Working' });

function waiting(signal = new AbortController().signal): Waiting & { readonly told: number[] } {
  const told: number[] = [];
  return { signal, told, report: ({ done }) => told.push(done) };
}

/** Work that waits until `release`, and how often it began and whether it was stopped. */
function heldBack() {
  const seen = { begun: 0, stopped: 0 };
  let release = (): void => undefined;
  let report = (_done: number): void => undefined;
  const make = async (call: Waiting): Promise<number> => {
    const mine = ++seen.begun;
    report = (done) => {
      call.report(step(done));
    };
    await new Promise<void>((resolve, reject) => {
      release = resolve;
      call.signal.addEventListener('abort', () => {
        seen.stopped++;
        reject(new Error('stopped'));
      });
    });
    return mine;
  };
  return { seen, make, release: () => release(), report: (done: number) => report(done) };
}

test('who asks at once shares one computation with its progress, and who asks later its result', async () => {
  const work = new SharedWork<number>(2);
  const { seen, make, release, report } = heldBack();
  const [first, second] = [waiting(), waiting()];
  const one = work.of('a', first, make);
  report(1);
  const other = work.of('a', second, make);
  report(2);
  release();
  assert.deepEqual(await Promise.all([one, other]), [1, 1]);
  assert.deepEqual(
    [first.told, second.told],
    [
      [1, 2],
      [1, 2],
    ],
  );
  assert.equal(await work.of('a', waiting(), make), 1);
  assert.equal(seen.begun, 1);
});

test('it goes on for one when another has stopped, and ends when nobody waits', async () => {
  const work = new SharedWork<number>(2);
  const { seen, make } = heldBack();
  const [first, second] = [new AbortController(), new AbortController()];
  const one = work.of('a', waiting(first.signal), make);
  const other = work.of('a', waiting(second.signal), make);
  first.abort();
  await assert.rejects(one, failsWith('cancelled', /Stopped/));
  assert.equal(seen.stopped, 0);
  second.abort();
  await assert.rejects(other, failsWith('cancelled', /Stopped/));
  assert.equal(seen.stopped, 1);
});

test('what failed or was stopped is tried anew', async () => {
  const work = new SharedWork<number>(2);
  await assert.rejects(
    work.of('a', waiting(), () => Promise.reject(new Error('no'))),
    /no/,
  );
  const { seen, make, release } = heldBack();
  const abort = new AbortController();
  const stopped = work.of('a', waiting(abort.signal), make);
  abort.abort();
  await assert.rejects(stopped, { code: 'cancelled' });
  const again = work.of('a', waiting(), make);
  release();
  assert.equal(await again, 2);
  assert.equal(seen.begun, 2);
});

test('of more results than are kept the one asked for longest ago is computed again', async () => {
  const work = new SharedWork<string>(2);
  const made: string[] = [];
  const ask = (key: string) =>
    work.of(key, waiting(), () => {
      made.push(key);
      return Promise.resolve(key);
    });
  await ask('a');
  await ask('b');
  await ask('a');
  await ask('c');
  await ask('a');
  await ask('b');
  assert.deepEqual(made, ['a', 'b', 'c', 'b']);
});

test('what is forgotten is made anew for who asks next', async () => {
  const work = new SharedWork<number>(2);
  let made = 0;
  const ask = () => work.of('a', waiting(), () => Promise.resolve(++made));
  assert.equal(await ask(), 1);
  work.forget('a');
  assert.equal(await ask(), 2);
});

test('work that reports before it has returned is heard', async () => {
  const work = new SharedWork<number>(2);
  const first = waiting();
  const result = work.of('a', first, ({ report }) => {
    report(step(1));
    return Promise.resolve(7);
  });
  assert.equal(await result, 7);
  assert.deepEqual(first.told, [1]);
});
