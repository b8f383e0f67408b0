import assert from 'node:assert/strict';
import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { smallFloatTable } from '../../../../src/core/floats.ts';
import { seededRandom } from '../../../../src/core/random.ts';
import { openArtifact } from '../../../../src/formats/open.ts';
import { limits } from '../../../../src/protocol/limits.ts';
import { analyseTable } from '../../../../src/stats/embeddings/analyse.ts';
import { findDuplicates } from '../../../../src/stats/embeddings/duplicates.ts';
import { rowTable, type OpenTable } from '../../../../src/stats/embeddings/table.ts';
import { arrayHeader, countingArray, writeArray } from '../../../support/array-writer.ts';
import { failsWith } from '../../../support/errors.ts';
import { temporaryDirectory } from '../../../support/files.ts';
import { tensorInfo } from '../../../support/tensor-info.ts';
import { normals, tableOf, tableOfRows, threads } from './support.ts';

after(() => threads.close());

async function analysisOf(table: OpenTable) {
  return (await analyseTable(table)).analysis;
}

function assertClose(found: number | null | undefined, expected: number, what = ''): void {
  assert.ok(
    Math.abs((found ?? NaN) - expected) <= 1e-12 * Math.max(1, Math.abs(expected)),
    `${what}: ${String(found)}, expected ${String(expected)}`,
  );
}

/** Means, deviations and the mean cosine by their definitions. */
function byDefinition(rows: readonly (readonly number[])[]) {
  const dimensions = rows[0]?.length ?? 0;
  const means = Array.from({ length: dimensions }, (_, i) =>
    rows.reduce((sum, row) => sum + (row[i] ?? 0) / rows.length, 0),
  );
  const stds = means.map((mean, i) =>
    Math.sqrt(rows.reduce((sum, row) => sum + ((row[i] ?? 0) - mean) ** 2, 0) / rows.length),
  );
  const norms = rows.map((row) => Math.sqrt(row.reduce((sum, value) => sum + value * value, 0)));
  let [cosines, pairs] = [0, 0];
  for (let a = 0; a < rows.length; a++) {
    for (let b = a + 1; b < rows.length; b++) {
      const dot = (rows[a] ?? []).reduce((sum, value, i) => sum + value * (rows[b]?.[i] ?? 0), 0);
      cosines += dot / ((norms[a] ?? 0) * (norms[b] ?? 0));
      pairs++;
    }
  }
  return { means, stds, norms, meanCosine: cosines / pairs };
}

test('figures are those of their definitions, wherever the values lie', async (t) => {
  const random = seededRandom(3);
  // More than a block, an odd number of dimensions, and far from zero.
  const [rows, dimensions] = [900, 37];
  const values = normals(rows * dimensions, random).map((value, i) => value + (i % 5) * 100);
  const list = Array.from({ length: rows }, (_, row) => [
    ...values.subarray(row * dimensions, (row + 1) * dimensions),
  ]);
  const expected = byDefinition(list);
  const path = join(await temporaryDirectory(t), 'table.npy');
  await writeFile(
    path,
    writeArray(arrayHeader("'<f4'", [rows, dimensions]), new Uint8Array(values.buffer)),
  );
  const artifact = await openArtifact(path);
  const [tensor = tensorInfo('')] = artifact.tensors;
  const inFile = { ...rowTable(tensor), artifact, threads };
  const found = [];
  for (const table of [tableOf(values, [rows, dimensions], { chunk: 77 }), inFile]) {
    const analysis = await analysisOf(table);
    found.push({ ...analysis, milliseconds: 0 });
    expected.means.forEach((mean, i) => {
      assertClose(analysis.dimensionMeans[i], mean, 'mean');
      assertClose(analysis.dimensionStds[i], expected.stds[i] ?? NaN, 'deviation');
    });
    assertClose(analysis.meanCosine, expected.meanCosine, 'mean cosine');
    assertClose(analysis.norms?.min, Math.min(...expected.norms), 'smallest norm');
    assertClose(analysis.norms?.max, Math.max(...expected.norms), 'largest norm');
    const counted = analysis.norms?.histogram.counts.reduce((sum, count) => sum + count, 0);
    assert.equal(counted, rows);
    const shares = analysis.explainedVariance ?? [];
    assert.equal(shares.length, dimensions);
    assertClose(
      shares.reduce((sum, share) => sum + share, 0),
      1,
      'shares',
    );
  }
  // To the bit: what is computed does not depend on how the values are come by.
  assert.deepEqual(found[0], found[1]);
  await artifact.close();
});

test('zero rows, rows with NaN, and equal rows are told apart', async () => {
  const rows = Array.from({ length: 3000 }, (_, row) => [row + 1, -row, 2 * row]);
  rows[7] = [0, -0, 0];
  rows[2999] = [0, 0, 0];
  rows[11] = [NaN, 0, 0];
  rows[12] = [1, -Infinity, 0];
  rows[13] = [NaN, 0, 0];
  for (const row of [100, 2000, 2500]) rows[row] = [5, 5, 5];
  for (const row of [50, 60]) rows[row] = [6, 6, 6];
  const analysis = await analysisOf(tableOfRows(rows));
  assert.deepEqual(analysis.zeroRows, { count: 2, first: [7, 2999] });
  assert.deepEqual(analysis.nonFiniteRows, { count: 3, first: [11, 12, 13] });
  assert.deepEqual(analysis.duplicates, {
    count: 5,
    first: [50, 60, 100, 2000, 2500],
    groupCount: 2,
    groups: [
      [100, 2000, 2500],
      [50, 60],
    ],
  });
});

test('equal rows are found also where all are equal, and where half the rows stand twice', async () => {
  const equal = await analysisOf(tableOf(new Float32Array(5000 * 3).fill(2), [5000, 3]));
  assert.equal(equal.duplicates.count, 5000);
  assert.equal(equal.duplicates.groupCount, 1);
  assert.equal(equal.duplicates.first.length, limits.listedRows);
  assertClose(equal.meanCosine, 1);
  assert.equal(equal.explainedVariance, null);
  assert.deepEqual(equal.norms?.histogram.counts, [5000]);
  assert.equal(equal.nearDuplicates?.count, 0, 'what is the same is not nearly the same');

  const twice = Array.from({ length: 4000 }, (_, row) => [row % 2000, 1, 0]);
  const { duplicates } = await analysisOf(tableOfRows(twice));
  assert.equal(duplicates.count, 4000);
  assert.equal(duplicates.groupCount, 2000);
  assert.deepEqual(duplicates.groups[0], [0, 2000]);
});

test('rows whose hashes are the same by chance are told apart by their bytes', async () => {
  const table = tableOfRows([[1], [2], [1], [3], [2], [1], [4]]);
  const norms = Float32Array.from([1, 2, 1, 3, 2, 1, 4]);
  const found: number[] = [];
  const { count, groups } = await findDuplicates(table, norms, new Uint32Array(7).fill(9), (row) =>
    found.push(row),
  );
  assert.equal(count, 2);
  assert.deepEqual(groups, [
    [0, 2, 5],
    [1, 4],
  ]);
  assert.deepEqual(found, [0, 2, 5, 1, 4]);
});

test('rows that are nearly the same are found, and their like by chance are not', async () => {
  const random = seededRandom(4);
  const rows = Array.from({ length: 600 }, () => [...normals(16, random)]);
  rows[17] = (rows[400] ?? []).map((value, i) => value * 3 + i * 1e-4);
  rows[18] = rows[401] ?? [];
  const { nearDuplicates } = await analysisOf(tableOfRows(rows));
  assert.deepEqual(nearDuplicates, {
    count: 2,
    first: [17, 400],
    over: 0.999,
    compared: 600,
    seed: null,
  });
});

test('of nearly equal rows, many times as many pairs as there is room for', async () => {
  const random = seededRandom(5);
  const rows = Array.from({ length: 900 }, () => [1 + random() * 1e-3, 1, 1, random() * 1e-3]);
  const { nearDuplicates } = await analysisOf(tableOfRows(rows));
  assert.equal(nearDuplicates?.count, 900);

  // Two rows that are near each other alone, behind all pairs that the others make.
  const behind = [...rows.slice(0, 200), [-1, 0, 0, 0], [-1, 0, 0, 1e-3]];
  const last = await analysisOf(tableOfRows(behind));
  assert.equal(last.nearDuplicates?.count, 202);
});

test('tables of no row, one row, one long row, no dimension', async () => {
  const none = await analysisOf(tableOf(new Float32Array(0), [0, 8]));
  assert.equal(none.norms, null);
  assert.equal(none.meanCosine, null);
  assert.deepEqual(none.dimensionMeans, []);
  assert.equal(none.explainedVariance, null);

  const one = await analysisOf(tableOfRows([[3, 4]]));
  assert.deepEqual([one.norms?.min, one.norms?.max, one.norms?.std], [5, 5, 0]);
  assert.equal(one.meanCosine, null);
  assert.equal(one.nearDuplicates, null);

  const long = await analysisOf(tableOf(new Float32Array(1e6).fill(0.5), [1, 1e6]));
  assert.deepEqual([long.norms?.min, long.norms?.mean], [500, 500]);
  assert.equal(long.explainedVariance, null);
  assert.equal(long.dimensionMeans.length, 1e6);

  const empty = await analysisOf(tableOf(new Float32Array(0), [4, 0]));
  assert.equal(empty.zeroRows.count, 4);
});

test('a table of nothing but NaN has no figures', async () => {
  const analysis = await analysisOf(tableOf(new Float32Array(300).fill(NaN), [100, 3]));
  assert.equal(analysis.nonFiniteRows.count, 100);
  assert.equal(analysis.norms, null);
  assert.equal(analysis.meanCosine, null);
  assert.deepEqual(analysis.dimensionStds, []);
  assert.equal(analysis.duplicates.count, 0);
});

test('tables of every dtype of numbers', async () => {
  const plain = [
    [1, -2, 3],
    [0, 4, 1],
    [2, 2, -6],
  ];
  const expected = byDefinition(plain);
  const flat = plain.flat();
  const bits = (dtype: string) => {
    const table = [...(smallFloatTable(dtype) ?? [])];
    return flat.map((value) => table.indexOf(value));
  };
  const arrays: [string, ArrayBufferView][] = [
    ['float64', Float64Array.from(flat)],
    ['float32', Float32Array.from(flat)],
    ['float16', Uint16Array.from(bits('float16'))],
    ['bfloat16', Uint16Array.from(bits('bfloat16'))],
    ['float8_e4m3fn', Uint8Array.from(bits('float8_e4m3fn'))],
    ['float8_e5m2', Uint8Array.from(bits('float8_e5m2'))],
    ['int8', Int8Array.from(flat)],
    ['qint8', Int8Array.from(flat)],
    ['int4', Int8Array.from(flat)],
    ['int16', Int16Array.from(flat)],
    ['int32', Int32Array.from(flat)],
    ['int64', BigInt64Array.from(flat, BigInt)],
  ];
  for (const [dtype, values] of arrays) {
    const analysis = await analysisOf(tableOf(values, [3, 3], { dtype }));
    expected.stds.forEach((std, i) => {
      assertClose(analysis.dimensionStds[i], std, dtype);
    });
    assertClose(analysis.norms?.max, Math.max(...expected.norms), dtype);
    assertClose(analysis.meanCosine, expected.meanCosine, dtype);
  }
  const unsigned = await analysisOf(
    tableOf(Uint8Array.of(255, 0, 3, 4), [2, 2], { dtype: 'uint8' }),
  );
  assert.deepEqual([unsigned.norms?.min, unsigned.norms?.max], [5, 255]);
});

test('norms of the largest and the smallest numbers are neither infinite nor zero', async () => {
  const values = Float64Array.of(1e300, 1e300, 3e-300, 4e-300, 0, 0);
  const analysis = await analysisOf(tableOf(values, [3, 2], { dtype: 'float64' }));
  assertClose((analysis.norms?.max ?? 0) / 1e300, Math.SQRT2);
  assert.deepEqual(analysis.zeroRows, { count: 1, first: [2] });
  assert.equal(analysis.nonFiniteRows.count, 0);
});

test('rows that look as they were initialised are told only where they stand apart', async () => {
  const random = seededRandom(6);
  const dimensions = 32;
  const initial = () => Array.from({ length: dimensions }, () => (random() - 0.5) * 0.1);
  const trained = () => [...normals(dimensions, random)].map((value) => value * (0.2 + random()));
  const rows = Array.from({ length: 800 }, (_, row) => (row % 4 === 0 ? initial() : trained()));
  const { untrained } = await analysisOf(tableOfRows(rows));
  assert.ok(untrained);
  assert.equal(untrained.count, 200);
  assert.deepEqual(untrained.first.slice(0, 3), [0, 4, 8]);
  assert.match(untrained.why, /Keras's initial values between -0.05 and 0.05/);

  const all = await analysisOf(tableOfRows(Array.from({ length: 800 }, initial)));
  assert.equal(all.untrained, null, 'nothing to compare with');
  const few = Array.from({ length: 800 }, (_, row) => (row < 5 ? trained() : initial()));
  assert.equal((await analysisOf(tableOfRows(few))).untrained, null, 'hardly anything');
  const none = await analysisOf(tableOfRows(Array.from({ length: 800 }, trained)));
  assert.equal(none.untrained, null, 'trained rows');
  const unit = rows.map((row, index) => {
    const norm = Math.hypot(...row);
    return row.map((value) => (index % 4 === 0 ? value / norm : value));
  });
  assert.equal((await analysisOf(tableOfRows(unit))).untrained, null, 'rows made of length 1');
});

test('more rows than are looked at are refused before anything is allocated', () => {
  const info = tensorInfo('huge', { shape: [2 ** 53 - 1, 1], bytes: 4 });
  assert.throws(
    () => rowTable(info),
    failsWith('limit-exceeded', /huge has 9,007,199,254,740,991/),
  );
  const wide = tensorInfo('wide', { shape: [1, 2 ** 40] });
  assert.throws(() => rowTable(wide), failsWith('limit-exceeded', /Its values|its values/));
  const cube = tensorInfo('cube', { shape: [2, 2, 2] });
  assert.throws(() => rowTable(cube), failsWith('bad-request', /no tensor of numbers in two/));
  const words = tensorInfo('words', { shape: [2, 2], dtype: 'string' });
  assert.throws(() => rowTable(words), failsWith('bad-request', /words has no rows/));
  const damaged = tensorInfo('torn', { shape: [2, 2], damage: 'It is torn.' });
  assert.throws(() => rowTable(damaged), failsWith('malformed', /It is torn/));
});

test('a file that states 2^53 rows is damaged, and one that shrinks while it is read says so', async (t) => {
  const folder = await temporaryDirectory(t);
  const stated = join(folder, 'stated.npy');
  await writeFile(stated, writeArray(arrayHeader("'<f4'", [2 ** 53, 1]), new Uint8Array(8)));
  const claims = await openArtifact(stated).then(
    async (artifact) => {
      await artifact.close();
      return artifact.tensors.every(({ damage }) => damage !== undefined);
    },
    () => true,
  );
  assert.ok(claims);

  const path = join(folder, 'shrinks.npy');
  await writeFile(path, countingArray([2000, 64]));
  const artifact = await openArtifact(path);
  await truncate(path, 1000);
  const [tensor = tensorInfo('')] = artifact.tensors;
  await assert.rejects(
    analyseTable({ ...rowTable(tensor), artifact, threads }),
    failsWith('truncated', /shrinks\.npy ends at byte/),
  );
  await artifact.close();
});
