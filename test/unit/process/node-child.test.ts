import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../../src/core/errors.ts';
import {
  startNodeChild,
  type NodeChild,
  type NodeChildOptions,
} from '../../../src/process/node-child.ts';
import type { MisbehavingCalls } from './misbehaving-child.ts';

const entry = fileURLToPath(new URL('misbehaving-child.ts', import.meta.url));

async function withChild(
  use: (child: NodeChild<MisbehavingCalls>) => Promise<void>,
  options: Partial<NodeChildOptions> = {},
): Promise<void> {
  const execArgv = ['--import', 'tsx'];
  const child = startNodeChild<MisbehavingCalls>(entry, {
    name: 'The child',
    execArgv,
    ...options,
  });
  try {
    await use(child);
  } finally {
    await child.stop();
  }
}

/** The error that a call is rejected with. */
async function rejection(call: Promise<unknown>): Promise<AppError> {
  try {
    await call;
  } catch (error) {
    assert.ok(error instanceof AppError, String(error));
    return error;
  }
  assert.fail('the call was answered');
}

test('answers come back as they were sent: bytes, bigints, numbers that JSON has not', () =>
  withChild(async (child) => {
    const value = { bytes: Uint8Array.of(0, 255), big: 2n ** 63n, list: [NaN, -0, Infinity] };
    assert.deepEqual(await child.call('echo', value), value);
  }));

test('megabytes cross whole', () =>
  withChild(async (child) => {
    const bytes = Uint8Array.from({ length: 20_000_000 }, (_, index) => index * 7);
    assert.equal(Buffer.compare((await child.call('echo', bytes)) as Uint8Array, bytes), 0);
  }));

test('reports come in order, and only to the call that asked', () =>
  withChild(async (child) => {
    const seen: number[][] = [[], []];
    await Promise.all(
      seen.map((list, index) =>
        child.call('count', { to: 5 + index }, { report: (each) => list.push(each) }),
      ),
    );
    assert.deepEqual(seen, [
      [1, 2, 3, 4, 5],
      [1, 2, 3, 4, 5, 6],
    ]);
  }));

test("the child's own errors keep code, place and sentence", () =>
  withChild(async (child) => {
    const error = await rejection(child.call('fail', null));
    assert.deepEqual(error.data, {
      code: 'malformed',
      message: 'Not like this.',
      path: 'a.txt',
      offset: 7,
    });
    assert.equal((await rejection(child.call('bug', null))).code, 'internal');
    assert.equal(await child.call('echo', 'still here'), 'still here');
  }));

test('a child that exits rejects every pending call at once, with its last words', () =>
  withChild(async (child) => {
    const pending = [child.call('never', null), child.call('never', null)];
    const settled = Promise.all(pending.map(rejection));
    const say = 'first\nthe reason\n';
    const error = await rejection(child.call('exit', { code: 3, say }));
    assert.equal(error.code, 'process-died');
    assert.equal(error.message, 'The child ended with exit code 3: the reason');
    assert.equal(error.data.details, say);
    for (const other of await settled) assert.equal(other.message, error.message);
    assert.equal((await rejection(child.call('echo', 1))).message, error.message);
  }));

test('a crash in native code is told by its signal', () =>
  withChild(async (child) => {
    const error = await rejection(child.call('crash', null));
    assert.equal(error.code, 'process-died');
    assert.match(error.message, /SIGSEGV, a crash in native code/);
  }));

test('a child that cannot start says why', async () => {
  const child = startNodeChild<MisbehavingCalls>('/nowhere/entry.cjs', { name: 'The child' });
  const error = await rejection(child.call('echo', 1));
  assert.equal(error.code, 'process-died');
  assert.match(error.data.details ?? '', /Cannot find module/);
});

test('a call that takes too long ends the child, even one that never yields', () =>
  withChild(async (child) => {
    await child.call('echo', 0);
    const error = await rejection(child.call('spin', null, { timeLimit: 300 }));
    assert.equal(error.code, 'timed-out');
    assert.match(error.message, /did not finish within 0\.3 seconds/);
    assert.equal((await child.ended).signal, 'SIGKILL');
  }));

test('a cancelled call ends the child', () =>
  withChild(async (child) => {
    await child.call('echo', 0);
    const controller = new AbortController();
    const call = rejection(child.call('spin', null, { signal: controller.signal }));
    setTimeout(() => {
      controller.abort();
    }, 50);
    assert.equal((await call).code, 'cancelled');
    await child.ended;
  }));

test('a signal that has fired already starts nothing', async () => {
  await withChild(
    async (child) => {
      assert.equal((await rejection(child.call('echo', 1))).code, 'cancelled');
    },
    { signal: AbortSignal.abort() },
  );
});

test('what the child has started ends with it', () =>
  withChild(async (child) => {
    const grandchild = await child.call('parent', null);
    assert.ok(grandchild > 0);
    await child.stop();
    for (let tries = 0; isAlive(grandchild); tries++) {
      assert.ok(tries < 100, 'the grandchild lives on');
      await sleep(20);
    }
  }));

test('a flood of output neither stops the child nor is kept', () =>
  withChild(async (child) => {
    assert.equal(await child.call('flood', { megabytes: 20 }), 'done');
    // The child's own writes are queued, and may lag behind its answer.
    for (let tries = 0; !child.stderrTail().endsWith('the last line\n'); tries++) {
      assert.ok(tries < 500, 'the end of the output never came');
      await sleep(20);
    }
    const kept = child.stderrTail().length;
    assert.ok(kept <= 16 * 1024, `${String(kept)} characters are kept`);
  }));

test('a child that takes too much memory is ended', { skip: process.platform === 'win32' }, () =>
  withChild(
    async (child) => {
      const error = await rejection(child.call('hog', { megabytes: 4096 }));
      assert.equal(error.code, 'limit-exceeded');
      assert.match(error.message, /more than 0\.4 GB of memory/);
    },
    { memoryLimit: 400e6 },
  ),
);

test('a child that closes its channel and lives on is ended', () =>
  withChild(async (child) => {
    const error = await rejection(child.call('disconnect', null));
    assert.equal(error.code, 'process-died');
    assert.match(error.message, /closed its channel/);
  }));

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
