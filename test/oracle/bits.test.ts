import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { fitInputs } from '../../src/verify/fit.ts';
import { readPrediction } from '../../src/verify/prediction-file.ts';
import { readyRuntime } from '../../src/verify/ready-runtime.ts';
import { onlyAnswer } from '../../src/verify/run-model.ts';
import { runWithRemedies } from '../../src/verify/run-with-remedies.ts';
import { select } from '../../src/verify/select.ts';
import { verifyArtifact } from '../../src/verify/verify-artifact.ts';
import { fixture, fixtures } from './support/golden.ts';
import { opened } from './support/opened.ts';
import { rawBytes } from './support/raw.ts';
import { context, reloadedInPython, withoutOracle, type Reloaded } from './support/runtime.ts';

// A reload here and a reload in Python, with the same TensorFlow, on the same machine, in the same run of the
// tests, predict the same bits.

const deterministic = fixtures.filter(
  ({ verdict }) => verdict === 'match' || verdict === 'different',
);

/** All dtypes, NaN, strings as inputs, and a graph that is edited before it runs. */
const ofEveryKind = ['module-dtypes', 'non-finite', 'keras2-two-tower', 'keras3-recommender'];

test('bits are those of Python', { skip: withoutOracle }, async (t) => {
  assert.ok(deterministic.length >= 17);
  const requests = deterministic.map(({ name, path: model }) => ({
    name,
    model,
    tags: ['serve'],
    inputs: path.join(model, 'predictions.json'),
  }));
  await reloadedInPython(requests, async (reloaded) => {
    for (const { name, path: model, tensorflow } of deterministic) {
      await t.test(`verify of ${name} against Python's prediction`, async () => {
        const report = await opened(model, (artifact) =>
          verifyArtifact(artifact, { against: reloaded(name).file, exact: true }, context),
        );
        assert.equal(report.verdict, 'match', report.reason);
        assert.equal(report.original?.kind, 'recorded-reload');
        assert.equal(report.runtime?.tensorflow, tensorflow);
        assert.ok(report.outputs.length > 0);
        for (const output of report.outputs) assert.equal(output.bitIdentical, true, output.name);
      });
    }
    for (const name of ofEveryKind) {
      await t.test(`raw outputs of ${name}`, () =>
        assertSameBytes(fixture(name).path, reloaded(name)),
      );
    }
  });
});

/** Compares bytes with bytes, with no prediction file and no comparison of ours in between. */
async function assertSameBytes(model: string, python: Reloaded): Promise<void> {
  await opened(model, async (artifact) => {
    const prediction = await readPrediction(path.join(model, 'predictions.json'));
    const selection = select(artifact, {
      signature: undefined,
      tags: undefined,
      recordedSignature: prediction.signature,
    });
    const outcome = await runWithRemedies({
      runtime: await readyRuntime(context),
      runnerPath: context.runnerPath,
      model: selection,
      calls: [
        {
          feeds: fitInputs(selection, prediction.inputs, 'The prediction file'),
          outputs: selection.outputs,
        },
      ],
      runs: 1,
      timeLimit: 60_000,
      signal: undefined,
      onStep: () => undefined,
    });
    const [outputs] = onlyAnswer(outcome);
    assert.ok(outputs);
    assert.deepEqual([...outputs.keys()].sort(), [...prediction.outputs.keys()].sort());
    for (const [name, tensor] of outputs) {
      const expected = await python.bytes(name);
      assert.ok(expected.equals(rawBytes(tensor)), `${name}: other bytes than in Python`);
    }
  });
}
