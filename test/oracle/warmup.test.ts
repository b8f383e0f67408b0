import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readNumbers } from '../../src/core/values.ts';
import { recordPrediction } from '../../src/verify/record-prediction.ts';
import type { Tensors } from '../../src/verify/recording.ts';
import { verifyArtifact } from '../../src/verify/verify-artifact.ts';
import { readWarmup, warmupFile } from '../../src/verify/warmup/read-warmup.ts';
import { opened } from './support/opened.ts';
import { context, python, withoutOracle } from './support/runtime.ts';

// Warmup records, both ways: what TensorFlow Serving's own classes write we read, and what we write they read.

suite('warmup records', { skip: withoutOracle }, () => {
  const script = fileURLToPath(new URL('support/warmup.py', import.meta.url));
  const sample = fileURLToPath(new URL('../../samples/recommender', import.meta.url));
  let folder: string;
  let ours: string;
  let model: string;
  /** Our file, as TensorFlow Serving reads it. */
  let readBack: unknown;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'saved-model-warmup-'));
    model = path.join(folder, 'recommender');
    ours = path.join(model, warmupFile);
    await cp(sample, model, { recursive: true });
    await rm(path.join(model, 'predictions.json'));
    const inputs = (user: number) => ({
      user_id: { dtype: 'int64', shape: [1], values: [user] },
      item_id: { dtype: 'int64', shape: [1], values: [0] },
    });
    for (const user of [1, 2]) {
      const { record } = await opened(model, (artifact) =>
        recordPrediction(artifact, { inputs: inputs(user), out: ours }, context),
      );
      assert.equal(record, user);
    }
    readBack = JSON.parse(
      execFileSync(python ?? '', ['-B', script, folder, ours], {
        encoding: 'utf8',
        env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', CUDA_VISIBLE_DEVICES: '-1' },
      }),
    );
  });
  after(() => rm(folder, { recursive: true, force: true }));

  test('a recorded file is what TensorFlow Serving reads', async () => {
    const records = await readWarmup(ours);
    assert.equal(records.length, 2);
    const expected = records.map((record) => {
      assert.ok('call' in record);
      const { signature, inputs, outputs } = record.call;
      return { signature, inputs: plain(inputs), outputs: plain(outputs ?? new Map()) };
    });
    assert.deepEqual(readBack, expected);
    const report = await opened(model, (artifact) => verifyArtifact(artifact, {}, context));
    assert.equal(report.verdict, 'match', report.reason);
    assert.deepEqual(report.original, { kind: 'warmup', source: warmupFile });
    assert.equal(
      report.reason,
      'The reloaded model predicts what its warmup records say: 2 records, 4 values, bit for bit.',
    );
  });

  test('tensors of every dtype, in every way that a TensorProto holds them', async () => {
    const expected = JSON.parse(await readFile(path.join(folder, 'dtypes.json'), 'utf8')) as Record<
      string,
      string
    >;
    const [record] = await readWarmup(path.join(folder, 'dtypes'));
    assert.ok(record && 'call' in record);
    const { inputs } = record.call;
    for (const [name, base64] of Object.entries(expected)) {
      const tensor = inputs.get(name);
      assert.ok(tensor?.kind === 'numbers', name);
      assert.deepEqual(tensor.shape, [2, 3], name);
      assert.equal(Buffer.from(tensor.bytes).toString('base64'), base64, name);
    }
    const strings = inputs.get('string');
    assert.ok(strings?.kind === 'strings');
    assert.deepEqual(
      strings.values.map((value) => Buffer.from(value).toString('hex')),
      ['ff00', '', 'c3bc'],
    );
  });

  test('every kind of record is run, or said why not', async () => {
    const report = await opened(path.join(folder, 'examples'), (artifact) =>
      verifyArtifact(artifact, {}, context),
    );
    assert.equal(report.verdict, 'different', report.reason);
    assert.equal(
      report.reason,
      'The reloaded model does not predict what its warmup records say: 1 of 8 warmup records differs; in record 3, 1 of 2 values differs in y, by up to 0.5 at [1, 0].',
    );
    assert.deepEqual(
      report.records?.map(({ record, signature, outcome }) => [record, signature, outcome]),
      [
        [4, null, 'failed'],
        [3, 'serving_default', 'different'],
        [1, 'serving_default', 'identical'],
        [5, 'classify', 'identical'],
        [6, 'regress', 'identical'],
        [2, 'serving_default', 'no-response'],
        [7, null, 'not-run'],
        [8, null, 'not-run'],
      ],
    );
    const [failed] = report.records ?? [];
    assert.match(
      failed?.problem ?? '',
      /^Record 4 does not fit the input x: the signature takes float32, and it has int64\.$/,
    );
    assert.deepEqual(
      report.outputs.map(({ record, name }) => [record, name]),
      [[3, 'y']],
    );
  });

  test('one signature of several, and one that none of them calls', async () => {
    const examples = path.join(folder, 'examples');
    const report = await opened(examples, (artifact) =>
      verifyArtifact(artifact, { signature: 'classify' }, context),
    );
    assert.deepEqual(
      report.records?.map(({ record }) => record),
      [5, 7, 8],
    );
    assert.equal(report.verdict, 'match', report.reason);
    await assert.rejects(
      opened(examples, (artifact) => verifyArtifact(artifact, { signature: 'other' }, context)),
      /None of the warmup records calls the signature other. They call serving_default, classify, regress\./,
    );
  });
});

/** Numbers by name, in one list each. */
function plain(tensors: Tensors): Record<string, number[]> {
  return Object.fromEntries(
    [...tensors].map(([name, tensor]) => {
      assert.ok(tensor.kind === 'numbers');
      return [
        name,
        Array.from<number | bigint, number>(readNumbers(tensor.dtype, tensor.bytes), Number),
      ];
    }),
  );
}
