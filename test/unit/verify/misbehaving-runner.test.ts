import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { RunFailure, runModel, type RunOutcome } from '../../../src/verify/run-model.ts';

const runnerPath = fileURLToPath(new URL('misbehaving-runner.mjs', import.meta.url));

/** Runs a model in a process that does what the name says. */
function run(how: string, timeLimit = 60_000): Promise<RunOutcome> {
  return runModel({
    runtime: { library: '', addon: how },
    runnerPath,
    model: {
      directory: '/model',
      metaGraph: {
        tags: ['serve'],
        tensorflowVersion: '',
        nodeCount: 0,
        functionCount: 0,
        ownSignatures: {},
        ops: [],
        signatures: {},
        functions: null,
      },
    },
    calls: [
      { feeds: [], outputs: new Map([['y', { tensor: 'y:0', dtype: 'float32', shape: [1] }]]) },
    ],
    runs: 2,
    timeLimit,
    signal: undefined,
    onStep: () => undefined,
  });
}

/** What it says instead of an outcome, and at which step. */
const failures: readonly (readonly [how: string, step: string, code: string, sentence: RegExp])[] =
  [
    ['crashes while it loads', 'load', 'process-died', /SIGSEGV, a crash in native code/],
    ['crashes while it runs', 'run', 'process-died', /SIGSEGV, a crash in native code/],
    ['fails a check', 'run', 'process-died', /SIGABRT, a failed check in native code/],
    ['floods its output', 'run', 'process-died', /exit code 3: the end of it/],
    ['sends a text', 'run', 'process-died', /sent what is no answer/],
    ['sends nothing', 'run', 'process-died', /sent what is no answer/],
    ['sends an answer without an id', 'run', 'process-died', /sent what is no answer/],
    ['sends an answer without a result', 'run', 'process-died', /sent what is no answer/],
    ['sends an error without a sentence', 'run', 'process-died', /sent what is no answer/],
  ];

for (const [how, step, code, sentence] of failures) {
  test(`a process that ${how} is told of`, async () => {
    await assert.rejects(run(how), (error) => {
      assert.ok(error instanceof RunFailure, String(error));
      assert.equal(error.step, step);
      assert.equal(error.code, code);
      assert.match(error.message, sentence);
      assert.ok((error.data.details ?? '').length <= 20_000);
      return true;
    });
  });
}

for (const how of ['hangs and spins', 'hangs and waits']) {
  test(`a process that ${how} is ended in time`, async () => {
    await assert.rejects(run(how, 1500), (error) => {
      assert.ok(error instanceof RunFailure, String(error));
      assert.equal(error.code, 'timed-out');
      assert.match(error.message, /did not finish within 1\.5 seconds and was ended/);
      return true;
    });
  });
}

test('an answer that nobody asked for is passed over', async () => {
  const { answers } = await run('answers what nobody asked');
  assert.equal(answers.length, 1);
});

test('outputs that are none are a fault, and no hang', async () => {
  await assert.rejects(run('sends outputs that are none'));
});
