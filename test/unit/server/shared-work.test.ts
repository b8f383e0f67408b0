import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Progress } from '../../../src/protocol/requests.ts';
import { SharedWork } from '../../../src/server/shared-work.ts';

it('takes a report that comes before the work has even returned', async () => {
  const work = new SharedWork<number>(1);
  const reports: Progress[] = [];
  const result = await work.of(
    'key',
    { signal: new AbortController().signal, report: (progress) => reports.push(progress) },
    ({ report }) => {
      report({ done: 1, total: 2, unit: 'steps', message: 'At once' });
      return Promise.resolve(7);
    },
  );
  assert.equal(result, 7);
  assert.deepEqual(
    reports.map(({ message }) => message),
    ['At once'],
  );
});
