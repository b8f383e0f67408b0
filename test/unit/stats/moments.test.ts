import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Moments } from '../../../src/stats/moments.ts';
import { FiguresWork } from '../../../src/stats/tasks/figures.ts';
import { exactMean, exactStd } from './exact.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { figuresIn } from './in-kernel.ts';

const work = new FiguresWork();
work.begin({ dtype: 'float64' });

/** Of parts of a hundred values, by themselves and put together. */
function momentsOf(values: readonly number[]) {
  const moments = new Moments();
  for (let at = 0; at < values.length; at += 100) {
    moments.add(figuresIn(work, Float64Array.from(values.slice(at, at + 100))).moments);
  }
  const figures = moments.figures();
  return figures && { mean: figures.mean, std: figures.std };
}

function assertClose(values: readonly number[], tolerance: number) {
  const figures = momentsOf(values);
  assert.ok(figures);
  const [mean, std] = [exactMean(values), exactStd(values)];
  const size = Math.max(Math.abs(mean), std);
  assert.ok(Math.abs(figures.mean - mean) <= tolerance * size, `mean ${figures.mean}, is ${mean}`);
  assert.ok(Math.abs(figures.std - std) <= tolerance * std, `std ${figures.std}, is ${std}`);
}

test('mean and deviation are those of exact arithmetic', () => {
  const random = seededRandom(4);
  for (let round = 0; round < 100; round++) {
    const count = 1 + Math.floor(random() * 500);
    const scale = 10 ** (random() * 200 - 100);
    assertClose(
      Array.from({ length: count }, () => (random() - 0.3) * scale),
      1e-14,
    );
  }
});

test('a mean of 1e6 or 1e12 does not wash the deviation out', () => {
  const random = seededRandom(5);
  for (const [offset, tolerance] of [
    [1e6, 1e-12],
    [1e12, 1e-12],
  ] as const) {
    assertClose(
      Array.from({ length: 1000 }, () => offset + random()),
      tolerance,
    );
  }
});

test('one far value among near ones', () => {
  assertClose([...Array<number>(999).fill(1), 1e18, 2, 3], 1e-12);
});

test('equal values deviate by exactly nothing, and their mean is they', () => {
  for (const value of [0.1, 1 / 3, -1e-300, 1e300]) {
    assert.deepEqual(momentsOf(Array<number>(1000).fill(value)), { mean: value, std: 0 });
  }
});

test('values whose squares leave float64', () => {
  const random = seededRandom(6);
  assertClose(
    Array.from({ length: 500 }, (_, index) => (index < 250 ? random() : random() * 1e308)),
    1e-13,
  );
  assertClose([-Number.MAX_VALUE, Number.MAX_VALUE], 1e-15);
  assertClose(Array<number>(300).fill(1).concat(-1.7e308, 1.6e308), 1e-13);
});

test('without a value there is none', () => {
  assert.equal(new Moments().figures(), null);
});

test('a thousand million values around 1e6 with a spread of 1', () => {
  const random = seededRandom(7);
  const values = Array.from({ length: 2000 }, () => 1e6 + random() - random());
  const part = figuresIn(work, Float64Array.from(values)).moments;
  const moments = new Moments();
  for (let times = 0; times < 500_000; times++) moments.add(part);
  const figures = moments.figures();
  assert.ok(figures && moments.count === 1e9);
  assert.ok(Math.abs(figures.mean - exactMean(values)) < 1e-15 * 1e6, String(figures.mean));
  const std = exactStd(values);
  assert.ok(Math.abs(figures.std - std) < 1e-9 * std, `${figures.std}, is ${std}`);
});
