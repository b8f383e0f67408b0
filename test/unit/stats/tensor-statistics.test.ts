import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { AppError, ReadError } from '../../../src/core/errors.ts';
import { tensorStatistics } from '../../../src/stats/tensor-statistics.ts';
import { StatisticsThreads } from '../../../src/stats/threads/statistics-threads.ts';
import { exactMean, exactStd } from './exact.ts';
import { bytesOf, inMemory, type InMemory } from './in-memory.ts';
import { anyFloat64, seededRandom } from '../../support/seeded-random.ts';

const threads = new StatisticsThreads();
after(() => threads.close());

const statisticsOf = async (tensor: InMemory) => {
  const { artifact, info } = inMemory(tensor);
  return await tensorStatistics(artifact, info, { threads });
};

/** Chunk sizes that add up to less than `elements`. */
function someChunks(random: () => number, elements: number): number[] {
  return Array.from({ length: 5 }, () => Math.floor((random() * elements) / 5));
}

test('any chunking, at any alignment, gives the same answer bit for bit', async () => {
  const random = seededRandom(7);
  const bytes = bytesOf(new Uint32Array(12_000).map(() => random() * 2 ** 32));
  const sizes = { float32: 4, float64: 8, float16: 2, int64: 8, uint8: 1, complex64: 8, int4: 1 };
  for (const [dtype, size] of Object.entries(sizes)) {
    const whole = await statisticsOf({ dtype, bytes });
    assert.equal(whole.count, bytes.length / size);
    for (let round = 0; round < 5; round++) {
      const chunks = someChunks(random, bytes.length / size);
      const misaligned = Math.floor(random() * 9);
      assert.deepEqual(await statisticsOf({ dtype, bytes, chunks, misaligned }), whole);
    }
  }
});

test('figures are over the finite values, the others are counted', async () => {
  const values = [NaN, 1, -0, Infinity, -2, 0, -Infinity, NaN, 4];
  const figures = await statisticsOf({
    dtype: 'float64',
    bytes: bytesOf(Float64Array.from(values)),
  });
  const finite = [1, 0, -2, 0, 4];
  assert.deepEqual(
    { ...figures, mean: null, histogram: null, exponents: null, quantiles: null },
    {
      name: 't',
      dtype: 'float64',
      shape: [9],
      count: 9,
      min: -2,
      max: 4,
      mean: null,
      std: exactStd(finite),
      norm: Math.sqrt(21),
      zeros: 2,
      denormals: 0,
      nan: 2,
      inf: 2,
      constant: false,
      histogram: null,
      exponents: null,
      quantiles: null,
      checksum: 'none',
    },
  );
  assert.ok(Math.abs(Number(figures.mean) - exactMean(finite)) < 1e-15);
  assert.equal(
    figures.histogram?.counts.reduce((sum, count) => sum + count, 0),
    5,
  );
});

test('any float64 at all agrees with exact arithmetic', async () => {
  const random = seededRandom(8);
  for (let round = 0; round < 20; round++) {
    const values = Array.from({ length: 300 }, () => anyFloat64(random));
    const figures = await statisticsOf({
      dtype: 'float64',
      bytes: bytesOf(Float64Array.from(values)),
    });
    const finite = values.filter(Number.isFinite);
    assert.equal(figures.min, Math.min(...finite));
    assert.equal(figures.max, Math.max(...finite));
    assert.equal(figures.nan, values.filter(Number.isNaN).length);
    const [mean, std] = [exactMean(finite), exactStd(finite)];
    assert.ok(Math.abs(Number(figures.mean) - mean) <= 1e-14 * std, `mean of round ${round}`);
    assert.ok(Math.abs(Number(figures.std) - std) <= 1e-14 * std, `std of round ${round}`);
  }
});

test('without a finite value there are no figures', async () => {
  for (const values of [[], [NaN, NaN], [Infinity]]) {
    const figures = await statisticsOf({
      dtype: 'float32',
      bytes: bytesOf(Float32Array.from(values)),
    });
    assert.deepEqual(
      [figures.min, figures.max, figures.mean, figures.std, figures.histogram],
      [null, null, null, null, null],
    );
    assert.equal(figures.zeros, 0);
  }
});

test('64-bit integers have exact extremes, as decimal digits beyond 2^53', async () => {
  const signed = BigInt64Array.of(-(2n ** 63n), 2n ** 53n + 1n, 7n, 2n ** 63n - 1n);
  const wide = await statisticsOf({ dtype: 'int64', bytes: bytesOf(signed) });
  assert.equal(wide.min, '-9223372036854775808');
  assert.equal(wide.max, '9223372036854775807');

  const near = BigInt64Array.of(2n ** 60n + 1n, 2n ** 60n + 3n, 2n ** 60n + 2n);
  const close = await statisticsOf({ dtype: 'int64', bytes: bytesOf(near) });
  assert.deepEqual([close.min, close.max], [String(2n ** 60n + 1n), String(2n ** 60n + 3n)]);

  const unsigned = BigUint64Array.of(2n ** 64n - 1n, 5n);
  const figures = await statisticsOf({ dtype: 'uint64', bytes: bytesOf(unsigned) });
  assert.deepEqual([figures.min, figures.max], [5, '18446744073709551615']);
});

test('random 64-bit integers agree with bigint', async () => {
  const random = seededRandom(9);
  for (let round = 0; round < 50; round++) {
    const words = new Uint32Array(2 * (1 + Math.floor(random() * 20)));
    // Often equal high words, so that the low ones decide.
    words.forEach(
      (_, i) => (words[i] = i % 2 === 1 && random() < 0.7 ? 0xffffffff : random() * 2 ** 32),
    );
    for (const dtype of ['int64', 'uint64']) {
      const array =
        dtype === 'int64' ? new BigInt64Array(words.buffer) : new BigUint64Array(words.buffer);
      const sorted = [...array].sort((a, b) => (a < b ? -1 : 1));
      const figures = await statisticsOf({ dtype, bytes: bytesOf(words) });
      assert.deepEqual(
        [BigInt(figures.min ?? ''), BigInt(figures.max ?? '')],
        [sorted[0], sorted.at(-1)],
      );
    }
  }
});

test('booleans count as 0 and 1, whatever bits are true', async () => {
  const figures = await statisticsOf({ dtype: 'bool', bytes: Uint8Array.of(0, 1, 255, 0) });
  assert.deepEqual(
    [figures.min, figures.max, figures.mean, figures.zeros, figures.histogram],
    [0, 1, 0.5, 2, { edges: [0, 1, 2], counts: [2, 2] }],
  );
});

test('small integers take their value from the low bits', async () => {
  const bytes = Uint8Array.of(0x0f, 0xff, 0x07, 0xf8, 0x08);
  const signed = await statisticsOf({ dtype: 'int4', bytes });
  assert.deepEqual([signed.min, signed.max, signed.mean], [-8, 7, (-1 - 1 + 7 - 8 - 8) / 5]);
  const unsigned = await statisticsOf({ dtype: 'uint4', bytes });
  assert.deepEqual([unsigned.min, unsigned.max], [7, 15]);
});

test('complex numbers have figures of their magnitude', async () => {
  const parts = Float32Array.of(3, 4, 0, 0, NaN, Infinity, Infinity, 1, -6, 8);
  const figures = await statisticsOf({ dtype: 'complex64', bytes: bytesOf(parts) });
  assert.deepEqual([figures.min, figures.mean, figures.histogram], [null, null, null]);
  assert.deepEqual([figures.zeros, figures.nan, figures.inf], [1, 1, 1]);
  assert.deepEqual(figures.magnitude, {
    min: 0,
    max: 10,
    mean: exactMean([5, 0, 10]),
    std: exactStd([5, 0, 10]),
  });
});

test('a wrong checksum is told beside the figures of what is stored', async () => {
  const failure = new ReadError({
    code: 'checksum-mismatch',
    format: 'tf-checkpoint',
    message: 'x',
  });
  const bytes = bytesOf(Float32Array.of(1, 3));
  const figures = await statisticsOf({ dtype: 'float32', bytes, checksum: 'mismatch', failure });
  assert.deepEqual([figures.checksum, figures.mean, figures.damage], ['mismatch', 2, undefined]);
  const fine = await statisticsOf({ dtype: 'float32', bytes, checksum: 'ok' });
  assert.equal(fine.checksum, 'ok');
});

test('a tensor that cannot be read has the reason in place of figures', async () => {
  const failure = new ReadError({
    code: 'missing-part',
    format: 'tf-checkpoint',
    message: 'Gone.',
  });
  const figures = await statisticsOf({
    dtype: 'float32',
    bytes: bytesOf(Float32Array.of(1, 3)),
    failure,
  });
  assert.deepEqual([figures.damage, figures.mean, figures.zeros], ['Gone.', null, null]);
});

test('it reports how far it is, lets others run, and can be cancelled', async () => {
  const bytes = new Uint8Array(64 * 1024 * 1024);
  const { artifact, info } = inMemory({ dtype: 'float32', bytes });
  const stop = new AbortController();
  const reports: number[] = [];
  let others = 0;
  const timer = setInterval(() => {
    others++;
  }, 1);
  await assert.rejects(
    tensorStatistics(artifact, info, {
      threads,
      signal: stop.signal,
      report: (done, total) => {
        assert.equal(total, bytes.length);
        if (reports.push(done) === 3) stop.abort();
      },
    }),
    (error: unknown) => error instanceof AppError && error.code === 'cancelled',
  );
  clearInterval(timer);
  assert.ok(others > 0);
  const piece = 4 * 1024 * 1024;
  assert.deepEqual(reports, [piece, 2 * piece, 3 * piece]);
});
