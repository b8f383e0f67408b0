import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TensorInfo } from '../../../src/protocol/model.ts';
import { parseTensorFilter } from '../../../src/server/tensor-filter.ts';

const embedding: TensorInfo = {
  name: 'variables/0/.ATTRIBUTES/VARIABLE_VALUE',
  objectPath: 'user_embedding/embeddings',
  dtype: 'float32',
  shape: [500, 32],
  bytes: 64_000,
  role: 'weight',
  stored: null,
};

const cases: readonly [filter: string, holds: boolean][] = [
  ['', true],
  ['   ', true],
  ['role:weight', true],
  ['role:optimizer', false],
  ['role:weight,optimizer', true],
  ['role:', true],
  ['dtype:float32', true],
  ['dtype:float', false],
  ['dtype:int64,string', false],
  ['shape:2', true],
  ['shape:1', false],
  ['shape:>1', true],
  ['shape:>2', false],
  ['shape:<3', true],
  ['shape:scalar', false],
  ['shape:500x32', true],
  ['shape:500×32', true],
  ['shape:?x32', true],
  ['shape:?x33', false],
  ['shape:500', false],
  ['shape:1,2', true],
  ['user', true],
  ['USER', true],
  ['VARIABLE_VALUE', true],
  ['item', false],
  ['user embeddings', true],
  ['user item', false],
  ['"user embeddings"', false],
  ['"user_embedding/emb"', true],
  ['"user_emb', true],
  ['role:weight dtype:float32 shape:>1 user', true],
  ['role:weight dtype:float32 shape:>2 user', false],
  ['other:thing', false],
  ['"role:weight"', false],
  ['has:finding', false],
];

for (const [filter, holds] of cases) {
  test(`${holds ? 'passes' : 'is held back by'} «${filter}»`, () => {
    assert.equal(parseTensorFilter(filter)({ tensor: embedding, hasFinding: false }), holds);
  });
}

test('has:finding asks for a finding, and for nothing else', () => {
  assert.equal(parseTensorFilter('has:finding')({ tensor: embedding, hasFinding: true }), true);
  assert.equal(parseTensorFilter('has:nothing')({ tensor: embedding, hasFinding: true }), false);
});

test('a scalar has rank 0', () => {
  const scalar = { tensor: { ...embedding, shape: [] }, hasFinding: false };
  assert.equal(parseTensorFilter('shape:scalar')(scalar), true);
  assert.equal(parseTensorFilter('shape:0')(scalar), true);
  assert.equal(parseTensorFilter('shape:<1')(scalar), true);
});
