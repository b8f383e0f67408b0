import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixtures, withoutFixtures, type GoldenMetaGraph } from './support/golden.ts';
import { opened } from './support/opened.ts';

// Meta graphs, tags and signatures are those that TensorFlow's own protobuf classes read.

const savedModels = fixtures.filter(({ kind }) => kind === 'saved-model');

test('there are SavedModels', { skip: withoutFixtures }, () => {
  assert.ok(savedModels.length >= 18);
});

for (const golden of savedModels) {
  test(`signatures of ${golden.name}`, async () => {
    const found = await opened(golden.path, ({ metaGraphs }) =>
      metaGraphs?.map(
        ({ tags, tensorflowVersion, nodeCount, functionCount, signatures }): GoldenMetaGraph => ({
          tags,
          tensorflowVersion: tensorflowVersion ?? '',
          nodeCount,
          functionCount,
          // The operation that initializes tables, which TensorFlow keeps among the signatures.
          signatures: Object.fromEntries(
            Object.entries(signatures).filter(([name]) => name !== '__saved_model_init_op'),
          ),
        }),
      ),
    );
    assert.deepEqual(found, golden.metaGraphs);
  });
}

for (const golden of fixtures.filter(({ kind }) => kind !== 'saved-model')) {
  test(`${golden.name} has no meta graph`, async () => {
    assert.equal(await opened(golden.path, ({ metaGraphs }) => metaGraphs), null);
  });
}

for (const golden of fixtures.filter(({ checkpoints }) => checkpoints !== undefined)) {
  test(`checkpoints of ${golden.name}`, async () => {
    await opened(golden.path, ({ checkpoints, format, summary: { parts } }) => {
      assert.equal(format, 'checkpoint-directory');
      assert.deepEqual(checkpoints, golden.checkpoints);
      const steps = parts.map(({ path, step }) => [path, step]);
      if (golden.steps) assert.deepEqual(Object.fromEntries(steps), golden.steps);
    });
  });
}
