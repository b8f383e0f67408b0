import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { PredictionFile, VerifyOptions, VerifyReport } from '../../src/protocol/verify.ts';
import { recordPrediction } from '../../src/verify/record-prediction.ts';
import { verifyArtifact } from '../../src/verify/verify-artifact.ts';
import { fixture, fixtures } from './support/golden.ts';
import { opened } from './support/opened.ts';
import { context, withoutOracle } from './support/runtime.ts';

// The five verdicts, on models whose verdict is known from how they were made.

const skip = withoutOracle;
const sample = fileURLToPath(new URL('../../samples/recommender', import.meta.url));

async function verify(model: string, options: VerifyOptions = {}): Promise<VerifyReport> {
  return opened(model, (artifact) => verifyArtifact(artifact, options, context));
}

/** A copy of the sample that a test may change. */
async function withCopy(use: (model: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'saved-model-verify-'));
  const model = path.join(folder, 'recommender');
  try {
    await cp(sample, model, { recursive: true });
    await use(model);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function editPredictions(
  model: string,
  edit: (file: { -readonly [K in keyof PredictionFile]: PredictionFile[K] }) => void,
): Promise<string> {
  const file = path.join(model, 'predictions.json');
  const document = JSON.parse(await readFile(file, 'utf8')) as PredictionFile;
  edit(document);
  await writeFile(file, JSON.stringify(document));
  return file;
}

for (const golden of fixtures.filter(({ verdict }) => verdict === 'match')) {
  test(`${golden.name} predicts what the live model predicted`, { skip }, async () => {
    const report = await verify(golden.path);
    assert.equal(report.verdict, 'match', report.reason);
    assert.deepEqual(report.original, { kind: 'recorded-live', source: 'predictions.json' });
    assert.equal(report.runtime?.tensorflow, golden.tensorflow);
    for (const output of report.outputs) {
      assert.equal(output.mismatched, 0, output.name);
      assert.ok(output.count > 0, output.name);
    }
  });
}

test('the sample predicts what its live model predicted', { skip }, async () => {
  const report = await verify(sample);
  assert.equal(report.verdict, 'match', report.reason);
  assert.deepEqual(report.outputs.map(({ name, shape }) => ({ name, shape })).sort(byName), [
    { name: 'binary_rating', shape: [256, 1] },
    { name: 'purchase_probability', shape: [256, 1] },
  ]);
});

const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);

test('changed weights are different, with the element and by how much', { skip }, async () => {
  const golden = fixture('changed-weights');
  const report = await verify(golden.path);
  assert.equal(report.verdict, 'different', report.reason);
  for (const [name, expected] of Object.entries(golden.differences ?? {})) {
    const output = report.outputs.find((one) => one.name === name);
    assert.ok(output, name);
    assert.equal(output.mismatched, expected.mismatched, name);
    if (expected.maxAbs !== undefined) assert.equal(output.maxAbs, expected.maxAbs);
    if (expected.worstIndex !== undefined) assert.deepEqual(output.worstIndex, expected.worstIndex);
  }
});

test('the difference passes with just the tolerance that the report names', { skip }, async () => {
  const { path: model } = fixture('changed-weights');
  const report = await verify(model);
  const atol = report.outputs.find(({ name }) => name === 'y')?.minimumPassing.atol;
  assert.equal(atol, 0.5);
  assert.equal((await verify(model, { rtol: 0, atol })).verdict, 'match');
  assert.equal((await verify(model, { rtol: 0, atol: 0.4999 })).verdict, 'different');
});

test('a model that rolls dice is non-deterministic, not different', { skip }, async () => {
  const report = await verify(fixture('random-output').path);
  assert.equal(report.verdict, 'non-deterministic', report.reason);
});

test('an op that TensorFlow does not have is named', { skip }, async () => {
  const golden = fixture('unknown-op');
  const report = await verify(golden.path);
  assert.equal(report.verdict, 'cannot-run');
  assert.equal(
    report.reason,
    `The graph uses the op ${String(golden.op)}, which TensorFlow ${golden.tensorflow} does not have. It comes from a library of custom ops or from another version of TensorFlow.`,
  );
});

test('NaN and infinities match only themselves', { skip }, async () => {
  const { path: model } = fixture('non-finite');
  const report = await verify(model, { exact: true });
  assert.equal(report.verdict, 'match', report.reason);
  assert.equal(report.outputs[0]?.bitIdentical, true);
});

test('without an original there is nothing to match', { skip }, async () => {
  await withCopy(async (model) => {
    await rm(path.join(model, 'predictions.json'));
    const report = await verify(model);
    assert.equal(report.verdict, 'no-baseline', report.reason);
    assert.equal(report.original, null);
  });
});

test('what was recorded from a reload is not called the original', { skip }, async () => {
  await withCopy(async (model) => {
    await rm(path.join(model, 'predictions.json'));
    await opened(model, (artifact) => recordPrediction(artifact, {}, context));
    const report = await verify(model);
    assert.equal(report.verdict, 'match', report.reason);
    assert.equal(report.original?.kind, 'recorded-reload');
    assert.match(report.reason, /predicts what it predicted when recorded/i);
    assert.doesNotMatch(report.reason, /original predicted/);
  });
});

test('a prediction file for other inputs', { skip }, async () => {
  await withCopy(async (model) => {
    await editPredictions(model, (file) => {
      const { user_id, item_id } = file.inputs;
      assert.ok(user_id && item_id);
      file.inputs = { user: user_id, item: item_id };
    });
    const report = await verify(model);
    assert.equal(report.verdict, 'cannot-run');
    assert.equal(
      report.reason,
      'The prediction file is for other inputs: the signature serving_default takes item_id, user_id, and item_id is missing; it has user, item.',
    );
  });
});

test('a prediction file for another dtype', { skip }, async () => {
  await withCopy(async (model) => {
    await editPredictions(model, (file) => {
      file.inputs = {
        user_id: { dtype: 'float32', shape: [1], values: [1] },
        item_id: { dtype: 'int64', shape: [1], values: [1] },
      };
    });
    const report = await verify(model);
    assert.equal(report.verdict, 'cannot-run');
    assert.equal(
      report.reason,
      'The prediction file does not fit the input user_id: the signature takes int64, and it has float32.',
    );
  });
});

test(
  'an output that the reload lacks is different, one that the original lacks is not',
  { skip },
  async () => {
    await withCopy(async (model) => {
      await editPredictions(model, (file) => {
        const { binary_rating } = file.outputs;
        assert.ok(binary_rating);
        file.outputs = { binary_rating };
      });
      const fewer = await verify(model);
      assert.equal(fewer.verdict, 'match', fewer.reason);
      const extra = fewer.outputs.find(({ name }) => name === 'purchase_probability');
      assert.equal(extra?.onlyInReload, true);

      await editPredictions(model, (file) => {
        const { binary_rating } = file.outputs;
        assert.ok(binary_rating);
        file.outputs = { binary_rating, churn: binary_rating };
      });
      const more = await verify(model);
      assert.equal(more.verdict, 'different', more.reason);
      assert.match(more.reason, /churn/);
    });
  },
);

test('ids beyond the embedding are refused by TensorFlow, in its words', { skip }, async () => {
  await withCopy(async (model) => {
    await editPredictions(model, (file) => {
      file.inputs = {
        user_id: { dtype: 'int64', shape: [1], values: [1000] },
        item_id: { dtype: 'int64', shape: [1], values: [0] },
      };
    });
    const report = await verify(model);
    assert.equal(report.verdict, 'cannot-run');
    assert.match(report.reason, /indices\[0\] = 1000 is not in \[0, 1000\)/);
  });
});

test('damaged weights are not run', { skip }, async () => {
  await withCopy(async (model) => {
    const file = path.join(model, 'variables', 'variables.data-00000-of-00001');
    const bytes = await readFile(file);
    bytes[1000] = (bytes[1000] ?? 0) ^ 0x10;
    await writeFile(file, bytes);
    const report = await verify(model);
    assert.equal(report.verdict, 'cannot-run');
    assert.match(
      report.reason,
      /^The weights are damaged: user_embedding\/embeddings does not match its checksum\./,
    );
  });
});

test('a reload never answers with the weights of an earlier one', { skip }, async () => {
  const before = fixture('keras2-recommender');
  await withCopy(async (model) => {
    assert.equal((await verify(model)).verdict, 'match');
    // The same variables, trained otherwise: only the values differ.
    await cp(path.join(before.path, 'variables'), path.join(model, 'variables'), {
      recursive: true,
    });
    const report = await verify(model);
    assert.equal(report.verdict, 'different', report.reason);
  });
});
