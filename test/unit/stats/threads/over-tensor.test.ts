import assert from 'node:assert/strict';
import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { crc32c } from '../../../../src/codec/crc32c/crc32c.ts';
import { ReadError } from '../../../../src/core/errors.ts';
import type { StoredRun } from '../../../../src/formats/contract.ts';
import { overTensor, type OverTensorContext } from '../../../../src/stats/threads/over-tensor.ts';
import { StatisticsThreads } from '../../../../src/stats/threads/statistics-threads.ts';
import { failsWith } from '../../../support/errors.ts';
import { temporaryDirectory } from '../../../support/files.ts';
import { seededRandom } from '../../../support/seeded-random.ts';
import { inMemory, type InMemory } from '../in-memory.ts';

const threads = new StatisticsThreads(2);
after(() => threads.close());

const megabyte = 1024 ** 2;

function randomBytes(length: number, seed: number): Uint8Array {
  const random = seededRandom(seed);
  return new Uint8Array(length).map(() => random() * 256);
}

async function countsOf(
  tensor: InMemory,
  { runs, together = 1, ...context }: OverTensorContext & { runs?: StoredRun[]; together?: number },
) {
  const { artifact, info } = inMemory(tensor);
  const stored = runs ? { storedRuns: () => Promise.resolve({ runs }) } : {};
  const pieces = [];
  const over = { threads, artifact: { ...artifact, ...stored }, tensor: info, together };
  for await (const piece of overTensor(
    { ...over, task: 'counts', params: { bytes: tensor.dtype === 'uint8' ? 1 : 2 } },
    context,
  ))
    pieces.push(piece);
  return pieces;
}

/** How often each value occurs. */
function expected(values: Uint8Array | Uint16Array): { bits: Uint32Array; counts: Uint32Array } {
  const all = new Uint32Array(65536);
  for (const value of values) all[value] = (all[value] ?? 0) + 1;
  const bits = Uint32Array.from([...all.keys()].filter((value) => all[value] !== 0));
  return { bits, counts: bits.map((value) => all[value] ?? 0) };
}

test('pieces come in order, cut at whole rows, from wherever the bytes are', async (t) => {
  const path = join(await temporaryDirectory(t), 'data');
  for (const [dtype, size] of [
    ['uint8', 1],
    ['uint16', 2],
  ] as const) {
    // Two pieces and an odd rest; zeros and equal neighbours are counted in a way of their own.
    const bytes = randomBytes(9 * megabyte + size, size);
    bytes.fill(0, megabyte, 2 * megabyte).fill(7, 3 * megabyte, 4 * megabyte);
    await writeFile(path, bytes);
    const together = 1000 / size;
    const perPiece = Math.floor((4 * megabyte) / 1000) * 1000;
    const parts = [0, perPiece, 2 * perPiece].map((from) => bytes.subarray(from, from + perPiece));
    const pieces = parts.map((part) =>
      expected(size === 1 ? part : new Uint16Array(part.slice().buffer)),
    );
    const runs = [0, 3 * megabyte + 6, 3 * megabyte + 10].map((offset, index, all) => ({
      path,
      offset,
      length: (all[index + 1] ?? bytes.length) - offset,
    }));
    assert.deepEqual(await countsOf({ dtype, bytes }, { together, runs }), pieces);
    const chunks = [5, megabyte, megabyte + 3, 4 * megabyte].map((length) => length / size);
    assert.deepEqual(
      await countsOf({ dtype, bytes, chunks: chunks.map(Math.floor) }, { together }),
      pieces,
    );
  }
});

test('a run has the checksum that its format states, or another', async (t) => {
  const path = join(await temporaryDirectory(t), 'data');
  const random = seededRandom(3);
  for (const length of [1, 15, 3343, 13376, 524_288, 524_289, 6 * megabyte + 77]) {
    const bytes = randomBytes(length, length);
    await writeFile(path, bytes);
    const middle = Math.floor(random() * length);
    const runs = [
      { path, offset: 0, length: middle, crc32c: crc32c(bytes.subarray(0, middle)) },
      { path, offset: middle, length: length - middle, crc32c: crc32c(bytes.subarray(middle)) },
    ];
    const verdictOf = async (stated: StoredRun[]) => {
      let verdict = '';
      const onChecksum = (told: string): void => {
        verdict += told;
      };
      await countsOf({ dtype: 'uint8', bytes }, { runs: stated, onChecksum });
      return verdict;
    };
    assert.equal(await verdictOf(runs), 'ok', String(length));
    const wrong = runs.map((run, index) => (index === 1 ? { ...run, crc32c: 1 } : run));
    assert.equal(await verdictOf(wrong), 'mismatch', String(length));
    assert.equal(await verdictOf([{ path, offset: 0, length }]), 'none', String(length));
    const at = Math.floor(random() * length);
    bytes[at] = (bytes[at] ?? 0) ^ 16;
    await writeFile(path, bytes);
    assert.equal(await verdictOf(runs), 'mismatch', `${String(length)} with byte ${String(at)}`);
  }
});

test('a file that ends too early is told, and the threads go on', async (t) => {
  const path = join(await temporaryDirectory(t), 'data');
  const bytes = randomBytes(20 * megabyte, 1);
  await writeFile(path, bytes);
  await truncate(path, 18 * megabyte);
  const runs = [{ path, offset: 0, length: bytes.length }];
  await assert.rejects(
    countsOf({ dtype: 'uint8', bytes }, { runs }),
    failsWith('truncated', /ends at byte 18874368, and bytes .* were expected/),
  );
  const gone = [{ ...runs[0], path: `${path}.gone`, offset: 0, length: 1 }];
  await assert.rejects(
    countsOf({ dtype: 'uint8', bytes }, { runs: gone }),
    failsWith('not-found', /data\.gone: it does not exist/),
  );
  const good = [{ path, offset: 0, length: 3 }];
  assert.deepEqual(await countsOf({ dtype: 'uint8', bytes }, { runs: good }), [
    expected(bytes.subarray(0, 3)),
  ]);
});

test("a reader's wrong checksum is thrown after the last piece", async () => {
  const message = 'Changed.';
  const failure = new ReadError({ code: 'checksum-mismatch', format: 'numpy', message });
  const { artifact, info } = inMemory({ dtype: 'uint8', bytes: randomBytes(11, 1), failure });
  const pieces = overTensor({
    threads,
    artifact,
    tensor: info,
    task: 'counts',
    params: { bytes: 1 },
  });
  assert.equal((await pieces.next()).done, false);
  await assert.rejects(pieces.next(), failsWith('checksum-mismatch', /Changed/));
});

test('what is stopped ends at once, whatever its threads are doing', async () => {
  const stop = new AbortController();
  const bytes = new Uint8Array(64 * megabyte).fill(1);
  let reports = 0;
  const work = countsOf(
    { dtype: 'uint16', bytes },
    {
      signal: stop.signal,
      report: (done, total) => {
        assert.ok(done <= total);
        if (++reports === 2) stop.abort();
      },
    },
  );
  await assert.rejects(work, failsWith('cancelled', /Stopped/));
  assert.equal(reports, 2);
  assert.deepEqual(await countsOf({ dtype: 'uint8', bytes: new Uint8Array(5) }, {}), [
    { bits: Uint32Array.of(0), counts: Uint32Array.of(5) },
  ]);
});

test('rows that are longer than a piece are refused', async () => {
  await assert.rejects(
    countsOf({ dtype: 'uint8', bytes: new Uint8Array(5) }, { together: 5 * megabyte }),
    failsWith('limit-exceeded', /5242880 bytes/),
  );
});
