import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AppError } from '../../../src/core/errors.ts';
import { limits } from '../../../src/protocol/limits.ts';
import type { ValuesQuery } from '../../../src/protocol/tensors.ts';
import { shownString, valuesPage } from '../../../src/server/values-page.ts';
import { artifactInMemory, tensorInfo } from './support.ts';

const query: ValuesQuery = {
  tensor: 't',
  leading: [],
  row: 0,
  rows: 100,
  column: 0,
  columns: 100,
  notation: 'exact',
};

/** A float32 tensor whose elements are their own index, handed out in chunks of seven. */
function counting(shape: readonly number[]) {
  const info = tensorInfo('t', 'float32', shape);
  const count = shape.reduce((product, size) => product * size, 1);
  const bytes = new Uint8Array(Float32Array.from({ length: count }, (_, index) => index).buffer);
  return { info, artifact: artifactInMemory([{ info, bytes }], { chunk: 7 }) };
}

async function page(shape: readonly number[], over: Partial<ValuesQuery>) {
  const { info, artifact } = counting(shape);
  return valuesPage(artifact, info, { ...query, ...over });
}

test('a rectangle of a matrix, row by row', async () => {
  const { cells, tint, largest, ...rectangle } = await page([10, 6], {
    row: 2,
    rows: 2,
    column: 1,
    columns: 3,
  });
  assert.deepEqual(rectangle, {
    row: 2,
    rows: 2,
    column: 1,
    columns: 3,
    totalRows: 10,
    totalColumns: 6,
  });
  assert.deepEqual(cells, ['13', '14', '15', '19', '20', '21']);
  assert.equal(largest, 21);
  assert.deepEqual(tint, [0.619, 0.667, 0.714, 0.905, 0.952, 1]);
});

test('rows far apart are read one by one', async () => {
  const { cells } = await page([4, 10_000], { row: 1, rows: 2, column: 9_998, columns: 2 });
  assert.deepEqual(cells, ['19998', '19999', '29998', '29999']);
});

test('a vector is one column, a scalar one cell, an empty tensor none', async () => {
  const vector = await page([5], { row: 3 });
  assert.deepEqual([vector.totalRows, vector.totalColumns], [5, 1]);
  assert.deepEqual(vector.cells, ['3', '4']);
  const scalar = await page([], {});
  assert.deepEqual([scalar.totalRows, scalar.totalColumns, scalar.cells], [1, 1, ['0']]);
  const empty = await page([0, 3], {});
  assert.deepEqual([empty.totalRows, empty.totalColumns, empty.cells], [0, 3, []]);
});

test('leading indices choose a matrix of a higher rank', async () => {
  const { cells, totalRows, totalColumns } = await page([2, 3, 2, 2], { leading: [1, 2] });
  assert.deepEqual([totalRows, totalColumns], [2, 2]);
  assert.deepEqual(cells, ['20', '21', '22', '23']);
});

test('leading indices that name no matrix are refused with what would', async () => {
  for (const leading of [[], [2, 0], [0], [0, -1], [0, 0.5]]) {
    await assert.rejects(page([2, 3, 2, 2], { leading }), (thrown: unknown) => {
      assert.ok(thrown instanceof AppError);
      assert.equal(thrown.code, 'bad-request');
      assert.match(thrown.message, /its leading dimensions are \[2, 3\]/);
      return true;
    });
  }
});

test('no page has more cells than the limit', async () => {
  const { cells, rows, columns } = await page([300, 200], { rows: 300, columns: 200 });
  assert.equal(columns, 200);
  assert.equal(rows, limits.valueCells / 200);
  assert.equal(cells.length, limits.valueCells);
  assert.equal(cells.at(-1), String(limits.valueCells - 1));
});

test('NaN has no tint and infinities a full one', async () => {
  const info = tensorInfo('t', 'float32', [5]);
  const values = [NaN, Infinity, -Infinity, -2, 4];
  const bytes = new Uint8Array(Float32Array.from(values).buffer);
  const { cells, tint } = await valuesPage(artifactInMemory([{ info, bytes }]), info, query);
  assert.deepEqual(cells, ['NaN', 'Infinity', '-Infinity', '-2', '4']);
  assert.deepEqual(tint, [0, 1, -1, -0.5, 1]);
});

test('an int64 is shown whole', async () => {
  const info = tensorInfo('t', 'int64', [2]);
  const bytes = new Uint8Array(BigInt64Array.from([2n ** 62n + 1n, -7n]).buffer);
  const { cells } = await valuesPage(artifactInMemory([{ info, bytes }]), info, query);
  assert.deepEqual(cells, ['4611686018427387905', '-7']);
});

test('strings are text, and booleans words, without tint', async () => {
  const info = tensorInfo('t', 'string', [2]);
  const strings = ['Zoë', 'a\nb'].map((text) => new TextEncoder().encode(text));
  const text = await valuesPage(artifactInMemory([{ info, strings }]), info, query);
  assert.deepEqual([text.cells, text.tint], [['Zoë', 'a\\nb'], null]);
  const flag = tensorInfo('t', 'bool', [2]);
  const bytes = Uint8Array.of(1, 0);
  const flags = await valuesPage(artifactInMemory([{ info: flag, bytes }]), flag, query);
  assert.deepEqual([flags.cells, flags.tint], [['true', 'false'], null]);
});

test('a long string is cut between characters and says how much more there is', () => {
  const long = new TextEncoder().encode('a' + 'é'.repeat(5000));
  const shown = shownString(long);
  assert.ok(shown.startsWith('aééé'));
  assert.ok(shown.endsWith('é… 5,906 more'), shown.slice(-20));
  assert.equal(shownString(new Uint8Array(limits.shownStringBytes).fill(0x61)).length, 4096);
});

test('a damaged tensor says why instead', async () => {
  const { info, artifact } = counting([2]);
  const damaged = { ...info, damage: 'Its shard is missing.' };
  await assert.rejects(valuesPage(artifact, damaged, query), /Its shard is missing/);
});
