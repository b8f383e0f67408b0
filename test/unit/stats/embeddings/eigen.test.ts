import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pacer } from '../../../../src/core/pacer.ts';
import { seededRandom } from '../../../../src/core/random.ts';
import { inTurns } from '../../../../src/core/steps.ts';
import { symmetricEigen } from '../../../../src/stats/embeddings/eigen.ts';

function symmetric(size: number, value: (i: number, j: number) => number): Float64Array {
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) matrix[i * size + j] = matrix[j * size + i] = value(i, j);
  }
  return matrix;
}

async function assertEigen(matrix: Float64Array, size: number, vectors: number): Promise<void> {
  const eigen = await inTurns(symmetricEigen(matrix.slice(), size, vectors), new Pacer(undefined));
  assert.ok(eigen);
  const { values, vectors: found } = eigen;
  const scale = Math.max(...values.map(Math.abs), 1e-300);
  let trace = 0;
  for (let i = 0; i < size; i++) trace += matrix[i * size + i] ?? 0;
  const sum = values.reduce((total, value) => total + value, 0);
  assert.ok(Math.abs(sum - trace) <= 1e-12 * scale * size, 'the sum is the trace');
  assert.deepEqual(
    [...values],
    [...values].sort((a, b) => b - a),
  );
  assert.equal(found.length, Math.min(vectors, size));
  found.forEach((vector, k) => {
    for (let i = 0; i < size; i++) {
      let product = 0;
      for (let j = 0; j < size; j++) product += (matrix[i * size + j] ?? 0) * (vector[j] ?? 0);
      const apart = Math.abs(product - (values[k] ?? 0) * (vector[i] ?? 0));
      assert.ok(apart <= 1e-11 * scale * Math.sqrt(size), `vector ${k} of ${size}: ${apart}`);
    }
    found.forEach((other, l) => {
      const along = vector.reduce((total, value, i) => total + value * (other[i] ?? 0), 0);
      assert.ok(Math.abs(along - (k === l ? 1 : 0)) < 1e-10, `vectors ${k} and ${l}`);
    });
    const largest = vector.reduce((most, v) => (Math.abs(v) > Math.abs(most) ? v : most), 0);
    assert.ok(largest > 0, 'its largest element is positive');
  });
}

test('eigenvalues and vectors of matrices of any kind', async () => {
  const random = seededRandom(1);
  for (const size of [1, 2, 3, 4, 17, 64, 130]) {
    await assertEigen(
      symmetric(size, () => random() - 0.5),
      size,
      3,
    );
  }
  await assertEigen(
    symmetric(30, (i, j) => (i === j ? i % 3 : 0)),
    30,
    4,
  );
  await assertEigen(
    symmetric(20, () => 1),
    20,
    2,
  );
  await assertEigen(new Float64Array(25), 5, 2);
  await assertEigen(
    symmetric(12, (i, j) => 1e-200 / (i + j + 1)),
    12,
    2,
  );
});

test('what is not finite has none', async () => {
  const matrix = symmetric(4, (i, j) => (i === 3 && j === 1 ? NaN : 1));
  assert.equal(await inTurns(symmetricEigen(matrix, 4, 2), new Pacer(undefined)), null);
});
