import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { EmbeddingTable, Metric } from '../../src/protocol/embeddings.ts';
import type { Method, Params, Result } from '../../src/protocol/requests.ts';
import { createContext } from '../../src/server/create-context.ts';
import type { Handler } from '../../src/server/context.ts';
import { handlers } from '../../src/server/handlers/index.ts';
import { temporaryDirectory } from '../support/files.ts';
import { fixtures } from './support/golden.ts';
import { python, withoutOracle } from './support/runtime.ts';

// Figures of embedding tables are NumPy's: counts and rows exactly, numbers to 1e-9, components to 1e-6; and the words of
// their rows are those that TensorFlow's and Keras's own lookups give.

const context = createContext({ verdicts: null, python: undefined, trusted: false });
after(() => context.sessions.closeAll());

async function ask<M extends Method>(method: M, params: Params<M>): Promise<Result<M>> {
  const handler = handlers[method] as Handler<M>;
  const { signal } = new AbortController();
  return handler(context, params, { signal, report: () => undefined });
}

async function tablesOf(path: string) {
  const { session } = await ask('artifact/open', { path });
  return { session, ...(await ask('embeddings/tables', { session })) };
}

function printedBy<T>(
  script: string,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Readonly<Record<string, T>> {
  const file = fileURLToPath(new URL(`support/${script}`, import.meta.url));
  const printed = execFileSync(python ?? '', [file, ...words], {
    encoding: 'utf8',
    maxBuffer: 256 * 1024 ** 2,
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', CUDA_VISIBLE_DEVICES: '-1', ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  // What Keras 2 says of its own files comes before it.
  return JSON.parse(printed.slice(printed.lastIndexOf('\n{') + 1)) as Readonly<Record<string, T>>;
}

interface Figures {
  readonly norms: readonly [min: number, max: number, mean: number, std: number];
  readonly zero: readonly number[];
  readonly nonFinite: readonly number[];
  readonly duplicates: readonly number[];
  readonly groups: readonly (readonly number[])[];
  readonly near: readonly number[] | null;
  readonly meanCosine: number;
  readonly means: readonly number[];
  readonly stds: readonly number[];
  readonly explained: readonly number[];
  readonly places: readonly (readonly [number, number])[];
  readonly neighbours: Readonly<
    Record<string, Readonly<Record<Metric, readonly (readonly [row: number, value: number])[]>>>
  >;
}

function assertNear(
  found: number | null | undefined,
  expected: number,
  within: number,
  what: string,
): void {
  const apart = Math.abs((found ?? NaN) - expected);
  assert.ok(apart <= within * Math.max(1, Math.abs(expected)), `${what}: ${found}, ${expected}`);
}

async function assertFigures(
  session: string,
  table: EmbeddingTable,
  expected: Figures,
  what: string,
): Promise<void> {
  const query = { session, tensor: table.tensor, labels: null };
  const analysis = await ask('embeddings/analysis', query);
  const { norms, duplicates } = analysis;
  [norms?.min, norms?.max, norms?.mean, norms?.std].forEach((value, index) => {
    assertNear(value, expected.norms[index] ?? NaN, 1e-9, `${what}: norms`);
  });
  assert.deepEqual(analysis.zeroRows.first, expected.zero, what);
  assert.deepEqual(analysis.nonFiniteRows.first, expected.nonFinite, what);
  assert.deepEqual(duplicates.first, expected.duplicates, what);
  assert.equal(duplicates.groupCount, expected.groups.length, what);
  assert.deepEqual(duplicates.groups, expected.groups.slice(0, 100), what);
  assert.deepEqual(analysis.nearDuplicates?.first ?? null, expected.near, what);
  assertNear(analysis.meanCosine, expected.meanCosine, 1e-9, `${what}: mean cosine`);
  expected.means.forEach((mean, i) => {
    assertNear(analysis.dimensionMeans[i], mean, 1e-9, `${what}: mean`);
    assertNear(analysis.dimensionStds[i], expected.stds[i] ?? NaN, 1e-9, `${what}: deviation`);
  });
  for (const [row, byMetric] of Object.entries(expected.neighbours)) {
    for (const metric of ['cosine', 'dot', 'euclid'] as const) {
      const { nearest } = await ask('embeddings/neighbours', {
        ...query,
        row: Number(row),
        metric,
        k: byMetric[metric].length,
      });
      const label = `${what}: ${metric} of ${row}`;
      assert.deepEqual(
        nearest.map((each) => each.row),
        byMetric[metric].map(([other]) => other),
        label,
      );
      nearest.forEach(({ value }, index) => {
        assertNear(value, byMetric[metric][index]?.[1] ?? NaN, 1e-9, label);
      });
    }
  }
  if (analysis.dimensions > 1024) {
    assert.equal(analysis.explainedVariance, null);
    return;
  }
  expected.explained.forEach((share, i) => {
    assertNear(analysis.explainedVariance?.[i], share, 1e-6, `${what}: component ${i}`);
  });
  await assertPlaces(session, table, expected, what);
}

/** Points by PCA, up to the direction of each axis. */
async function assertPlaces(
  session: string,
  { tensor }: EmbeddingTable,
  { places, explained }: Figures,
  what: string,
): Promise<void> {
  const map = await ask('embeddings/map', {
    session,
    tensor,
    labels: null,
    method: 'pca',
    seed: 1,
  });
  assert.equal(map.count, places.length, what);
  const bytes = Uint8Array.from(Buffer.from(map.points, 'base64'));
  const points = new Float32Array(bytes.buffer);
  // Of two components that are equally strong, any two directions of their plane will do.
  const isTold = (explained[0] ?? 0) - (explained[1] ?? 0) > 1e-4;
  for (const axis of isTold ? [0, 1].slice(0, Math.min(2, explained.length)) : []) {
    const scale = Math.max(...places.map((place) => Math.abs(place[axis] ?? 0)));
    const largest = places.findIndex((place) => Math.abs(place[axis] ?? 0) === scale);
    const sign = Math.sign((places[largest]?.[axis] ?? 0) * (points[2 * largest + axis] ?? 0));
    places.forEach((place, index) => {
      const found = (points[2 * index + axis] ?? NaN) * sign;
      assertNear(found / scale, (place[axis] ?? 0) / scale, 1e-6, `${what}: point ${index}`);
    });
  }
}

test('figures of tables are those of NumPy', { skip: withoutOracle }, async (t) => {
  const folder = await temporaryDirectory(t);
  const told = printedBy<Figures>('embedding_tables.py', [folder]);
  const files = Object.entries(told).filter(([file]) => file.endsWith('.npy'));
  assert.equal(files.length, 9);
  for (const [file, expected] of files) {
    const { session, tables } = await tablesOf(join(folder, file));
    assert.equal(tables.length, 1, file);
    for (const table of tables) await assertFigures(session, table, expected, file);
  }

  // Compressed values come through libhdf5, and the words for the rows from the datasets beside them.
  const factors = told['factors.h5'] as unknown as Readonly<Record<string, Figures>>;
  const { session, tables } = await tablesOf(join(folder, 'factors.h5'));
  assert.deepEqual(
    tables.map(({ tensor, reason, labels }) => [tensor, reason, labels[0]?.name]),
    [
      ['user_embeddings', 'dataset', 'user_ids'],
      ['item_embeddings', 'dataset', 'item_titles'],
    ],
  );
  for (const table of tables) {
    const expected = factors[table.tensor];
    assert.ok(expected);
    await assertFigures(session, table, expected, table.tensor);
  }
  assert.deepEqual(await firstLabels(session, tables[0]), ['5000', '5001']);
  assert.deepEqual(await firstLabels(session, tables[1]), ['Titel 0 – ä', 'Titel 1 – ä']);
});

async function firstLabels(session: string, table: EmbeddingTable | undefined) {
  assert.ok(table);
  return (await allLabels(session, table)).slice(0, 2);
}

/** The label of each row, by the likeliest of the table's sources. */
async function allLabels(session: string, table: EmbeddingTable): Promise<(string | null)[]> {
  const page = await ask('embeddings/rows', {
    session,
    tensor: table.tensor,
    labels: table.labels[0]?.id ?? null,
    kind: 'all',
    text: '',
    offset: 0,
    limit: 1000,
  });
  return page.rows.map(({ label }) => label);
}

type Words = Readonly<Record<string, number>>;

async function assertWords(
  session: string,
  table: EmbeddingTable,
  words: Words,
  what: string,
): Promise<void> {
  const labels = await allLabels(session, table);
  for (const [word, row] of Object.entries(words)) {
    if (row < table.rows) assert.equal(labels[row], word, `${what}: row ${row}`);
  }
}

for (const [generation, legacy] of [
  ['keras2', '1'],
  ['keras3', '0'],
] as const) {
  test(
    `rows have the words that the lookups of ${generation} give`,
    { skip: withoutOracle },
    async (t) => {
      const folder = await temporaryDirectory(t);
      const env = { TF_USE_LEGACY_KERAS: legacy };
      const files = printedBy<Readonly<Record<string, Words>>>('labelled_models.py', [folder], env);
      assert.equal(Object.keys(files).length, 9);
      for (const [file, { words = {} }] of Object.entries(files)) {
        const { session, tables } = await tablesOf(join(folder, file));
        const table = tables.find(({ title }) => title.endsWith('words'));
        assert.ok(table, file);
        await assertWords(session, table, words, file);
        const other = tables.find(({ title }) => title.endsWith('others'));
        if (!file.startsWith('adapted')) assert.deepEqual(other?.labels, [], file);
      }
    },
  );

  const towers = fixtures.filter(({ name }) => name.startsWith(`${generation}-two-tower`));
  test(
    `tables of ${generation}’s SavedModels have the words of their lookup tables`,
    { skip: withoutOracle },
    async () => {
      const paths = towers.map(({ path }) => path);
      assert.equal(paths.length, 2);
      const asked = printedBy<Readonly<Record<'user' | 'item', Words>>>(
        'labelled_models.py',
        ['.', ...paths],
        { TF_USE_LEGACY_KERAS: legacy },
      );
      for (const [path, { user, item }] of Object.entries(asked)) {
        const { session, tables } = await tablesOf(path);
        const tableOf = (rows: number) => {
          const found = tables.find((table) => table.rows === rows && table.reason === 'layer');
          assert.ok(found, path);
          return found;
        };
        assert.equal(Object.keys(user).length, 40);
        await assertWords(session, tableOf(41), user, path);
        await assertWords(session, tableOf(31), item, path);
      }
    },
  );
}
