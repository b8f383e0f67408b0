import assert from 'node:assert/strict';
import { test } from 'node:test';
import { modelBadge, verdictBadge } from '../../../src/extension/badges/badge.ts';
import type { Verdict } from '../../../src/protocol/verify.ts';

const verdicts: readonly Verdict[] = [
  'match',
  'different',
  'non-deterministic',
  'cannot-run',
  'no-baseline',
];

test('every badge is one character with words beside it: VS Code refuses longer than two', () => {
  for (const verdict of verdicts) {
    for (const stale of [false, true]) {
      const { badge, tooltip } = verdictBadge({ verdict, stale });
      assert.equal(badge.length, 1);
      assert.match(tooltip, /^Saved model/);
    }
  }
});

test('only what wants to be seen has a colour', () => {
  const coloured = verdicts.filter((verdict) => verdictBadge({ verdict, stale: false }).color);
  assert.deepEqual(coloured, ['different', 'non-deterministic', 'cannot-run']);
});

test('a verdict on other bytes is none, whatever it was', () => {
  const [first, ...others] = verdicts.map((verdict) => verdictBadge({ verdict, stale: true }));
  for (const other of others) assert.deepEqual(other, first);
  assert.notDeepEqual(first, modelBadge);
});

test('what had no original to compare with is a model like any other', () => {
  assert.deepEqual(verdictBadge({ verdict: 'no-baseline', stale: false }), modelBadge);
});
