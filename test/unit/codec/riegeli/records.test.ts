import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { highwayHash } from '../../../../src/codec/riegeli/highway-hash.ts';
import { RiegeliRecords } from '../../../../src/codec/riegeli/records.ts';
import { ReadError } from '../../../../src/core/errors.ts';
import { failsWith } from '../../../support/errors.ts';
import { MemorySource } from '../../../support/memory-source.ts';
import { writeRiegeli } from '../../../support/riegeli-writer.ts';

const place = { format: 'saved-model', path: '/m/saved_model.cpb' };

const open = (bytes: Uint8Array): Promise<RiegeliRecords> =>
  RiegeliRecords.open(new MemorySource(bytes), place);

const record = (length: number, seed: number): Uint8Array =>
  Uint8Array.from({ length }, (_, index) => (index * 31 + seed) & 0xff);

describe('HighwayHash', () => {
  it('is that of the signature which begins every file', () => {
    // The header of the first chunk without its hash, and the hash, as the format's description has them.
    const header = Buffer.from(`${'00'.repeat(8)}e19f13c0e9b1c37273${'00'.repeat(15)}`, 'hex');
    assert.equal(highwayHash(new Uint8Array(header)), 0xa9e1_8792_3cc2_ba91n);
    const block = Buffer.from('00000000000000004000000000000000', 'hex');
    assert.equal(highwayHash(new Uint8Array(block)), 0x3f4a_880d_d170_af83n);
  });

  it('does not depend on where the bytes lie', () => {
    const bytes = record(103, 5);
    for (let from = 1; from < 8; from++) {
      const moved = new Uint8Array(from + bytes.length);
      moved.set(bytes, from);
      assert.equal(highwayHash(moved.subarray(from)), highwayHash(bytes));
    }
  });
});

describe('records', () => {
  const records = [
    record(10, 1),
    record(0, 2),
    record(200_000, 3),
    record(65_400, 4),
    record(7, 5),
  ];
  for (const perChunk of [1, 2, 5]) {
    for (const compression of ['none', 'brotli']) {
      it(`are found by position, ${String(perChunk)} in a chunk, ${compression}`, async () => {
        const { bytes, positions } = writeRiegeli(records, { perChunk, compression });
        const file = await open(bytes);
        for (const [index, position] of positions.entries()) {
          assert.deepEqual(Buffer.from(await file.at(position)), Buffer.from(records[index] ?? []));
        }
        assert.deepEqual(Buffer.from(await file.last()), Buffer.from(records.at(-1) ?? []));
      });
    }
  }

  it('are read without those before them', async () => {
    const { bytes, positions } = writeRiegeli(records);
    const source = new MemorySource(bytes);
    const file = await RiegeliRecords.open(source, place);
    const headers = source.bytesRead;
    assert.ok(headers < 1000, `${String(headers)} bytes for the headers`);
    await file.at(positions.at(-1) ?? 0);
    assert.ok(source.bytesRead - headers < 100);
  });

  it('say that no record begins at another place', async () => {
    const { bytes, positions } = writeRiegeli(records, { perChunk: 5 });
    const file = await open(bytes);
    await assert.rejects(file.at((positions[0] ?? 0) + 5), failsWith('malformed', /no record/));
    await assert.rejects(file.at(3), failsWith('malformed', /no record/));
  });

  it('that are compressed otherwise, or transposed, are refused with the reason', async () => {
    const zstd = await open(writeRiegeli([record(9, 1)], { compression: 'z' }).bytes);
    await assert.rejects(zstd.last(), failsWith('unsupported', /compressed with Zstandard/));
    const foreign = await open(writeRiegeli([record(9, 1)], { compression: 'q' }).bytes);
    await assert.rejects(foreign.last(), failsWith('malformed', /in a way that nobody knows/));
  });
});

describe('damage', () => {
  it('of any bit is found', async () => {
    const { bytes, positions } = writeRiegeli([record(40, 1), record(300, 2)]);
    const untouched = Buffer.from(record(40, 1));
    for (let bit = 64 * 8; bit < bytes.length * 8; bit++) {
      const changed = bytes.slice();
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const found = await open(changed)
        .then(async (file) => {
          const first = await file.at(positions[0] ?? 0);
          await file.last();
          return Buffer.from(first).equals(untouched) ? 'nothing' : 'wrong bytes';
        })
        .catch((error: unknown) => {
          assert.ok(error instanceof ReadError);
          return error.code;
        });
      assert.equal(found, 'checksum-mismatch', `bit ${String(bit)}`);
    }
  });

  it('of a file that was cut off anywhere is a sentence', async () => {
    const { bytes } = writeRiegeli([record(40, 1), record(70_000, 2)]);
    for (let length = 0; length < bytes.length; length += length < 300 ? 1 : 997) {
      await assert.rejects(
        open(bytes.slice(0, length)).then((file) => file.last().then(() => file.at(64 + 24))),
        (error) => error instanceof ReadError && /Copy the file again|damaged/.test(error.message),
        String(length),
      );
    }
  });
});
