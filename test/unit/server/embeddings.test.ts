import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { EmbeddingMap, RowQuery } from '../../../src/protocol/embeddings.ts';
import type { Method, Params, Progress, Result } from '../../../src/protocol/requests.ts';
import { createContext } from '../../../src/server/create-context.ts';
import { handlers } from '../../../src/server/handlers/index.ts';
import type { Handler } from '../../../src/server/context.ts';
import { arrayHeader, writeArray } from '../../support/array-writer.ts';
import { failsWith } from '../../support/errors.ts';
import { temporaryDirectory } from '../../support/files.ts';

// Requests about embedding tables, as the page makes them, of real files.

const context = createContext({ verdicts: null, python: undefined, trusted: false });
after(() => context.sessions.closeAll());

const sample = fileURLToPath(new URL('../../../samples/recommender', import.meta.url));

async function ask<M extends Method>(
  method: M,
  params: Params<M>,
  { signal = new AbortController().signal, report = (_: Progress): void => undefined } = {},
): Promise<Result<M>> {
  const handler = handlers[method] as Handler<M>;
  return handler(context, params, { signal, report });
}

const open = async (at: string) => (await ask('artifact/open', { path: at })).session;

/** The items of the sample, with their labels. */
async function items() {
  const session = await open(sample);
  const { tables } = await ask('embeddings/tables', { session });
  const table = tables.find(({ title }) => title === 'item_embedding');
  assert.ok(table);
  return { session, tensor: table.tensor, labels: table.labels[0]?.id ?? null };
}

const everything: Pick<RowQuery, 'kind' | 'text' | 'offset' | 'limit'> = {
  kind: 'all',
  text: '',
  offset: 0,
  limit: 3,
};

async function arrayFile(
  t: TestContext,
  rows: readonly (readonly number[])[],
): Promise<{ folder: string; session: string; tensor: string }> {
  const folder = await temporaryDirectory(t);
  const shape = [rows.length, rows[0]?.length ?? 0];
  const bytes = new Uint8Array(Float32Array.from(rows.flat()).buffer);
  const file = path.join(folder, 'vectors.npy');
  await writeFile(file, writeArray(arrayHeader("'<f4'", shape), bytes));
  return { folder, session: await open(file), tensor: 'vectors' };
}

test('the tables of the sample, the largest first, with the words that it carries', async () => {
  const { tables } = await ask('embeddings/tables', { session: await open(sample) });
  assert.deepEqual(
    tables.slice(0, 3).map(({ title, rows, dimensions, reason, labels }) => ({
      title,
      rows,
      dimensions,
      reason,
      labels: labels.map(({ kind, name, file, count, firstRow }) => ({
        kind,
        name,
        file,
        count,
        firstRow,
      })),
    })),
    [
      { title: 'user_embedding', rows: 1000, dimensions: 32, reason: 'layer', labels: [] },
      {
        title: 'item_embedding',
        rows: 500,
        dimensions: 32,
        reason: 'layer',
        labels: [
          {
            kind: 'vocabulary-file',
            name: 'assets/items.txt',
            file: 'assets/items.txt',
            count: 500,
            firstRow: 0,
          },
        ],
      },
      { title: 'binary_rating/kernel', rows: 64, dimensions: 1, reason: 'shape', labels: [] },
    ],
  );
});

test('pages of rows, by kind and by a part of a label or a number', async () => {
  const query = await items();
  const page = await ask('embeddings/rows', { ...query, ...everything });
  assert.equal(page.matched, 500);
  assert.deepEqual(
    page.rows.map(({ row, label }) => [row, label]),
    [
      [0, 'Silent Empire'],
      [1, 'Broken Harbour'],
      [2, 'Northern Season'],
    ],
  );
  const zero = await ask('embeddings/rows', { ...query, ...everything, kind: 'zero' });
  assert.deepEqual(
    zero.rows.map(({ row, norm }) => [row, norm]),
    [
      [0, 0],
      [417, 0],
      [498, 0],
    ],
  );
  const road = await ask('embeddings/rows', { ...query, ...everything, text: 'last ROAD' });
  assert.deepEqual(
    road.rows.map(({ row }) => row),
    [19],
  );
  const number = await ask('embeddings/rows', { ...query, ...everything, text: '417' });
  assert.deepEqual(
    number.rows.map(({ row }) => row),
    [417],
  );
  const last = await ask('embeddings/rows', { ...query, ...everything, offset: 499 });
  assert.deepEqual(
    last.rows.map(({ row }) => row),
    [499],
  );
  const beyond = await ask('embeddings/rows', { ...query, ...everything, offset: 900 });
  assert.deepEqual([beyond.matched, beyond.rows], [500, []]);
});

test('analysis, norms and neighbours agree with each other', async () => {
  const query = await items();
  const analysis = await ask('embeddings/analysis', query);
  assert.equal(analysis.rows, 500);
  assert.deepEqual(analysis.zeroRows, { count: 3, first: [0, 417, 498] });
  assert.deepEqual(analysis.unlabelled, { count: 0, first: [] });

  const { columns, rowsPerColumn } = await ask('embeddings/norms', { ...query, columns: 100 });
  assert.equal(rowsPerColumn, 5);
  const norms = new Float32Array(Uint8Array.from(Buffer.from(columns, 'base64')).buffer);
  assert.equal(norms.length, 300);
  assert.equal(norms[0], 0);
  assert.equal(Math.max(...norms), Math.fround(analysis.norms?.max ?? NaN));

  const { of, nearest } = await ask('embeddings/neighbours', {
    ...query,
    row: 19,
    metric: 'euclid',
    k: 3,
  });
  assert.equal(of.label, 'Last Road');
  assert.deepEqual(
    nearest.map(({ row, label, duplicate }) => [row, label, duplicate]),
    [
      [178, 'Distant Voyage', false],
      [106, 'Little Season', false],
      [270, 'Little Express', false],
    ],
  );
  const pair = await ask('embeddings/compare', { ...query, rows: [19, 178] });
  assert.ok(Math.abs((pair.euclid ?? NaN) - (nearest[0]?.value ?? NaN)) < 1e-12);
  const apart = pair.dimensions.map(({ values: [a, b] }) => Math.abs((a ?? NaN) - (b ?? NaN)));
  assert.deepEqual(
    apart,
    [...apart].sort((a, b) => b - a),
  );
  assert.equal(apart.length, 32);
});

test('reading tells how far it is, and what is known is answered at once', async (t) => {
  const { session, tensor } = await arrayFile(t, [
    [1, 2],
    [3, 4],
  ]);
  const progress: Progress[] = [];
  const report = (each: Progress) => progress.push(each);
  await ask('embeddings/analysis', { session, tensor, labels: null }, { report });
  assert.ok(
    progress.some(({ unit, done, total }) => unit === 'bytes' && done === 16 && total === 16),
  );
  progress.length = 0;
  await ask('embeddings/analysis', { session, tensor, labels: null }, { report });
  assert.deepEqual(progress, []);
});

test('rows that are not there are refused', async () => {
  const query = await items();
  for (const row of [-1, 500, 1.5, NaN]) {
    await assert.rejects(
      ask('embeddings/neighbours', { ...query, row, metric: 'dot', k: 3 }),
      failsWith('bad-request', /has no row .*: it has 500 rows, counted from 0/),
    );
    await assert.rejects(ask('embeddings/compare', { ...query, rows: [0, row] }), {
      code: 'bad-request',
    });
  }
  await assert.rejects(
    ask('embeddings/analysis', { ...query, labels: 'none of them' }),
    failsWith('bad-request', /There are no labels none of them/),
  );
});

test('two rows of which one has NaN', async (t) => {
  const { session, tensor } = await arrayFile(t, [
    [1, 2, 3],
    [NaN, 2, 5],
    [1, 2, 3],
    [0, 0, 0],
  ]);
  const query = { session, tensor, labels: null };
  const pair = await ask('embeddings/compare', { ...query, rows: [0, 1] });
  assert.deepEqual([pair.cosine, pair.dot, pair.euclid], [null, null, null]);
  assert.deepEqual(pair.dimensions, [
    { dimension: 0, values: [1, null] },
    { dimension: 2, values: [3, 5] },
    { dimension: 1, values: [2, 2] },
  ]);
  const same = await ask('embeddings/neighbours', { ...query, row: 0, metric: 'cosine', k: 5 });
  assert.deepEqual(
    same.nearest.map(({ row, duplicate, norm }) => [row, duplicate, norm]),
    [[2, true, Math.sqrt(14)]],
  );
});

test('words out of a file that is shorter or longer, or has a label twice, are said so', async (t) => {
  const rows = Array.from({ length: 6 }, (_, row) => [row, 1]);
  const { folder, session, tensor } = await arrayFile(t, rows);
  const read = async (name: string, text: string, column?: string) => {
    const file = path.join(folder, name);
    await writeFile(file, text);
    return ask('embeddings/labels', {
      session,
      tensor,
      path: file,
      ...(column === undefined ? {} : { column }),
    });
  };
  const fits = await read('fits.txt', 'a\nb\nc\nd\ne\nf\n');
  assert.deepEqual([fits.notes, fits.columns, fits.source.count], [[], [], 6]);
  const longer = await read('longer.txt', 'a\nb\nc\nd\ne\nf\ng\nh\n');
  assert.match(
    longer.notes.join(),
    /8 labels and the table 6 rows: the last 2 labels belong to no row/,
  );
  const shorter = await read('shorter.txt', 'a\nb\n');
  assert.match(shorter.notes.join(), /the last 4 rows have none/);
  const vocabulary = await read('vocabulary.txt', 'b\nc\nd\ne\nf\n');
  assert.equal(vocabulary.source.firstRow, 1);
  assert.match(vocabulary.notes.join(), /the first label is taken for row 1/);
  const twice = await read('twice.txt', 'a\nb\na\nb\ne\na\n');
  assert.match(twice.notes.join(), /2 labels stand in the file more than once, such as a\./);

  const query = { session, tensor, labels: shorter.source.id };
  const { unlabelled } = await ask('embeddings/analysis', query);
  assert.deepEqual(unlabelled, { count: 4, first: [2, 3, 4, 5] });
  const page = await ask('embeddings/rows', { ...query, ...everything, kind: 'unlabelled' });
  assert.deepEqual(
    page.rows.map(({ row, label }) => [row, label]),
    [
      [2, null],
      [3, null],
      [4, null],
    ],
  );

  const table = 'id\tname\n1\tA\n2\tB\n3\tC\n4\tD\n5\tE\n6\tF\n';
  const columns = await read('table.tsv', table);
  assert.deepEqual([columns.columns, columns.source.name], [['id', 'name'], 'table.tsv, name']);
  const ids = await read('table.tsv', table, 'id');
  const named = await ask('embeddings/rows', {
    session,
    tensor,
    labels: ids.source.id,
    ...everything,
  });
  assert.deepEqual(
    named.rows.map(({ label }) => label),
    ['1', '2', '3'],
  );

  await assert.rejects(read('x.csv', 'a,b\n1,2\n', 'c'), failsWith('bad-request', /no column c/));
  await assert.rejects(
    ask('embeddings/labels', { session, tensor, path: path.join(folder, 'missing.txt') }),
    { code: 'not-found' },
  );
  await assert.rejects(
    ask('embeddings/labels', { session, tensor, path: 'relative.txt' }),
    failsWith('bad-request', /relative\.txt is no absolute path/),
  );
});

function decoded(map: EmbeddingMap) {
  const bytes = (text: string) => Uint8Array.from(Buffer.from(text, 'base64'));
  return {
    rows: new Uint32Array(bytes(map.rows).buffer),
    points: new Float32Array(bytes(map.points).buffer),
    norms: new Float32Array(bytes(map.norms).buffer),
    clusters: bytes(map.clusters),
  };
}

test('a map leaves zero rows out, and its clusters are told by their size', async () => {
  const query = await items();
  const map = await ask('embeddings/map', { ...query, method: 'pca', seed: 7 });
  assert.deepEqual([map.count, map.of, map.method], [497, 497, 'pca']);
  const { rows, points, norms, clusters } = decoded(map);
  assert.ok(!rows.includes(0) && !rows.includes(417) && rows.includes(1));
  assert.deepEqual([points.length, norms.length, clusters.length], [994, 497, 497]);
  const sizes = map.clusterSizes.map(
    (_, cluster) => clusters.filter((each) => each === cluster).length,
  );
  assert.deepEqual(sizes, map.clusterSizes);
  assert.deepEqual(
    sizes,
    [...sizes].sort((a, b) => b - a),
  );
  const analysis = await ask('embeddings/analysis', query);
  assert.deepEqual(map.explained, analysis.explainedVariance?.slice(0, 2));
  assert.deepEqual(await ask('embeddings/map', { ...query, method: 'pca', seed: 7 }), map);
});

test('clusters that lie apart are found, in a map by PCA as by UMAP', async (t) => {
  const centres = [
    [9, 0, 0],
    [0, 9, 0],
    [0, 0, 9],
  ];
  const rows = Array.from({ length: 60 }, (_, row) =>
    (centres[row % 3] ?? []).map((value, i) => value + Math.sin(row * 7 + i) / 4),
  );
  const { session, tensor } = await arrayFile(t, rows);
  for (const method of ['pca', 'umap'] as const) {
    const map = await ask('embeddings/map', { session, tensor, labels: null, method, seed: 3 });
    const { points } = decoded(map);
    const at = (row: number) => [points[2 * row] ?? NaN, points[2 * row + 1] ?? NaN] as const;
    const apart = (a: number, b: number) => Math.hypot(at(a)[0] - at(b)[0], at(a)[1] - at(b)[1]);
    for (let row = 3; row < 30; row += 3) {
      assert.ok(apart(0, row) < apart(0, row + 1), `${method}: row ${row} is near row 0`);
    }
    assert.ok(points.every(Number.isFinite));
  }
  const one = await ask('embeddings/map', {
    session,
    tensor,
    labels: null,
    method: 'umap',
    seed: 3,
  });
  assert.equal(one.explained, null);
});

test('UMAP of too few rows says so, and one that is stopped is given up', async (t) => {
  const few = await arrayFile(t, [
    [1, 2],
    [2, 1],
  ]);
  await assert.rejects(
    ask('embeddings/map', {
      session: few.session,
      tensor: few.tensor,
      labels: null,
      method: 'umap',
      seed: 1,
    }),
    failsWith('bad-request', /UMAP needs at least 5 rows/),
  );
  const query = await items();
  const abort = new AbortController();
  const map = ask(
    'embeddings/map',
    { ...query, method: 'umap', seed: 99 },
    {
      signal: abort.signal,
      report: ({ message }) => {
        if (message === 'UMAP') abort.abort();
      },
    },
  );
  await assert.rejects(map, { code: 'cancelled' });
});
