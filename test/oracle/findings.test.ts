import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scan } from '../../src/scan/scan.ts';
import { fixtures } from './support/golden.ts';
import { opened } from './support/opened.ts';

// A sound model has no finding: whoever finds a warning where there is no danger stops reading them.

/** Fixtures with something to tell, by the codes of it. */
const expected: Readonly<Record<string, readonly string[]>> = {
  'calls-python': ['python-function'],
  'unknown-op': ['custom-op'],
};

for (const { name, path } of fixtures) {
  test(`findings of ${name}`, async () => {
    const found = await opened(path, (artifact) => [...artifact.findings, ...scan(artifact)]);
    const codes = found.map(({ code }) => code);
    assert.deepEqual(codes, expected[name] ?? [], found.map(({ message }) => message).join('\n'));
  });
}
