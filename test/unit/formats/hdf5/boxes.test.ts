import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boxes } from '../../../../src/formats/hdf5/boxes.ts';

/** Row-major places of the elements of a box. */
function places(
  shape: readonly number[],
  start: readonly number[],
  count: readonly number[],
): number[] {
  let found = [0];
  for (const [axis, size] of shape.entries()) {
    found = found.flatMap((place) =>
      Array.from(
        { length: count[axis] ?? 0 },
        (_, step) => place * size + (start[axis] ?? 0) + step,
      ),
    );
  }
  return found;
}

test('boxes are the range, in its order, and none reaches over a multiple of the most', () => {
  for (const shape of [[7], [3, 5], [4, 1, 6], [2, 3, 4, 5], [1, 1], []]) {
    const elements = shape.reduce((product, size) => product * size, 1);
    for (let start = 0; start <= elements; start += 3) {
      for (const count of [0, 1, 2, 5, elements - start]) {
        if (start + count > elements) continue;
        for (const most of [1, 4, 7, 1000]) {
          const found: number[] = [];
          for (const box of boxes(shape, start, count, most)) {
            const inside = places(shape, box.start, box.count);
            assert.equal(inside.length, box.elements);
            assert.equal(
              Math.floor((inside[0] ?? 0) / most),
              Math.floor((inside.at(-1) ?? 0) / most),
            );
            found.push(...inside);
          }
          assert.deepEqual(
            found,
            Array.from({ length: count }, (_, index) => start + index),
          );
        }
      }
    }
  }
});
