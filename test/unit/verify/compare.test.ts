import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RawTensor } from '../../../src/protocol/runner.ts';
import type { Tolerance } from '../../../src/protocol/verify.ts';
import { compareTensors } from '../../../src/verify/compare.ts';
import type { TensorComparison } from '../../../src/verify/differences.ts';
import { encodeTensor } from '../../../src/verify/encode.ts';
import { toleranceFor } from '../../../src/verify/tolerance.ts';
import type { ExactJson } from '../../../src/core/exact-json.ts';
import { randomNumbers } from './random.ts';

function tensor(dtype: string, values: ExactJson[], shape = [values.length]): RawTensor {
  const json = new Map<string, ExactJson>([
    ['dtype', dtype],
    ['shape', shape],
    ['values', values],
  ]);
  return encodeTensor(json, 'x');
}

const exact: Tolerance = { rtol: 0, atol: 0 };

const passes = ({ problem, mismatched }: TensorComparison): boolean =>
  problem === undefined && mismatched === 0;

function compare(
  dtype: string,
  original: ExactJson[],
  reloaded: ExactJson[],
  tolerance = toleranceFor(dtype, {}),
): TensorComparison {
  return compareTensors(tensor(dtype, original), tensor(dtype, reloaded), tolerance);
}

test('dtype comes before shape, shape before values', () => {
  const original = tensor('float32', [1, 2]);
  assert.match(
    compareTensors(original, tensor('float64', [1, 2, 3]), exact).problem ?? '',
    /dtype is float64; the original's is float32/,
  );
  assert.match(
    compareTensors(original, tensor('float32', [1, 2], [2, 1]), exact).problem ?? '',
    /shape is \[2, 1\]; the original's is \[2\]/,
  );
});

test('NaN matches NaN only, and comes before infinities', () => {
  assert.ok(passes(compare('float32', ['NaN', 1], ['NaN', 1])));
  const report = compare('float32', [1, 2, 'Infinity'], [1, 'NaN', '-Infinity']);
  assert.equal(report.problem, '1 value is NaN on one side only, first at [1].');
  assert.equal(report.mismatched, 2);
  assert.deepEqual(report.minimumPassing, { rtol: null, atol: null });
  assert.equal(report.worst[0]?.difference, null);
});

test('an infinity matches one of the same sign only', () => {
  assert.ok(passes(compare('float64', ['-Infinity'], ['-Infinity'])));
  const wide = { rtol: 1e9, atol: 1e9 };
  for (const [a, b] of [
    ['Infinity', '-Infinity'],
    [1, 'Infinity'],
    ['-Infinity', 1e308],
  ] as const) {
    const report = compare('float64', [a], [b], wide);
    assert.match(report.problem ?? '', /1 value is infinite on one side only/);
    assert.equal(report.mismatched, 1);
  }
});

test('−0 equals 0 and is not the same bits; any NaN is', () => {
  const zero = compare('float32', [0, 1], [-0, 1]);
  assert.ok(passes(zero));
  assert.equal(zero.bitIdentical, false);
  assert.equal(compare('float32', ['NaN', 0], ['NaN', 0]).bitIdentical, true);
});

test('64-bit integers are compared digit by digit', () => {
  const report = compare('int64', [2n ** 62n, 7n], [2n ** 62n + 1n, 7n]);
  assert.equal(report.mismatched, 1);
  assert.equal(report.maxAbs, 1);
  assert.equal(report.worstOriginal, '4611686018427387904');
  assert.equal(report.worstReloaded, '4611686018427387905');
  assert.equal(compare('uint64', [0n], [2n ** 64n - 1n]).maxAbs, '18446744073709551615');
});

test('integers, booleans and strings know no tolerance', () => {
  for (const dtype of ['int32', 'uint8', 'int64', 'bool', 'string']) {
    assert.deepEqual(toleranceFor(dtype, { rtol: 1, atol: 100 }), exact, dtype);
  }
  assert.equal(passes(compare('int32', [1000], [1001])), false);
  assert.deepEqual(compare('int32', [1000], [1001]).minimumPassing, { rtol: null, atol: null });
  assert.equal(passes(compare('bool', [true], [false])), false);
  const strings = compare('string', ['a', 'b'], ['a', 'c']);
  assert.equal(strings.mismatched, 1);
  assert.deepEqual(strings.worst, [{ index: [1], original: 'b', reloaded: 'c', difference: null }]);
  assert.equal(strings.maxAbs, null);
});

test('complex numbers are as far apart as in the plane', () => {
  const report = compare('complex64', [[1, 1]], [[4, 5]], exact);
  assert.equal(report.maxAbs, 5);
  assert.match(compare('complex64', [[1, 'NaN']], [[1, 1]]).problem ?? '', /NaN/);
  assert.ok(passes(compare('complex128', [['Infinity', 1]], [['Infinity', 1 + 1e-13]])));
});

test('the worst element, and the twenty that are farthest off', () => {
  const original = Array.from({ length: 100 }, () => 0);
  const reloaded = original.map((_, index) => (index === 41 ? 8 : index / 1000));
  const a = tensor('float64', original, [10, 10]);
  const report = compareTensors(a, tensor('float64', reloaded, [10, 10]), exact);
  assert.deepEqual(report.worstIndex, [4, 1]);
  assert.equal(report.worstReloaded, '8');
  assert.equal(report.worst.length, 20);
  assert.deepEqual(
    report.worst.slice(0, 3).map(({ index }) => index),
    [
      [4, 1],
      [9, 9],
      [9, 8],
    ],
  );
});

test('differences are counted by decade', () => {
  const report = compare('float64', [0, 0, 0, 0, 0], [0, 1e-3, 9.9e-3, 0.01, 1], exact);
  assert.deepEqual(report.differences, {
    identical: 1,
    decades: [
      { exponent: -3, count: 2 },
      { exponent: -2, count: 1 },
      { exponent: 0, count: 1 },
    ],
  });
});

test('numbers so far apart that float64 cannot say how far', () => {
  const report = compare('float64', [-1.7e308], [1.7e308], exact);
  assert.equal(report.mismatched, 1);
  assert.equal(report.maxAbs, 'Infinity');
  assert.deepEqual(report.minimumPassing, { rtol: null, atol: null });
});

test('for any two tensors: the smallest passing tolerances pass, and smaller ones do not', () => {
  const random = randomNumbers(11);
  for (const dtype of ['float64', 'float32', 'float16', 'bfloat16', 'complex64']) {
    for (let round = 0; round < 60; round++) {
      const one = (): number => (random.integer(2001) - 1000) / 500;
      const near = (value: number): number => value * (1 + (random.integer(201) - 100) / 1e4);
      const original = Array.from({ length: 12 }, one);
      const reloaded = original.map((value) => (random.integer(3) === 0 ? value : near(value)));
      const pairUp = (list: number[]): ExactJson[] =>
        dtype === 'complex64' ? list.map((value) => [value, -value]) : list;
      const [a, b] = [pairUp(original), pairUp(reloaded)];
      const { minimumPassing, bitIdentical, maxAbs } = compare(dtype, a, b, exact);
      const { rtol, atol } = minimumPassing;
      assert.equal(atol, maxAbs);
      if (atol !== null) {
        assert.ok(passes(compare(dtype, a, b, { rtol: 0, atol })));
        if (atol > 0) assert.ok(!passes(compare(dtype, a, b, { rtol: 0, atol: atol * 0.999 })));
        else assert.ok(passes(compare(dtype, a, b, exact)) || !bitIdentical);
      }
      if (rtol !== null) {
        assert.ok(passes(compare(dtype, a, b, { rtol, atol: 0 })), `${dtype} rtol ${String(rtol)}`);
        if (rtol > 0) assert.ok(!passes(compare(dtype, a, b, { rtol: rtol * 0.999, atol: 0 })));
      }
    }
  }
});

test('for any tensor: it equals itself, and mismatches are those of the definition', () => {
  const random = randomNumbers(5);
  for (let round = 0; round < 200; round++) {
    const original = Array.from({ length: 20 }, random.float);
    const reloaded = original.map((value) => (random.integer(2) === 0 ? value : random.float()));
    const self = compare('float64', original, original, exact);
    assert.ok(passes(self) && self.bitIdentical && self.worst.length === 0);
    const { rtol, atol } = { rtol: 1e-3, atol: 1e-6 };
    const report = compare('float64', original, reloaded, { rtol, atol });
    const expected = original.filter(
      (b, index) => !(Math.abs((reloaded[index] ?? NaN) - b) <= atol + rtol * Math.abs(b)),
    );
    assert.equal(report.mismatched, expected.length);
    assert.equal(report.count, 20);
  }
});
