import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Artifact, ReadContext } from '../../../src/formats/contract.ts';
import { StatisticsStore } from '../../../src/server/statistics-store.ts';
import { StatisticsThreads } from '../../../src/stats/threads/statistics-threads.ts';
import { tensorInfo } from '../../support/tensor-info.ts';

const threads = new StatisticsThreads(1);
after(() => threads.close());

const tensor = tensorInfo('w', { shape: [1], bytes: 4 });

/** A tensor of one value that waits to be read until `release`, and how often it was read. */
function heldBack() {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const seen = { reads: 0, stopped: false };
  const read = async function* (_name: string, _range: unknown, context?: ReadContext) {
    seen.reads++;
    context?.signal?.addEventListener('abort', () => {
      seen.stopped = true;
    });
    await released;
    yield {
      kind: 'numbers' as const,
      element: 0,
      bytes: new Uint8Array(new Float32Array([2]).buffer),
    };
    context?.onChecksum?.('ok');
  };
  return { store: new StatisticsStore({ read } as unknown as Artifact, threads), seen, release };
}

const call = (signal = new AbortController().signal) => ({ signal, report: () => undefined });

test('who asks at once shares one computation, and who asks later its figures', async () => {
  const { store, seen, release } = heldBack();
  const both = [store.of(tensor, call()), store.of(tensor, call())];
  release();
  const [one, other] = await Promise.all(both);
  assert.equal(one?.max, 2);
  assert.equal(other, one);
  assert.equal(await store.of(tensor, call()), one);
  assert.deepEqual(store.computed, [one]);
  assert.equal(seen.reads, 1);
});

test('it goes on for one when another has stopped, and ends when nobody waits', async () => {
  const { store, seen, release } = heldBack();
  const [first, second] = [new AbortController(), new AbortController()];
  const one = store.of(tensor, call(first.signal));
  const other = store.of(tensor, call(second.signal));
  first.abort();
  await assert.rejects(one, { code: 'cancelled' });
  assert.equal(seen.stopped, false);
  second.abort();
  await assert.rejects(other, { code: 'cancelled' });
  assert.equal(seen.stopped, true);
  release();
  assert.deepEqual(store.computed, []);
});
