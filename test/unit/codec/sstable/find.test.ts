import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CheckedBlock } from '../../../../src/codec/sstable/checked-block.ts';
import { openTable, type StoredEntry } from '../../../../src/codec/sstable/table.ts';
import { AppError } from '../../../../src/core/errors.ts';
import { failsWith } from '../../../support/errors.ts';
import { MemorySource } from '../../../support/memory-source.ts';
import {
  appendBlock,
  blockContent,
  footer,
  handle,
  writeTable,
  type KeyValue,
  type TableOptions,
} from '../../../support/table-writer.ts';

const place = { format: 'tf-checkpoint-v1', path: '/m/model.ckpt' };
const kind = 'TensorFlow checkpoint';
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

const sample: readonly KeyValue[] = [
  [utf8(''), utf8('header')],
  ...Array.from({ length: 100 }, (_, index): KeyValue => [
    utf8(`layer_${String(index).padStart(3, '0')}/${'k'.repeat(index * 3)}`),
    utf8(`value ${String(index)}`),
  ]),
];

async function valueOf(entry: StoredEntry | null): Promise<string | null> {
  if (!entry) return null;
  assert.equal(entry.source.size, entry.offset + entry.length, 'nothing behind the value');
  return Buffer.from(await entry.source.read(entry.offset, entry.length)).toString();
}

for (const options of [
  {},
  { blockBytes: 100 },
  { snappy: true },
  { blockBytes: 900, snappy: true, restartInterval: 1 },
  { restartInterval: 1000 },
] satisfies TableOptions[]) {
  test(`every key is found and no other, written with ${JSON.stringify(options)}`, async () => {
    const table = await openTable(new MemorySource(writeTable(sample, options)), place, kind);
    for (const [key, value] of sample) {
      const entry = await table.find(key);
      assert.equal(await valueOf(entry), Buffer.from(value).toString());
      assert.equal(entry?.block.intact, true);
    }
    for (const key of ['a', 'layer', 'layer_000', 'layer_0505', 'layer_100', 'z']) {
      assert.equal(await table.find(utf8(key)), null, key);
    }
  });
}

/** A table of a small header, many small values, and one that makes its block large. */
function withLargeValue(): { file: Uint8Array; large: Uint8Array } {
  const large = new Uint8Array(3 * 1024 ** 2).map((_, index) => index * 31);
  const entries: KeyValue[] = [...sample, [utf8('m'), large], [utf8('n'), utf8('last')]];
  return { file: writeTable(entries, { largeTogether: true }), large };
}

test('what lies in a large block is found without reading it', async () => {
  const { file, large } = withLargeValue();
  const source = new MemorySource(file);
  const table = await openTable(source, place, kind);
  assert.equal(await valueOf(await table.find(utf8(''))), 'header');
  const entry = await table.find(utf8('m'));
  assert.equal(entry?.length, large.length);
  assert.equal(entry.block.intact, null);
  assert.equal(await valueOf(await table.find(sample[77]?.[0] ?? utf8(''))), 'value 76');
  assert.equal(await valueOf(await table.find(utf8('n'))), 'last');
  assert.ok(source.bytesRead < 40_000, `${source.bytesRead} bytes`);
});

test('the checksum of a large block is that of all its bytes, however they are read', async () => {
  const { file, large } = withLargeValue();
  const read = async (bytes: Uint8Array, pieces: readonly number[]): Promise<boolean> => {
    const source = new MemorySource(bytes);
    const entry = await (await openTable(source, place, kind)).find(utf8('m'));
    assert.ok(entry);
    const checked = new CheckedBlock(source, entry.block, entry.offset + entry.length);
    for (const piece of pieces) {
      assert.deepEqual(
        await checked.read(entry.offset + piece, 100),
        bytes.slice(entry.offset + piece, entry.offset + piece + 100),
      );
    }
    return checked.intact();
  };
  assert.equal(await read(file, []), true);
  assert.equal(await read(file, [0, 100, 150, 50, 2_000_000]), true);
  const start = Buffer.from(file).indexOf(large.subarray(0, 1000));
  for (const at of [10, start, start + 120, start + 1_000_000, start + large.length + 2]) {
    const changed = file.with(at, (file[at] ?? 0) ^ 4);
    assert.equal(await read(changed, [0, 100, 2_000_000]), false, `byte ${at - start}`);
  }
});

test('a small block that was changed says so, and what is left of it', async () => {
  const bytes = writeTable(sample, { blockBytes: 300 });
  const at = Buffer.from(bytes).indexOf('value 3') + 6;
  const table = await openTable(new MemorySource(bytes.with(at, '7'.charCodeAt(0))), place, kind);
  const entry = await table.find(sample[4]?.[0] ?? utf8(''));
  assert.equal(await valueOf(entry), 'value 7');
  assert.equal(entry?.block.intact, false);
});

test('every flipped byte ends in the same values, in a wrong checksum, or in a sentence', async () => {
  const small = sample.slice(0, 8);
  const bytes = writeTable(small, { blockBytes: 60, restartInterval: 2 });
  for (let at = 0; at < bytes.length; at++) {
    for (const mask of [0x01, 0x80, 0xff]) {
      try {
        const changed = bytes.with(at, (bytes[at] ?? 0) ^ mask);
        const table = await openTable(new MemorySource(changed), place, kind);
        for (const [key, value] of small) {
          const entry = await table.find(key);
          if (entry?.block.intact !== true) continue;
          assert.equal(await valueOf(entry), Buffer.from(value).toString(), `byte ${at}`);
        }
      } catch (error) {
        assert.ok(error instanceof AppError, `byte ${at}: ${String(error)}`);
      }
    }
  }
});

test('restart points that lead nowhere, and lengths that lie, are damage', async () => {
  const find = async (content: Uint8Array): Promise<unknown> => {
    const file: number[] = [];
    const block = appendBlock(file, content, false);
    const metaindex = appendBlock(file, blockContent([], 1), false);
    const index = appendBlock(file, blockContent([[utf8('z'), handle(block)]], 1), false);
    const bytes = Uint8Array.from([...file, ...footer(handle(metaindex), handle(index))]);
    return (await openTable(new MemorySource(bytes), place, kind)).find(utf8('b'));
  };
  const word = (value: number): number[] => [...Buffer.from(Uint32Array.of(value).buffer)];
  const bytes = (...parts: readonly number[]): Uint8Array => Uint8Array.from(parts);
  await assert.rejects(
    find(bytes(0, 1, 0, 0x61, ...word(0), ...word(900), ...word(2))),
    failsWith('malformed', /a restart point is at 900, behind the entries/),
  );
  await assert.rejects(
    find(bytes(0, 1, 9, 0x61, ...word(0), ...word(1))),
    failsWith('malformed', /reaches into the restart points/),
  );
  await assert.rejects(
    find(bytes(0, 90, 0, 0x61, ...word(0), ...word(1))),
    failsWith('truncated', /announces 90 bytes/),
  );
  await assert.rejects(
    find(bytes(3, 1, 0, 0x61, ...word(0), ...word(1))),
    failsWith('malformed', /shares 3 bytes with one of 0/),
  );
  await assert.rejects(find(bytes(...word(0xffffffff))), failsWith('malformed', /restart points/));
  assert.equal(await find(bytes(...word(0))), null);
});

test('a search is stopped', async () => {
  const table = await openTable(new MemorySource(writeTable(sample)), place, kind);
  await assert.rejects(table.find(utf8('a'), AbortSignal.abort()), failsWith('cancelled', /./));
});
