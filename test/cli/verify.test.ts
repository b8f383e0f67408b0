import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import type { PredictionFile, VerifyReport } from '../../src/protocol/verify.ts';
import { samples, savedModel, withoutTensorflow, type Outcome } from './command-line.ts';

const skip = withoutTensorflow;
const report = (outcome: Outcome) => outcome.json() as unknown as VerifyReport;

async function withCopy(use: (model: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'saved-model-cli-'));
  try {
    await cp(samples.recommender, path.join(folder, 'model'), { recursive: true });
    await use(path.join(folder, 'model'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test('verify of the sample is a match and exit code 0', { skip }, async () => {
  const outcome = await savedModel('verify', samples.recommender, '--json');
  const { verdict, reason, original, runtime, signature, outputs } = report(outcome);
  assert.equal(verdict, 'match', reason);
  assert.equal(outcome.code, 0);
  assert.equal(outcome.stderr, '');
  assert.equal(original?.kind, 'recorded-live');
  assert.equal(runtime?.name, 'tfjs-node');
  assert.equal(signature, 'serving_default');
  for (const output of outputs) {
    for (const field of [
      'name',
      'dtype',
      'shape',
      'bitIdentical',
      'count',
      'mismatched',
      'maxAbs',
      'maxRel',
      'worstIndex',
      'minimumPassing',
    ]) {
      assert.ok(field in output, field);
    }
  }
});

test('different is exit code 1, in every format', { skip }, async () => {
  await withCopy(async (model) => {
    const file = path.join(model, 'predictions.json');
    const prediction = JSON.parse(await readFile(file, 'utf8')) as PredictionFile;
    const rating = prediction.outputs['binary_rating']?.values as number[][];
    const [row] = rating;
    assert.ok(row);
    row[0] = (row[0] ?? 0) + 0.25;
    await writeFile(file, JSON.stringify(prediction));

    const json = await savedModel('verify', model, '--json');
    assert.equal(json.code, 1);
    assert.equal(report(json).verdict, 'different');
    const text = await savedModel('verify', model);
    assert.equal(text.code, 1);
    assert.match(text.stdout, /binary_rating/);
    const markdown = await savedModel('verify', model, '--format', 'markdown');
    assert.equal(markdown.code, 1);
    assert.match(markdown.stdout, /^\| binary\\_rating \| float32 \|/m);
    const junit = await savedModel('verify', model, '--format', 'junit');
    assert.equal(junit.code, 1);
    assert.match(junit.stdout, /^<\?xml/);
    assert.match(junit.stdout, /<failure/);
  });
});

test('no baseline is exit code 2 with a document', { skip }, async () => {
  await withCopy(async (model) => {
    await rm(path.join(model, 'predictions.json'));
    const outcome = await savedModel('verify', model, '--json');
    assert.equal(outcome.code, 2);
    assert.equal(report(outcome).verdict, 'no-baseline');
  });
});

test('record writes a prediction file that verify then compares with', { skip }, async () => {
  await withCopy(async (model) => {
    await rm(path.join(model, 'predictions.json'));
    const out = path.join(model, '..', 'recorded.json');
    const recorded = await savedModel('record', model, '--out', out, '--json');
    assert.equal(recorded.code, 0, recorded.stderr);
    const file = JSON.parse(await readFile(out, 'utf8')) as PredictionFile;
    assert.equal(file.recorded?.by, 'reload');
    assert.deepEqual(Object.keys(file.inputs).sort(), ['item_id', 'user_id']);

    const outcome = await savedModel('verify', model, '--against', out, '--exact', '--json');
    const { verdict, reason, original } = report(outcome);
    assert.equal(verdict, 'match', reason);
    assert.equal(original?.kind, 'recorded-reload');
    assert.doesNotMatch(reason, /original predicted/);
  });
});

test('a tolerance that would let everything pass is refused', async () => {
  for (const bad of ['NaN', '-1', 'Infinity', 'much']) {
    const { code, stdout } = await savedModel(
      'verify',
      samples.recommender,
      '--atol',
      bad,
      '--json',
    );
    assert.deepEqual([code, stdout], [2, ''], bad);
  }
});

test('a checkpoint cannot be run, and verify says why', async () => {
  const outcome = await savedModel('verify', samples.trainingRun, '--json');
  assert.equal(outcome.code, 2);
  const { verdict, reason } = report(outcome);
  assert.equal(verdict, 'cannot-run');
  assert.match(reason, /checkpoint/i);
});

test('what is not there cannot be run, and --json says so in a document', async () => {
  const outcome = await savedModel('verify', '/no/such/model', '--json');
  assert.equal(outcome.code, 2);
  assert.equal(report(outcome).verdict, 'cannot-run');
  assert.match(report(outcome).reason, /\/no\/such\/model/);
});

test('a prediction file that is not there is wrong usage', async () => {
  const outcome = await savedModel('verify', samples.recommender, '--against', '/no/such.json');
  assert.equal(outcome.code, 2);
  assert.match(outcome.stderr, /no\/such\.json/);
});
