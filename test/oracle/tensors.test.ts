import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contentsOf } from './support/contents.ts';
import { elementsOf } from './support/elements.ts';
import { fixtures, withoutFixtures } from './support/golden.ts';
import { opened } from './support/opened.ts';

// Names, dtypes, shapes and every byte are those that tf.train.load_checkpoint reads.

test('there are fixtures', { skip: withoutFixtures }, () => {
  assert.ok(fixtures.length >= 24);
});

for (const golden of fixtures) {
  test(`tensors of ${golden.name}`, async () => {
    await opened(golden.path, async (artifact) => {
      const found = [];
      for (const { name, dtype, shape } of artifact.tensors) {
        const { sha256, checksum } = await contentsOf(artifact, name);
        assert.equal(checksum, 'ok', `checksum of ${name}`);
        found.push({ name, dtype, shape, sha256 });
      }
      found.sort((a, b) => (a.name < b.name ? -1 : 1));
      assert.deepEqual(
        found,
        golden.tensors.map(({ name, dtype, shape, sha256 }) => ({ name, dtype, shape, sha256 })),
      );
    });
  });

  test(`a part of a tensor of ${golden.name} is that part of the whole`, async () => {
    await opened(golden.path, async (artifact) => {
      for (const { name } of artifact.tensors) {
        const whole = await elementsOf(artifact, name, 'all');
        const start = Math.floor(whole.length / 3);
        const count = Math.ceil((whole.length - start) / 2);
        const part = await elementsOf(artifact, name, { start, count });
        assert.deepEqual(part, whole.slice(start, start + count), name);
      }
    });
  });
}
