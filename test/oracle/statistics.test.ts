import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { tensorStatistics } from '../../src/stats/tensor-statistics.ts';
import { StatisticsThreads } from '../../src/stats/threads/statistics-threads.ts';
import type { TensorStatistics } from '../../src/protocol/tensors.ts';
import {
  fixtures,
  withoutFixtures,
  type GoldenFigures,
  type GoldenTensor,
} from './support/golden.ts';
import { opened } from './support/opened.ts';

// Figures are NumPy's: counts and extremes exactly, mean and deviation to 1e-12 of the values' size.

const threads = new StatisticsThreads();
after(() => threads.close());

test('there are tensors', { skip: withoutFixtures }, () => {
  assert.ok(fixtures.some(({ tensors }) => tensors.length > 0));
});

for (const golden of fixtures) {
  test(`statistics of ${golden.name}`, async () => {
    await opened(golden.path, async (artifact) => {
      for (const expected of golden.tensors) {
        const tensor = artifact.tensors.find(({ name }) => name === expected.name);
        assert.ok(tensor, expected.name);
        assertStatistics(await tensorStatistics(artifact, tensor, { threads }), expected);
      }
    });
  });
}

function assertStatistics(figures: TensorStatistics, { name, statistics }: GoldenTensor): void {
  const { count, zeros, nan, inf, magnitude } = statistics;
  assert.deepEqual(
    { count: figures.count, zeros: figures.zeros, nan: figures.nan, inf: figures.inf },
    { count, zeros, nan, inf },
    name,
  );
  assertFigures(name, figures, statistics);
  if (magnitude === undefined) assert.equal(figures.magnitude, undefined, name);
  else assertMagnitude(name, figures.magnitude, magnitude);
  assert.equal(figures.checksum, 'ok', name);

  const { histogram, min, max } = figures;
  if (min === null) return;
  assert.ok(histogram, name);
  const counted = histogram.counts.reduce((sum, bin) => sum + bin, 0);
  assert.equal(counted, count - (nan ?? 0) - (inf ?? 0), `histogram of ${name}`);
  assert.ok((histogram.edges[0] ?? NaN) <= Number(min), name);
  assert.ok((histogram.edges.at(-1) ?? NaN) >= Number(max), name);
}

type Figures = Pick<TensorStatistics, 'min' | 'max' | 'mean' | 'std'>;

function assertFigures(name: string, found: Figures, expected: GoldenFigures): void {
  assert.deepEqual([found.min, found.max], [expected.min, expected.max], `extremes of ${name}`);
  assertClose(`mean of ${name}`, found.mean, expected.mean, expected.rms);
  assertClose(`deviation of ${name}`, found.std, expected.std, expected.rms);
}

/** A magnitude is a square root, which NumPy and JavaScript round by themselves. */
function assertMagnitude(name: string, found: Figures | undefined, expected: GoldenFigures): void {
  assert.ok(found, name);
  for (const figure of ['min', 'max', 'mean', 'std'] as const) {
    assertClose(
      `${figure} of the magnitude of ${name}`,
      found[figure],
      expected[figure],
      expected.rms,
    );
  }
}

function assertClose(
  what: string,
  found: number | string | null,
  expected: number | string | null,
  rms: number | null,
): void {
  if (expected === null) {
    assert.equal(found, null, what);
    return;
  }
  const [is, should] = [Number(found), Number(expected)];
  const allowed = 1e-12 * Math.max(Math.abs(should), rms ?? 0);
  assert.ok(
    Math.abs(is - should) <= allowed,
    `${what}: ${String(found)}, NumPy: ${String(expected)}`,
  );
}
