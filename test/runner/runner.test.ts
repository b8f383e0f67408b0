import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { dtypeFromName } from '../../src/core/dtypes.ts';
import { smallFloatTable } from '../../src/core/floats.ts';
import { openArtifact } from '../../src/formats/open.ts';
import type { RawTensor } from '../../src/protocol/runner.ts';
import type { VerifyOptions, VerifyReport } from '../../src/protocol/verify.ts';
import { fitInputs } from '../../src/verify/fit.ts';
import { readyRuntime } from '../../src/verify/ready-runtime.ts';
import { recordPrediction } from '../../src/verify/record-prediction.ts';
import { onlyAnswer, runModel } from '../../src/verify/run-model.ts';
import { select } from '../../src/verify/select.ts';
import { verifyArtifact, type VerifyContext } from '../../src/verify/verify-artifact.ts';
import { failsWith } from '../support/errors.ts';
import { randomNumbers } from '../unit/verify/random.ts';

// Real TensorFlow on models that are hard to run, which models.py makes with the oracle's.

const python = process.env['SAVED_MODEL_ORACLE_PYTHON'];
const skip = python === undefined && 'no TensorFlow: run `npm test -- oracle`, which installs one';
const root = fileURLToPath(new URL('../..', import.meta.url));
const context: VerifyContext = {
  runnerPath: path.join(root, 'dist', 'runner.cjs'),
  ...(python === undefined ? {} : { python }),
};

let models = '';

before(async () => {
  if (python === undefined) return;
  models = await mkdtemp(path.join(tmpdir(), 'saved-model-hard-'));
  const maker = fileURLToPath(new URL('models.py', import.meta.url));
  await promisify(execFile)(python, ['-B', maker, models], { maxBuffer: 64 * 1024 * 1024 });
});

after(() => rm(models, { recursive: true, force: true }));

async function verify(
  name: string,
  options: VerifyOptions = {},
  more: Partial<VerifyContext> = {},
): Promise<VerifyReport> {
  const artifact = await openArtifact(path.join(models, name));
  try {
    return await verifyArtifact(artifact, options, { ...context, ...more });
  } finally {
    await artifact.close();
  }
}

/** Bits of which TensorFlow changes none: any, except where a dtype holds fewer values than its byte. */
function bitsOf(dtype: string, count: number): Uint8Array {
  const bytes = randomNumbers(dtype.length).bytes(count * (dtypeFromName(dtype)?.bytes ?? 0));
  if (dtype === 'bool') return bytes.map((byte) => byte & 1);
  if (dtype === 'uint4') return bytes.map((byte) => byte & 15);
  if (dtype === 'int4') return bytes.map((byte) => ((byte & 15) << 28) >> 28);
  // Of a NaN of 8 bits only that it is one is kept.
  const table = dtype.startsWith('float8') ? smallFloatTable(dtype) : undefined;
  return table ? bytes.map((byte) => (Number.isNaN(table[byte]) ? 0 : byte)) : bytes;
}

test('every dtype comes back bit for bit, at every rank, empty too', { skip }, async (t) => {
  const artifact = await openArtifact(path.join(models, 'echo'));
  t.after(() => artifact.close());
  const selection = select(artifact, {});
  assert.equal(selection.inputs.size, 23);
  for (const shape of [[], [7], [3, 5], [0, 4], [2, 1, 2, 1, 2, 2]]) {
    const count = shape.reduce((product, size) => product * size, 1);
    const given = new Map<string, RawTensor>();
    for (const [name, { dtype }] of selection.inputs) {
      assert.ok(dtype);
      given.set(
        name,
        dtype === 'string'
          ? {
              kind: 'strings',
              dtype,
              shape,
              values: Array.from({ length: count }, (_, index) => Uint8Array.of(255, 0, index)),
            }
          : { kind: 'numbers', dtype, shape, bytes: bitsOf(dtype, count) },
      );
    }
    const outcome = await runModel({
      runtime: await readyRuntime(context),
      runnerPath: context.runnerPath,
      model: selection,
      calls: [{ feeds: fitInputs(selection, given, 'The test'), outputs: selection.outputs }],
      runs: 1,
      timeLimit: 60_000,
      signal: undefined,
      onStep: () => undefined,
    });
    const [outputs] = onlyAnswer(outcome);
    for (const [name, value] of given) {
      assert.deepEqual(outputs?.get(name.replace('in_', 'out_')), plain(value), name);
    }
  }
});

/** As it comes out of another process: views become copies, and buffers plain bytes. */
function plain(tensor: RawTensor): RawTensor {
  return tensor.kind === 'strings'
    ? { ...tensor, values: tensor.values.map((bytes) => new Uint8Array(bytes)) }
    : { ...tensor, bytes: new Uint8Array(tensor.bytes) };
}

test('a graph that is pinned to a GPU runs without, and the report says so', { skip }, async () => {
  const report = await verify('pinned');
  assert.equal(report.verdict, 'no-baseline', report.reason);
  assert.match(report.notes?.join() ?? '', /pinned to a device that is not here/);
});

test('a sparse input is fed by its components', { skip }, async () => {
  const inputs = {
    'features/values': { dtype: 'float32', shape: [3], values: [1, 2, 4] },
    'features/indices': { dtype: 'int64', shape: [3, 2], values: [0, 0, 0, 3, 1, 1] },
    'features/dense_shape': { dtype: 'int64', shape: [2], values: [2, 4] },
  };
  const artifact = await openArtifact(path.join(models, 'sparse'));
  const out = path.join(models, 'sparse.json');
  const { outputs } = await recordPrediction(artifact, { inputs, out }, context);
  await artifact.close();
  assert.deepEqual(outputs, { sum: { dtype: 'float32', shape: [2], values: [3, 4] } });
  assert.equal((await verify('sparse', { against: out })).verdict, 'match');
});

test('a model that counts its calls is not deterministic', { skip }, async () => {
  const report = await verify('counting');
  assert.equal(report.verdict, 'non-deterministic');
  assert.match(report.reason, /in y, by up to 1/);
});

test('a vocabulary that is missing is named', { skip }, async () => {
  const copy = path.join(models, 'without-vocabulary');
  await cp(path.join(models, 'lookup'), copy, { recursive: true });
  assert.equal((await verify('lookup')).verdict, 'no-baseline');
  await rm(path.join(copy, 'assets', 'words.txt'));
  const report = await verify('without-vocabulary');
  assert.equal(report.verdict, 'cannot-run');
  assert.match(report.reason, /needs the file .*words\.txt, which is not there/);
});

test('weights that are missing or damaged are named', { skip }, async () => {
  const copy = path.join(models, 'damaged');
  await cp(path.join(models, 'counting'), copy, { recursive: true });
  await writeFile(path.join(copy, 'variables', 'variables.data-00000-of-00001'), new Uint8Array(4));
  const damaged = await verify('damaged');
  assert.equal(damaged.verdict, 'cannot-run');
  await rm(path.join(copy, 'variables', 'variables.data-00000-of-00001'));
  const missing = await verify('damaged');
  assert.equal(missing.verdict, 'cannot-run');
  assert.match(missing.reason, /variables\.data-00000-of-00001/);
});

test(
  'a sample that does not fit is not held against the model; given inputs are',
  { skip },
  async () => {
    const guessed = await verify('product');
    assert.equal(guessed.verdict, 'no-baseline');
    assert.match(guessed.reason, /refuses the sample.*\[1,2\].*\[3,2\]/);
    const x = { dtype: 'float32', shape: [5], values: [1, 2, 3, 4, 5] };
    const given = await verify('product', { inputs: JSON.stringify({ x }) });
    assert.equal(given.verdict, 'cannot-run');
    assert.match(given.reason, /It happened in the op .*MatMul\./);
    const fitting = { dtype: 'float32', shape: [3], values: [1, 2, 3] };
    const good = await verify('product', { inputs: JSON.stringify({ x: fitting }) });
    assert.equal(good.verdict, 'no-baseline');
  },
);

test('a model that never ends is ended in time', { skip }, async () => {
  const started = performance.now();
  const report = await verify('endless', { timeLimit: 4000 });
  assert.equal(report.verdict, 'cannot-run');
  assert.match(report.reason, /did not finish within/);
  assert.ok(performance.now() - started < 15_000);
});

test(
  'a model that asks for 100 GB is refused or ended, and the report says so',
  { skip },
  async () => {
    const report = await verify('enormous');
    assert.equal(report.verdict, 'cannot-run');
    // Whether the system lends memory that it does not have is a setting of its own.
    assert.match(report.reason, /needs more memory than there is|more than [\d.]+ GB of memory/);
    assert.match(report.advice, /a machine with more memory/);
  },
);

test('a cancelled verification ends at once, model and all', { skip }, async () => {
  const controller = new AbortController();
  const running = verify(
    'endless',
    {},
    {
      signal: controller.signal,
      report: ({ step }) => {
        if (step === 'run') setTimeout(() => controller.abort(), 200);
      },
    },
  );
  await assert.rejects(running, failsWith('cancelled', /Stopped/));
});

test('requests that make no sense are errors and not verdicts', { skip }, async () => {
  await assert.rejects(verify('counting', { rtol: NaN }), failsWith('bad-request', /rtol is NaN/));
  await assert.rejects(verify('counting', { atol: -1 }), failsWith('bad-request', /atol is -1/));
  await assert.rejects(
    verify('counting', { signature: 'nope' }),
    failsWith('bad-request', /no signature nope. It has serving_default/),
  );
  await assert.rejects(
    verify('counting', { tags: ['train'] }),
    failsWith('bad-request', /There are \{serve\}/),
  );
  await assert.rejects(
    verify('counting', { against: path.join(models, 'nothing.json') }),
    failsWith('not-found', /There is no prediction file/),
  );
  await assert.rejects(
    verify('counting', { against: models }),
    failsWith('bad-request', /cannot be the original/),
  );
  const out = path.join(models, 'counted.json');
  const artifact = await openArtifact(path.join(models, 'counting'));
  await recordPrediction(artifact, { out }, context);
  await artifact.close();
  await assert.rejects(
    verify('counting', { against: out, inputs: '{}' }),
    failsWith('bad-request', /its own inputs only/),
  );
});
