import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  boxOf,
  compareStarts,
  overlapping,
  type Box,
} from '../../../../src/codec/tensor-slices/box.ts';
import { mergeNumbers } from '../../../../src/codec/tensor-slices/merge.ts';
import { PieceWindow } from '../../../../src/codec/tensor-slices/piece-window.ts';
import { ReadError } from '../../../../src/core/errors.ts';
import { failsWith } from '../../../support/errors.ts';

const box = (start: readonly number[], length: readonly number[]): Box => ({ start, length });

test('a slice is the part of the tensor that its extents say', () => {
  const all = { start: 0n, length: -1n };
  assert.deepEqual(boxOf([{ start: 2n, length: 3n }, all], [5, 7]), box([2, 0], [3, 7]));
  assert.deepEqual(boxOf([], []), box([], []));
  assert.equal(boxOf([{ start: 2n, length: 4n }], [5]), null);
  assert.equal(boxOf([{ start: -1n, length: 2n }], [5]), null);
  assert.equal(boxOf([{ start: 2n ** 62n, length: 2n ** 62n }], [5]), null);
  assert.equal(boxOf([all], [5, 7]), null);
});

test('two boxes with an element in common are found, whatever lies between them', () => {
  const rows = [box([0, 0], [2, 4]), box([2, 0], [2, 4]), box([4, 0], [2, 4])];
  assert.equal(overlapping(rows), null);
  const columns = [box([0, 0], [6, 2]), box([0, 2], [6, 2]), box([1, 3], [1, 1])];
  assert.deepEqual(overlapping(columns), [columns[1], columns[2]]);
  assert.deepEqual(overlapping([box([], []), box([], [])]), [box([], []), box([], [])]);
  // A box without elements has none in common with any.
  assert.equal(overlapping([box([0, 0], [6, 0]), box([0, 0], [6, 4])]), null);
});

test('an element that no piece has ends in the error that says so', async () => {
  const pieces = [box([3, 0], [1, 2]), box([0, 0], [2, 2])].sort(compareStarts);
  class Zeros extends PieceWindow {
    override load(start: number): Promise<void> {
      this.hold(start, new Uint8Array(8));
      return Promise.resolve();
    }
  }
  const gap = (index: readonly number[]): ReadError =>
    new ReadError({
      code: 'malformed',
      format: 'x',
      path: '/x',
      message: `nothing at ${index.join(', ')}`,
    });
  const merged = mergeNumbers(
    { shape: [4, 2], slices: pieces },
    { start: 0, count: 8 },
    { itemBytes: 4, open: () => Promise.resolve(new Zeros()), gap },
  );
  await assert.rejects(merged.next(), failsWith('malformed', /nothing at 2, 0/));
});
