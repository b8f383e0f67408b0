import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Histogram } from '../../../src/stats/histogram.ts';
import { anyFloat64, seededRandom } from '../../support/seeded-random.ts';

/** Adds each part as a block of its own. */
function histogramOf(parts: readonly (readonly number[])[], integral = false) {
  const histogram = new Histogram(integral);
  let [min, max] = [Infinity, -Infinity];
  for (const part of parts.filter((one) => one.length > 0)) {
    const low = Math.min(...part);
    const high = Math.max(...part);
    histogram.add(Float64Array.from(part), part.length, low, high);
    min = Math.min(min, low);
    max = Math.max(max, high);
  }
  return histogram.figures(min, max);
}

/** Values cut into parts of up to `longest`. */
function cut(values: readonly number[], random: () => number, longest: number): number[][] {
  const parts: number[][] = [];
  for (let at = 0; at < values.length;) {
    const length = 1 + Math.floor(random() * longest);
    parts.push(values.slice(at, at + length));
    at += length;
  }
  return parts;
}

test('counts are those of a second pass over the final edges', () => {
  const random = seededRandom(1);
  const makers = [
    () => random() - random(),
    () => 1e6 + random(),
    () => 10 ** (random() * 40 - 20),
    () => Math.round(random() * 1000),
    () => (random() < 0.9 ? 0 : 5e-324),
  ];
  for (const make of makers) {
    const values = Array.from({ length: 3000 }, make);
    const figures = histogramOf(cut(values, random, 100));
    assert.ok(figures);
    const { edges, counts } = figures;
    assert.equal(edges.length, counts.length + 1);
    assert.ok(counts.length <= 64, `${counts.length} bins`);
    counts.forEach((count, bin) => {
      const [low, high] = [edges[bin] ?? NaN, edges[bin + 1] ?? NaN];
      assert.equal(count, values.filter((x) => low <= x && x < high).length, `${low} … ${high}`);
    });
    assert.ok((edges[0] ?? NaN) <= Math.min(...values));
    assert.ok((edges.at(-1) ?? NaN) > Math.max(...values));
  }
});

test('the same values in any order and any parts give the same histogram', () => {
  const random = seededRandom(2);
  for (let round = 0; round < 200; round++) {
    const values = Array.from({ length: 1 + Math.floor(random() * 50) }, () => {
      const value = random() < 0.5 ? anyFloat64(random) : random() * 100 - 50;
      return Number.isFinite(value) ? value : 0;
    });
    const whole = histogramOf([values]);
    const shuffled = values.map((value) => ({ value, key: random() }));
    shuffled.sort((a, b) => a.key - b.key);
    assert.deepEqual(histogramOf(cut(values, random, 5)), whole);
    assert.deepEqual(
      histogramOf(
        cut(
          shuffled.map(({ value }) => value),
          random,
          5,
        ),
      ),
      whole,
    );
    assert.equal(
      whole?.counts.reduce((sum, count) => sum + count, 0),
      values.length,
    );
  }
});

test('values that are spread fill more than half of the bins there may be', () => {
  const random = seededRandom(3);
  for (const width of [1e-30, 1, 3, 1e30]) {
    const values = Array.from({ length: 5000 }, () => (random() - 0.4) * width);
    const bins = histogramOf([values])?.counts.length ?? 0;
    assert.ok(bins > 32 && bins <= 64, `${bins} bins over ${width}`);
  }
});

test('whole numbers have bins that begin at whole numbers', () => {
  assert.deepEqual(histogramOf([[0, 1, 1]], true), { edges: [0, 1, 2], counts: [1, 2] });
  assert.deepEqual(histogramOf([[-1, 2, 2, 2]], true), {
    edges: [-1, 0, 1, 2, 3],
    counts: [1, 0, 0, 3],
  });
});

test('a single value is one bin of no width', () => {
  assert.deepEqual(histogramOf([[0.1, 0.1], [0.1]]), { edges: [0.1, 0.1], counts: [3] });
  assert.deepEqual(histogramOf([[0]]), { edges: [0, 0], counts: [1] });
});

test('without a value there is none', () => {
  assert.equal(new Histogram(false).figures(Infinity, -Infinity), null);
});

test('the whole range of float64 fits', () => {
  const figures = histogramOf([[-Number.MAX_VALUE, 0, 5e-324], [Number.MAX_VALUE]]);
  assert.equal(
    figures?.counts.reduce((sum, count) => sum + count, 0),
    4,
  );
  assert.ok(figures.edges.every(Number.isFinite));
});
