import assert from 'node:assert/strict';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { AppError } from '../../../src/core/errors.ts';
import { Sessions } from '../../../src/server/sessions.ts';
import { until } from '../../support/until.ts';
import { artifactInMemory } from './support.ts';

const folder = await mkdtemp(path.join(tmpdir(), 'sessions-'));
after(() => rm(folder, { recursive: true }));
const file = path.join(folder, 'model');
await writeFile(file, '');
const link = path.join(folder, 'link');
await symlink('.', link);

/** Sessions over artifacts in memory, and what happened to them. */
function recorded({ milliseconds = 0, linger = 10 } = {}) {
  const log: string[] = [];
  let stamp = 'one';
  const sessions = new Sessions(
    {
      async open(_path, { signal, report }) {
        log.push('open');
        report?.({ done: 1, total: 2, unit: 'bytes', message: 'Reading' });
        if (milliseconds > 0) {
          await wait(milliseconds, undefined, signal ? { signal } : {}).catch(() => {
            log.push('aborted');
            throw new AppError({ code: 'cancelled', message: 'Stopped.' });
          });
        }
        return artifactInMemory([], { stamp, close: () => log.push('close') });
      },
      stamp: () => Promise.resolve(stamp),
    },
    linger,
  );
  const change = () => {
    stamp = 'two';
  };
  return { sessions, log, change };
}

test('one path is opened once, through a linked folder and at the same time too', async () => {
  const { sessions, log } = recorded({ milliseconds: 20 });
  const throughLink = path.join(link, 'model');
  const [a, b] = await Promise.all([sessions.open(file), sessions.open(throughLink)]);
  assert.equal(a.session, b.session);
  assert.notEqual(a.id, b.id);
  assert.deepEqual(log, ['open']);
  await sessions.closeAll();
});

test('links to one file are several artifacts: what belongs to them lies beside the link', async () => {
  const { sessions } = recorded();
  const other = path.join(folder, 'other');
  await symlink(file, other);
  const [a, b] = await Promise.all([sessions.open(file), sessions.open(other)]);
  assert.notEqual(a.session, b.session);
  await sessions.closeAll();
});

test('a directory and its saved_model.pb, a prefix and its index are one artifact', async () => {
  const { sessions, log } = recorded();
  const index = path.join(folder, 'ckpt-1.index');
  await writeFile(index, '');
  await writeFile(path.join(folder, 'saved_model.pb'), '');
  const paths = [folder, path.join(folder, 'saved_model.pb'), index, path.join(folder, 'ckpt-1')];
  const opened = await Promise.all(paths.map((each) => sessions.open(each)));
  assert.deepEqual(log, ['open', 'open']);
  assert.equal(opened[0]?.session, opened[1]?.session);
  assert.equal(opened[2]?.session, opened[3]?.session);
  await sessions.closeAll();
});

test('it is closed a while after the last one left', async () => {
  const { sessions, log } = recorded();
  const a = await sessions.open(file);
  const b = await sessions.open(file);
  sessions.close(a.id);
  await wait(40);
  assert.deepEqual(log, ['open']);
  assert.equal(sessions.get(b.id), b.session);
  sessions.close(b.id);
  sessions.close(b.id);
  assert.deepEqual(log, ['open']);
  await wait(40);
  assert.deepEqual(log, ['open', 'close']);
});

test('who comes back in time finds it open', async () => {
  const { sessions, log } = recorded({ linger: 60 });
  const a = await sessions.open(file);
  sessions.close(a.id);
  const b = await sessions.open(file);
  await wait(100);
  assert.equal(b.session, a.session);
  assert.deepEqual(log, ['open']);
  await sessions.closeAll();
  assert.deepEqual(log, ['open', 'close']);
});

test('changed files are opened anew for who comes, and kept for who is there', async () => {
  const { sessions, log, change } = recorded();
  const before = await sessions.open(file);
  change();
  const after = await sessions.open(file);
  assert.notEqual(after.session, before.session);
  assert.equal(sessions.get(before.id), before.session);
  assert.deepEqual(log, ['open', 'open']);
  sessions.close(before.id);
  assert.deepEqual(log, ['open', 'open', 'close']);
  await sessions.closeAll();
});

test('a cancelled open ends the work, but not while another waits for it', async () => {
  const { sessions, log } = recorded({ milliseconds: 60_000 });
  const first = new AbortController();
  const second = new AbortController();
  const a = sessions.open(file, { signal: first.signal });
  const b = sessions.open(file, { signal: second.signal });
  await until('the opening has begun', () => log.length > 0);
  first.abort();
  await assert.rejects(a, { code: 'cancelled' });
  assert.deepEqual(log, ['open']);
  second.abort();
  await assert.rejects(b, { code: 'cancelled' });
  await until('the work has ended', () => log.length > 1);
  assert.deepEqual(log, ['open', 'aborted']);
  const again = sessions.open(file);
  await until('it is opened anew', () => log.length > 2);
  assert.deepEqual(log, ['open', 'aborted', 'open']);
  const closed = assert.rejects(again, { code: 'cancelled' });
  await sessions.closeAll();
  await closed;
});

test('all who wait hear of the progress', async () => {
  const { sessions } = recorded({ milliseconds: 5 });
  const seen: string[] = [];
  await sessions.open(file, { report: ({ done, total }) => seen.push(`${done} of ${total}`) });
  assert.deepEqual(seen, ['1 of 2']);
  await sessions.closeAll();
});

test('a session that is not open is refused in words', () => {
  assert.throws(() => recorded().sessions.get('no such session'), { code: 'bad-request' });
});

test('what failed to open is tried again by the next', async () => {
  let attempts = 0;
  const sessions = new Sessions({
    open: () => {
      attempts++;
      return attempts === 1
        ? Promise.reject(new AppError({ code: 'not-found', message: 'Nothing there.' }))
        : Promise.resolve(artifactInMemory([]));
    },
    stamp: () => Promise.resolve('one'),
  });
  await assert.rejects(sessions.open(file), { code: 'not-found' });
  await sessions.open(file);
  assert.equal(attempts, 2);
  await sessions.closeAll();
});
