import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import type { VerifyReport } from '../../../src/protocol/verify.ts';
import { VerdictStore } from '../../../src/server/verdict-store.ts';

const parent = await mkdtemp(path.join(tmpdir(), 'verdicts-'));
after(() => rm(parent, { recursive: true }));
const folder = path.join(parent, 'not', 'there', 'yet');

const report: VerifyReport = {
  verdict: 'match',
  reason: 'All bits are the same.',
  advice: '',
  original: null,
  runtime: null,
  signature: 'serving_default',
  outputs: [],
  milliseconds: {},
  time: 1,
  stamp: 'one',
};

test('remembers the last report of each artifact', async () => {
  const store = new VerdictStore(folder);
  assert.equal(await store.last('/models/a'), null);
  await store.remember('/models/a', report);
  await store.remember('/models/b', { ...report, verdict: 'different' });
  await store.remember('/models/a', { ...report, stamp: 'two' });
  assert.deepEqual(await new VerdictStore(folder).last('/models/a'), { ...report, stamp: 'two' });
  assert.equal((await store.last('/models/b'))?.verdict, 'different');
  assert.equal((await readdir(folder)).length, 2);
});

test('what cannot be read is no verdict', async () => {
  const store = new VerdictStore(folder);
  for (const name of await readdir(folder)) await writeFile(path.join(folder, name), '{"path": ');
  assert.equal(await store.last('/models/a'), null);
});
