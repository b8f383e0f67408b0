import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { seededRandom } from '../../../../src/core/random.ts';
import type { Metric } from '../../../../src/protocol/embeddings.ts';
import { nearestRows } from '../../../../src/stats/embeddings/neighbours.ts';
import type { OpenTable } from '../../../../src/stats/embeddings/table.ts';
import { normals, tableOf, tableOfRows, threads } from './support.ts';

after(() => threads.close());

const metrics: readonly Metric[] = ['cosine', 'dot', 'euclid'];

function bruteForce(
  rows: readonly (readonly number[])[],
  own: number,
  metric: Metric,
  most: number,
): { row: number; value: number }[] {
  const dot = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
  const query = rows[own] ?? [];
  return rows
    .map((row, index) => {
      const product = dot(row, query);
      const cosine = product / Math.sqrt(dot(row, row)) / Math.sqrt(dot(query, query));
      const apart = row.map((value, i) => value - (query[i] ?? 0));
      return {
        row: index,
        value: { cosine, dot: product, euclid: Math.sqrt(dot(apart, apart)) }[metric],
      };
    })
    .filter(({ row, value }) => row !== own && Number.isFinite(value))
    .sort((a, b) => (metric === 'euclid' ? a.value - b.value : b.value - a.value) || a.row - b.row)
    .slice(0, most);
}

async function assertNearest(
  table: OpenTable,
  rows: readonly (readonly number[])[],
  own: number,
  most: number,
): Promise<void> {
  for (const metric of metrics) {
    const values = Float64Array.from(rows[own] ?? []);
    const found = await nearestRows(table, { row: own, values, metric, count: most });
    const expected = bruteForce(rows, own, metric, most);
    assert.deepEqual(
      found.map(({ row }) => row),
      expected.map(({ row }) => row),
      metric,
    );
    found.forEach(({ value }, index) => {
      assert.ok(Math.abs(value - (expected[index]?.value ?? NaN)) < 1e-12, metric);
    });
  }
}

test('the nearest of all rows are those that brute force finds', async () => {
  const random = seededRandom(2);
  for (const [rows, dimensions] of [
    [300, 7],
    [1500, 16],
    [40, 129],
  ] as const) {
    const values = normals(rows * dimensions, random);
    const all = Array.from({ length: rows }, (_, row) => [
      ...values.subarray(row * dimensions, (row + 1) * dimensions),
    ]);
    await assertNearest(tableOf(values, [rows, dimensions]), all, 5, 12);
  }
});

test('of equally near rows the lower one comes first, over the borders of pieces and blocks', async () => {
  const rows = Array.from({ length: 5000 }, (_, row) => [row % 3, 1, row % 2]);
  await assertNearest(tableOfRows(rows), rows, 2500, 900);
});

test('rows with NaN or an infinity are nobody’s neighbours, and zero rows have no cosine', async () => {
  const rows = [
    [1, 0],
    [0, 0],
    [NaN, 1],
    [Infinity, 1],
    [-1, 0],
    [2, 1],
  ];
  const table = tableOfRows(rows);
  await assertNearest(table, rows, 0, 10);
  const from = (row: number, metric: Metric) =>
    nearestRows(table, { row, values: Float64Array.from(rows[row] ?? []), metric, count: 9 });
  assert.deepEqual(await from(1, 'cosine'), []);
  assert.deepEqual(
    (await from(1, 'euclid')).map(({ row }) => row),
    [0, 4, 5],
  );
  for (const metric of metrics) assert.deepEqual(await from(2, metric), []);
});

test('no neighbour is asked for, or there is no other row', async () => {
  const table = tableOfRows([[1, 2]]);
  const values = Float64Array.of(1, 2);
  for (const metric of metrics) {
    assert.deepEqual(await nearestRows(table, { row: 0, values, metric, count: 3 }), []);
    assert.deepEqual(await nearestRows(table, { row: 0, values, metric, count: 0 }), []);
  }
});

test('a cancel ends the work within a moment', async () => {
  const table = tableOf(new Float32Array(4_000_000), [1_000_000, 4], { chunk: 10_000 });
  const abort = new AbortController();
  const values = Float64Array.of(1, 2, 3, 4);
  const search = nearestRows(
    table,
    { row: 0, values, metric: 'dot', count: 3 },
    { signal: abort.signal },
  );
  setTimeout(() => {
    abort.abort();
  }, 5);
  await assert.rejects(search, { code: 'cancelled' });
});
