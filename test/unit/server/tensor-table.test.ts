import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding } from '../../../src/protocol/model.ts';
import type { TensorQuery } from '../../../src/protocol/tensors.ts';
import { TensorTable } from '../../../src/server/tensor-table.ts';
import { tensorInfo } from '../../support/tensor-info.ts';

const query: TensorQuery = { filter: '', sort: 'file', descending: false, offset: 0, limit: 100 };

const names = async (table: TensorTable, over: Partial<TensorQuery>) =>
  (await table.page({ ...query, ...over })).rows.map(({ name }) => name);

const tensors = [
  tensorInfo('layer_10/kernel', { shape: [4, 3], bytes: 48 }),
  tensorInfo('layer_2/kernel', { shape: [3, 9], bytes: 108, role: 'optimizer' }),
  tensorInfo('step', { shape: [], bytes: 8, dtype: 'int64', role: 'state' }),
  tensorInfo('b', { objectPath: 'layer_1/bias', shape: [3], bytes: 12, dtype: 'float16' }),
];
const table = new TensorTable(tensors, []);

test("keeps the file's order, and turns it round", async () => {
  assert.deepEqual(await names(table, {}), ['layer_10/kernel', 'layer_2/kernel', 'step', 'b']);
  assert.deepEqual(await names(table, { descending: true }), [
    'b',
    'step',
    'layer_2/kernel',
    'layer_10/kernel',
  ]);
});

test('sorts by the name that is shown, as a person counts', async () => {
  assert.deepEqual(await names(table, { sort: 'name' }), [
    'b', // layer_1/bias
    'layer_2/kernel',
    'layer_10/kernel',
    'step',
  ]);
});

test('sorts by role, dtype, shape and size; equal ones stand by name both ways', async () => {
  assert.deepEqual(await names(table, { sort: 'role' }), [
    'b',
    'layer_10/kernel',
    'layer_2/kernel',
    'step',
  ]);
  assert.deepEqual(await names(table, { sort: 'role', descending: true }), [
    'step',
    'layer_2/kernel',
    'b',
    'layer_10/kernel',
  ]);
  assert.deepEqual(await names(table, { sort: 'dtype' }), [
    'b',
    'layer_2/kernel',
    'layer_10/kernel',
    'step',
  ]);
  assert.deepEqual(await names(table, { sort: 'shape' }), [
    'step',
    'b',
    'layer_2/kernel',
    'layer_10/kernel',
  ]);
  assert.deepEqual(await names(table, { sort: 'size', descending: true }), [
    'layer_2/kernel',
    'layer_10/kernel',
    'b',
    'step',
  ]);
});

test('answers pages of one selection, with what passes in all', async () => {
  const page = await table.page({ ...query, filter: 'kernel', sort: 'size', offset: 1, limit: 1 });
  assert.deepEqual(
    page.rows.map(({ name }) => name),
    ['layer_2/kernel'],
  );
  assert.equal(page.total, 4);
  assert.equal(page.matched, 2);
  assert.equal(page.matchedBytes, 156);
});

test('a page beyond the end is empty, and a negative offset is the start', async () => {
  assert.deepEqual(await names(table, { offset: 10 }), []);
  assert.deepEqual(await names(table, { offset: -3, limit: 1 }), ['layer_10/kernel']);
});

test('counts facets over all tensors, whatever the filter', async () => {
  const { facets } = await table.page({ ...query, filter: 'nothing has this name' });
  assert.deepEqual(facets, {
    roles: [
      { role: 'weight', count: 2 },
      { role: 'optimizer', count: 1 },
      { role: 'state', count: 1 },
    ],
    dtypes: [
      { dtype: 'float32', count: 2 },
      { dtype: 'float16', count: 1 },
      { dtype: 'int64', count: 1 },
    ],
    withFindings: 0,
  });
});

test('has:finding finds tensors that a finding names and damaged ones', async () => {
  const finding: Finding = {
    severity: 'warning',
    code: 'zero-rows',
    message: 'It has rows of zeros.',
    location: 'a',
    kind: 'tensor',
  };
  const other: Finding = { ...finding, location: 'c', kind: 'file' };
  const marked = new TensorTable(
    [tensorInfo('a'), tensorInfo('b', { damage: 'Its shard is missing.' }), tensorInfo('c')],
    [finding, other],
  );
  assert.deepEqual(await names(marked, { filter: 'has:finding' }), ['a', 'b']);
  assert.equal((await marked.page(query)).facets.withFindings, 2);
});

test('finds a tensor wherever it stands, if it passes', async () => {
  const found = async (over: Partial<TensorQuery>) =>
    (await table.page({ ...query, limit: 0, ...over })).found;
  assert.equal((await found({ sort: 'name', find: 'step' }))?.index, 3);
  assert.equal(
    (await found({ filter: 'kernel', find: 'layer_2/kernel' }))?.tensor.name,
    'layer_2/kernel',
  );
  assert.equal(await found({ filter: 'kernel', find: 'step' }), undefined);
  assert.equal(await found({}), undefined);
});

test('sorts by figures that are known; the others come last both ways', async () => {
  const figures: Record<string, number> = { 'layer_10/kernel': -0.5, b: 3 };
  const known = { version: 1, figure: (name: string) => figures[name] ?? null };
  const sorted = new TensorTable(tensors, [], known);
  const order = (descending: boolean) => names(sorted, { sort: 'min', descending });
  assert.deepEqual(await order(false), ['layer_10/kernel', 'b', 'layer_2/kernel', 'step']);
  assert.deepEqual(await order(true), ['b', 'layer_10/kernel', 'layer_2/kernel', 'step']);
  figures['step'] = 9;
  known.version = 2;
  // A further page is of the order that the first one was of.
  assert.deepEqual(await names(sorted, { sort: 'min', descending: true, offset: 2 }), [
    'layer_2/kernel',
    'step',
  ]);
  assert.deepEqual(await order(true), ['step', 'b', 'layer_10/kernel', 'layer_2/kernel']);
});
