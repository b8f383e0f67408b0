import assert from 'node:assert/strict';
import { test } from 'node:test';
import { figuresOf } from '../../../src/stats/number-figures.ts';
import { distributionOf } from '../../../src/stats/sketch.ts';
import { BinsWork } from '../../../src/stats/tasks/bins.ts';
import { FiguresWork } from '../../../src/stats/tasks/figures.ts';
import { anyFloat64, seededRandom } from '../../support/seeded-random.ts';
import { figuresIn } from './in-kernel.ts';

const figuresWork = new FiguresWork();
const binsWork = new BinsWork();
const arrays = { float32: Float32Array, float64: Float64Array, int32: Int32Array };

/** As figures are made: of the sketch, and where that is too coarse by going over the values once more. */
function figures(values: readonly number[], dtype: keyof typeof arrays = 'float64') {
  const stored = new arrays[dtype](values);
  figuresWork.begin({ dtype });
  const { sketch, moments, ...part } = figuresIn(figuresWork, stored);
  const known = { ...part, mean: moments.mean, std: 0, norm: 0 };
  const integral = dtype === 'int32';
  const distribution = distributionOf(sketch, part.zeros, dtype !== 'float32');
  const first = figuresOf(known, distribution, integral);
  if (!first.missing) return { ...first, stored: [...stored], again: false };
  binsWork.begin({ dtype, bins: first.missing });
  const counted = [...figuresIn(binsWork, stored)];
  return {
    ...figuresOf(known, distribution, integral, counted),
    stored: [...stored],
    again: true,
  };
}

/** Values of many kinds, and the dtype they are stored as. */
function* everything(random: () => number): Generator<readonly [number[], keyof typeof arrays]> {
  const makers = [
    () => random() - random(),
    () => 1e6 + random(),
    () => -1 - random() / 64,
    () => 10 ** (random() * 40 - 20) * (random() < 0.5 ? -1 : 1),
    () => Math.round(random() * 1000) - 500,
    () => 2 ** Math.round(random() * 20 - 10) * (random() < 0.5 ? -1 : 1),
    () => (random() < 0.9 ? -0 : 5e-324 * (random() < 0.5 ? -1 : 1)),
    () => 2 ** (-126 - random() * 20) * (random() < 0.5 ? -1 : 1),
    () => (random() - 0.5) * 3.4e38,
  ];
  for (const make of makers) {
    for (const dtype of ['float32', 'float64'] as const) {
      yield [Array.from({ length: 3000 }, make), dtype];
    }
  }
  yield [Array.from({ length: 3001 }, () => (random() - 0.5) * 2 ** 32), 'int32'];
  yield [Array.from({ length: 3001 }, () => Math.round(random() * 300) - 200), 'int32'];
  for (let round = 0; round < 100; round++) {
    const any = Array.from({ length: 1 + Math.floor(random() * 50) }, () => anyFloat64(random));
    yield [any.map((value) => (Number.isFinite(value) ? value : 0)), 'float64'];
  }
}

test('counts are those of values held against the edges', () => {
  const random = seededRandom(1);
  const seen = new Set<boolean>();
  for (const [values, dtype] of everything(random)) {
    const { histogram, stored, again } = figures(values, dtype);
    seen.add(again);
    assert.ok(histogram);
    const { edges, counts } = histogram;
    assert.equal(edges.length, counts.length + 1);
    assert.ok(counts.length <= 64, `${counts.length} bins`);
    assert.ok(edges.every(Number.isFinite));
    assert.ok((edges[0] ?? NaN) <= Math.min(...stored));
    assert.ok((edges.at(-1) ?? NaN) >= Math.max(...stored));
    if (edges[0] === edges[1]) continue;
    counts.forEach((count, bin) => {
      const [low, high] = [edges[bin] ?? NaN, edges[bin + 1] ?? NaN];
      const last = high === Number.MAX_VALUE;
      const inside = stored.filter((x) => low <= x && (last ? x <= high : x < high));
      assert.equal(count, inside.length, `${dtype}: ${low} … ${high}`);
    });
  }
  assert.deepEqual([...seen].sort(), [false, true], 'both ways');
});

test('values by magnitude are counted exactly', () => {
  const random = seededRandom(2);
  for (const [values, dtype] of everything(random)) {
    const { exponents, stored } = figures(values, dtype);
    const nonzero = stored.map(Math.abs).filter((x) => x !== 0);
    if (nonzero.length === 0) {
      assert.equal(exponents, null);
      continue;
    }
    assert.ok(exponents);
    const { from, counts, smaller, larger } = exponents;
    counts.forEach((count, index) => {
      const [low, high] = [2 ** (from + index), 2 ** (from + index + 1)];
      const inside = nonzero.filter((x) => low <= x && x < high);
      assert.equal(count, inside.length, `${dtype}: 2^${from + index}`);
    });
    const tiny = dtype === 'float32' ? 2 ** -133 : 2 ** -126;
    assert.equal(smaller, nonzero.filter((x) => x < tiny).length);
    assert.equal(larger, nonzero.filter((x) => x >= 2 ** 128).length);
    const sum = counts.reduce((total, count) => total + count, 0);
    assert.equal(sum + smaller + larger, nonzero.length);
  }
});

test('quantiles lie as near as they say', () => {
  const random = seededRandom(3);
  for (const [values, dtype] of everything(random)) {
    const { quantiles, stored } = figures(values, dtype);
    const ordered = stored.sort((a, b) => a - b);
    assert.ok(quantiles);
    assert.deepEqual(
      quantiles.map(({ q }) => q),
      [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99],
    );
    for (const { q, value, error } of quantiles) {
      const exact = ordered[Math.ceil(q * ordered.length) - 1] ?? NaN;
      const apart = Math.abs(exact - value);
      assert.ok(apart <= error * (1 + 1e-12), `${dtype} ${q}: ${value} ± ${error}, is ${exact}`);
      const tiny = dtype === 'float32' ? 2 ** -133 : 2 ** -126;
      const told = Math.abs(value) < 2 ** 128 ? Math.max(Math.abs(value) / 127, tiny) : Infinity;
      assert.ok(error <= told, `${dtype} ${q}: ${value} ± ${error}`);
      if (dtype === 'int32') assert.ok(Number.isInteger(value));
    }
  }
});

test('values that are spread fill more than half of the bins there may be', () => {
  const random = seededRandom(3);
  for (const width of [1e-30, 1, 3, 1e30]) {
    const values = Array.from({ length: 5000 }, () => (random() - 0.4) * width);
    const bins = figures(values).histogram?.counts.length ?? 0;
    assert.ok(bins > 32 && bins <= 64, `${bins} bins over ${width}`);
  }
});

test('whole numbers have bins that begin at whole numbers', () => {
  assert.deepEqual(figures([0, 1, 1], 'int32').histogram, { edges: [0, 1, 2], counts: [1, 2] });
  assert.deepEqual(figures([-1, 2, 2, 2], 'int32').histogram, {
    edges: [-1, 0, 1, 2, 3],
    counts: [1, 0, 0, 3],
  });
});

test('a single value is one bin of no width', () => {
  assert.deepEqual(figures([0.1, 0.1, 0.1]).histogram, { edges: [0.1, 0.1], counts: [3] });
  assert.deepEqual(figures([0]).histogram, { edges: [0, 0], counts: [1] });
});
