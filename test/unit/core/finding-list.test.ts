import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FindingList } from '../../../src/core/finding-list.ts';
import { limits } from '../../../src/protocol/limits.ts';
import type { Severity } from '../../../src/protocol/model.ts';

const finding = (severity: Severity) =>
  ({
    severity,
    code: 'malformed',
    message: 'It is wrong.',
    location: 'x',
    kind: 'tensor',
  }) as const;

test('as many as there is room for are told as they are', () => {
  const list = new FindingList('m.index');
  for (let count = 0; count < limits.findings; count++) list.add(finding('info'));
  assert.equal(list.all.length, limits.findings);
  assert.deepEqual(list.all.at(-1), finding('info'));
  assert.equal(list.full, true);
});

test('of the others how many there are, as severe as the worst of them', () => {
  const list = new FindingList('m.index');
  for (let count = 0; count < limits.findings; count++) list.add(finding('info'));
  list.add(finding('error'));
  list.add(finding('warning'));
  assert.equal(list.all.length, limits.findings + 1);
  assert.deepEqual(list.all.at(-1), {
    severity: 'error',
    code: 'limit-exceeded',
    message:
      'm.index has 2 findings more, which are not listed. Copy it again from where it was saved.',
    location: 'm.index',
    kind: 'file',
  });
});
