import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TensorInfo } from '../../../../src/protocol/model.ts';
import { findTables, type TableSources } from '../../../../src/stats/embeddings/find-tables.ts';
import { labelsFor, type LabelOffer } from '../../../../src/stats/embeddings/labels/fit.ts';
import { layerInfo } from '../../../support/layer-info.ts';
import { tensorInfo } from '../../../support/tensor-info.ts';

function found(
  tensors: readonly TensorInfo[],
  sources: Partial<TableSources> = {},
): (readonly [string, string])[] {
  const all = { format: 'tf-checkpoint', layers: [], gathered: new Set<string>(), ...sources };
  return findTables({ ...all, tensors } as TableSources).map(({ title, reason }) => [
    title,
    reason,
  ]);
}

const table = (name: string, over: Partial<TensorInfo> = {}) =>
  tensorInfo(name, { shape: [100, 8], bytes: 3200, ...over });

test('tables are told by layers, by gathering, by their names, and last by their shape', () => {
  const tensors = [
    table('a', { objectPath: 'tower/embedding/embeddings' }),
    table('b'),
    table('user_embedding/embeddings'),
    table('embedding_projection/kernel'),
    table('index/_candidates'),
    table('model/word_embeddings', { shape: [100, 8, 2] }),
    table('counts', { dtype: 'string' }),
  ];
  const layers = [layerInfo('tower/embedding', { class: 'Embedding', weights: ['a'] })];
  assert.deepEqual(found(tensors, { layers, gathered: new Set(['b']) }), [
    ['tower/embedding', 'layer'],
    ['b', 'gather'],
    ['index/_candidates', 'name'],
    ['user_embedding/embeddings', 'name'],
    ['embedding_projection/kernel', 'shape'],
  ]);
});

test('what an optimizer keeps for a table is none, and the largest comes first', () => {
  const tensors = [
    table('small_embedding', { bytes: 10 }),
    table('embedding/m', { role: 'optimizer' }),
    table('embedding/v', { slot: { name: 'v', of: 'embedding' } }),
    table('large_embedding', { bytes: 99_999 }),
    table('paddings', { role: 'bookkeeping' }),
  ];
  assert.deepEqual(found(tensors), [
    ['large_embedding', 'name'],
    ['small_embedding', 'name'],
  ]);
});

test('an export that holds its variables twice has each table once', () => {
  const name = (path: string) => `${path}/.ATTRIBUTES/VARIABLE_VALUE`;
  const tensors = [
    table(name('_all_variables/3')),
    table(name('_all_variables/4')),
    table(name('_all_variables/5'), { shape: [7, 7] }),
    table(name('variables/0')),
    table(name('variables/1')),
  ];
  assert.deepEqual(
    found(tensors).map(([title]) => title),
    [name('_all_variables/5'), name('variables/0'), name('variables/1')],
  );
});

test('arrays of NumPy and HDF5’s datasets are told as such', () => {
  const tensors = [table('vectors'), table('numbers', { dtype: 'int64' })];
  assert.deepEqual(found(tensors, { format: 'numpy' }), [
    ['vectors', 'dataset'],
    ['numbers', 'shape'],
  ]);
  assert.deepEqual(found([table('user_embeddings'), table('scores')], { format: 'hdf5' }), [
    ['user_embeddings', 'dataset'],
    ['scores', 'shape'],
  ]);
});

const [users, items] = findTables({
  format: 'hdf5',
  layers: [],
  gathered: new Set(),
  tensors: [table('user_embeddings'), table('item_embeddings', { shape: [100, 8] })],
}).toSorted((a, b) => (a.tensor > b.tensor ? -1 : 1));

function offer(id: string, count: number, over: Partial<LabelOffer> = {}): LabelOffer {
  return {
    source: { id, kind: 'dataset', name: id, file: null, count, firstRow: null },
    feeds: null,
    path: id,
    namedOnly: false,
    ...over,
  };
}

function labelsOf(offers: readonly LabelOffer[], of = users): (readonly [string, number])[] {
  assert.ok(of);
  return labelsFor(of, offers).map(({ id, firstRow }) => [id, firstRow]);
}

test('labels fit by their count, and a shared name puts them in front', () => {
  const offers = [
    offer('names', 100),
    offer('item_ids', 100),
    offer('user_ids', 100),
    offer('vocabulary', 99),
    offer('masked', 98),
    offer('fewer', 97),
    offer('more', 101),
  ];
  assert.deepEqual(labelsOf(offers), [
    ['user_ids', 0],
    ['names', 0],
    ['item_ids', 0],
    ['vocabulary', 1],
    ['masked', 2],
  ]);
  assert.equal(labelsOf(offers, items)[0]?.[0], 'item_ids');
});

test('what the model itself says comes first, whatever the counts, and goes to no other table', () => {
  const offers = [
    offer('user_ids', 100),
    offer('lookup', 40, {
      feeds: new Set(['user_embeddings']),
      source: { ...offer('lookup', 40).source, firstRow: 1 },
    }),
    offer('elsewhere', 100, { feeds: new Set(['item_embeddings']) }),
  ];
  assert.deepEqual(labelsOf(offers), [
    ['lookup', 1],
    ['user_ids', 0],
  ]);
});

test('numbers are labels only of a table of their name', () => {
  const offers = [offer('user_ids', 100, { namedOnly: true })];
  assert.deepEqual(labelsOf(offers), [['user_ids', 0]]);
  assert.deepEqual(labelsOf(offers, items), []);
});
