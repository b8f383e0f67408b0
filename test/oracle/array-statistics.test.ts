import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { TensorStatistics } from '../../src/protocol/tensors.ts';
import { tensorStatistics } from '../../src/stats/tensor-statistics.ts';
import { StatisticsThreads } from '../../src/stats/threads/statistics-threads.ts';
import { temporaryDirectory } from '../support/files.ts';
import { opened } from './support/opened.ts';
import { python, withoutOracle } from './support/runtime.ts';

// Figures of arrays of every kind are NumPy's: counts and extremes exactly, the rest to 1e-12 of the values' size,
// quantiles as near as they say; and they are the same, bit for bit, wherever the array lies.

interface Told {
  readonly name: string;
  readonly count: number;
  readonly zeros: number;
  readonly denormals: number;
  readonly nan: number;
  readonly inf: number;
  readonly min: number | string | null;
  readonly max: number | string;
  readonly mean: number;
  readonly std: number;
  readonly norm: number;
  readonly rms: number;
  readonly constant: boolean;
  readonly quantiles: readonly number[];
  readonly exponents: Readonly<Record<string, number>>;
}

const script = fileURLToPath(new URL('support/statistics.py', import.meta.url));

const threads = new StatisticsThreads(2);
after(() => threads.close());

async function statisticsOf(path: string): Promise<ReadonlyMap<string, TensorStatistics>> {
  const found = new Map<string, TensorStatistics>();
  await opened(path, async (artifact) => {
    for (const tensor of artifact.tensors) {
      found.set(tensor.name, await tensorStatistics(artifact, tensor, { threads }));
    }
  });
  return found;
}

test('figures of arrays are those of NumPy', { skip: withoutOracle }, async (t) => {
  const folder = await temporaryDirectory(t);
  const printed = execFileSync(python ?? '', [script, folder], { encoding: 'utf8' });
  const arrays = printed
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Told);
  const plain = await statisticsOf(join(folder, 'plain.h5'));
  const packed = await statisticsOf(join(folder, 'packed.h5'));
  for (const told of arrays) {
    const { name } = told;
    const found = (await statisticsOf(join(folder, `${name}.npy`))).get(name);
    assert.ok(found, name);
    assertFigures(found, told);
    assert.deepEqual(plain.get(name), found, `${name} in HDF5`);
    assert.deepEqual(packed.get(name), found, `${name} in chunks`);
  }
});

function assertFigures(found: TensorStatistics, told: Told): void {
  const { name, count, zeros, denormals, nan, inf } = told;
  assert.deepEqual(
    {
      count: found.count,
      zeros: found.zeros,
      denormals: found.denormals,
      nan: found.nan,
      inf: found.inf,
    },
    { count, zeros, denormals, nan, inf },
    name,
  );
  if (told.min === null) {
    for (const figure of ['min', 'max', 'mean', 'std', 'norm', 'histogram', 'quantiles'] as const)
      assert.equal(found[figure], null, `${figure} of ${name}`);
    return;
  }
  assert.deepEqual(
    [found.min, found.max, found.constant],
    [told.min, told.max, told.constant],
    name,
  );
  const allowed = 1e-12 * told.rms;
  for (const figure of ['mean', 'std'] as const) {
    const apart = Math.abs(Number(found[figure]) - told[figure]);
    assert.ok(
      apart <= allowed,
      `${figure} of ${name}: ${String(found[figure])}, NumPy ${told[figure]}`,
    );
  }
  assert.ok(
    Math.abs(Number(found.norm) / told.norm - 1) <= 1e-12 || told.norm === 0,
    `norm of ${name}`,
  );
  assert.ok(found.quantiles, name);
  for (const [index, { q, value, error }] of found.quantiles.entries()) {
    const exact = told.quantiles[index] ?? NaN;
    const apart = Math.abs(exact - value);
    assert.ok(apart <= error * (1 + 1e-12), `${name} ${q}: ${value} ± ${error}, NumPy ${exact}`);
  }
  assertExponents(found, told);
  const counted = found.histogram?.counts.reduce((sum, bin) => sum + bin, 0);
  assert.equal(counted, count - nan - inf, `histogram of ${name}`);
}

function assertExponents({ exponents }: TensorStatistics, { name, exponents: told }: Told): void {
  const all = Object.entries(told).map(([exponent, count]) => ({
    exponent: Number(exponent),
    count,
  }));
  if (!exponents) {
    assert.deepEqual(all, [], name);
    return;
  }
  const { from, counts, smaller, larger } = exponents;
  const beyond = (keep: (exponent: number) => boolean): number =>
    all.filter(({ exponent }) => keep(exponent)).reduce((sum, { count }) => sum + count, 0);
  const end = from + counts.length;
  for (const { exponent, count } of all) {
    if (exponent >= from && exponent < end)
      assert.equal(counts[exponent - from], count, `2^${exponent} of ${name}`);
  }
  assert.equal(
    smaller,
    beyond((exponent) => exponent < from),
    name,
  );
  assert.equal(
    larger,
    beyond((exponent) => exponent >= end),
    name,
  );
}
