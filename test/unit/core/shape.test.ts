import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkShape, elementCount } from '../../../src/core/shape.ts';

test('a shape that memory could hold passes with its element count', () => {
  assert.deepEqual(checkShape([]), { shape: [], elements: 1 });
  assert.deepEqual(checkShape([500n, 32n]), { shape: [500, 32], elements: 16_000 });
  assert.deepEqual(checkShape([0n, 2n ** 52n]), { shape: [0, 2 ** 52], elements: 0 });
});

test('a shape that overflows, is negative or has too many dimensions is refused in a clause', () => {
  const problem = (dimensions: bigint[]): string => {
    const checked = checkShape(dimensions);
    assert.ok('problem' in checked);
    return checked.problem;
  };
  assert.match(problem([-1n]), /dimension -1 is negative/);
  assert.match(problem([2n ** 54n]), /beyond 2\^53/);
  assert.match(problem([2n ** 30n, 2n ** 30n]), /more than 2\^53 bytes/);
  assert.match(problem(new Array<bigint>(254).fill(2n ** 53n - 1n)), /more than 2\^53 bytes/);
  assert.match(problem(new Array<bigint>(255).fill(1n)), /rank 255 is over 254/);
});

test('bytes that are not exact as a number are refused, too', () => {
  assert.ok('problem' in checkShape([2n ** 50n], 8));
  assert.deepEqual(checkShape([2n ** 50n], 4), { shape: [2 ** 50], elements: 2 ** 50 });
});

test('a scalar has one element', () => {
  assert.equal(elementCount([]), 1);
  assert.equal(elementCount([7, 6, 5]), 210);
});
