import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pacer } from '../../../src/core/pacer.ts';
import { failsWith } from '../../support/errors.ts';

function busy(milliseconds: number): void {
  const end = Date.now() + milliseconds;
  while (Date.now() < end);
}

test('a loop that works long gives others their turn', async () => {
  const pacer = new Pacer(undefined);
  assert.equal(pacer.due, false);
  busy(11);
  assert.equal(pacer.due, true);
  let others = false;
  setImmediate(() => (others = true));
  await pacer.pause();
  assert.equal(others, true);
  assert.equal(pacer.due, false);
});

test('a cancellation is seen in the pause', async () => {
  const controller = new AbortController();
  const pacer = new Pacer(controller.signal);
  setImmediate(() => {
    controller.abort();
  });
  await assert.rejects(pacer.pause(), failsWith('cancelled', /Stopped/));
});
