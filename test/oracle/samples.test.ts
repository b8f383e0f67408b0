import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { VerifyReport } from '../../src/protocol/verify.ts';
import { verifyArtifact } from '../../src/verify/verify-artifact.ts';
import { fixture } from './support/golden.ts';
import { opened } from './support/opened.ts';
import { context, withoutOracle } from './support/runtime.ts';

// Models without an original are run on inputs that are made up: most take them, and one that does not is not
// called broken for it.

const skip = withoutOracle;

async function verify(name: string): Promise<VerifyReport> {
  return opened(fixture(name).path, (artifact) => verifyArtifact(artifact, {}, context));
}

for (const name of ['parses-example', 'decodes-images']) {
  test(`${name} takes the sample`, { skip }, async () => {
    const report = await verify(name);
    assert.equal(report.verdict, 'no-baseline', report.reason);
    assert.match(report.reason, /the model reloads, and two runs on a sample input agree/);
  });
}

test('a model that refuses the sample says what it lacks', { skip }, async () => {
  const report = await verify('requires-feature');
  assert.equal(report.verdict, 'no-baseline', report.reason);
  assert.match(
    report.reason,
    /refuses the sample that was made up for it: The tf\.Example that was fed lacks the feature size \(float\), which the model needs\./,
  );
  assert.match(report.advice, /edit the sample first/);
});

test('a Python function that was not saved is named', { skip }, async () => {
  const report = await verify('calls-python');
  assert.equal(report.verdict, 'cannot-run', report.reason);
  assert.match(report.reason, /calls a Python function \(EagerPyFunc\) that was not saved with it/);
});
