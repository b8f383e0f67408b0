import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isTable, openTable } from '../../../../src/codec/sstable/table.ts';
import { crc32c } from '../../../../src/codec/crc32c/crc32c.ts';
import { maskCrc32c } from '../../../../src/codec/crc32c/masked.ts';
import { AppError } from '../../../../src/core/errors.ts';
import { limits } from '../../../../src/protocol/limits.ts';
import { failsWith } from '../../../support/errors.ts';
import { MemorySource } from '../../../support/memory-source.ts';
import {
  appendBlock,
  blockContent,
  footer,
  handle,
  littleEndian32,
  varint,
  writeTable,
  type KeyValue,
  type TableOptions,
} from '../../../support/table-writer.ts';

const place = { format: 'tf-checkpoint', path: '/m/ckpt.index' };
const kind = 'TensorFlow checkpoint index';
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

const sample: readonly KeyValue[] = [
  [utf8(''), utf8('header')],
  ...Array.from({ length: 100 }, (_, index): KeyValue => [
    utf8(`layer_${String(index).padStart(3, '0')}/kernel`),
    utf8(`value ${String(index)}`),
  ]),
];

async function readAll(bytes: Uint8Array): Promise<{ entries: string[][]; damage: string[] }> {
  const table = await openTable(new MemorySource(bytes), place, kind);
  const entries: string[][] = [];
  const damage: string[] = [];
  for await (const item of table.entries()) {
    if ('damage' in item) damage.push(item.damage.code);
    else entries.push([Buffer.from(item.key).toString(), Buffer.from(item.value).toString()]);
  }
  return { entries, damage };
}

const expected = sample.map(([key, value]) => [
  Buffer.from(key).toString(),
  Buffer.from(value).toString(),
]);

for (const options of [
  {},
  { blockBytes: 100 },
  { snappy: true },
  { blockBytes: 300, snappy: true, restartInterval: 1 },
] satisfies TableOptions[]) {
  test(`entries come back in order, written with ${JSON.stringify(options)}`, async () => {
    const bytes = writeTable(sample, options);
    assert.ok(await isTable(new MemorySource(bytes)));
    assert.deepEqual(await readAll(bytes), { entries: expected, damage: [] });
  });
}

test('opening reads the footer and the index, no data block', async () => {
  const source = new MemorySource(writeTable(sample, { blockBytes: 100 }));
  await openTable(source, place, kind);
  assert.ok(
    source.bytesRead < source.size / 2,
    `${String(source.bytesRead)} of ${String(source.size)}`,
  );
});

test('an empty, a short and a foreign file say what they are', async () => {
  const open = (bytes: Uint8Array): Promise<unknown> =>
    openTable(new MemorySource(bytes), place, kind);
  const sentence = /^\/m\/ckpt\.index is not a TensorFlow checkpoint index: /;
  await assert.rejects(open(new Uint8Array(0)), failsWith('truncated', /it is empty/));
  await assert.rejects(
    open(new Uint8Array(10)),
    failsWith('truncated', /10 bytes, fewer than the 48/),
  );
  await assert.rejects(open(new Uint8Array(1000)), failsWith('malformed', sentence));
  assert.equal(await isTable(new MemorySource(new Uint8Array(5))), false);
  assert.equal(await isTable(new MemorySource(new Uint8Array(500))), false);
});

test('a table that was cut off has lost its footer', async () => {
  const bytes = writeTable(sample);
  for (const length of [bytes.length - 1, bytes.length - 48, 60]) {
    await assert.rejects(readAll(bytes.slice(0, length)), failsWith('malformed', /magic number/));
  }
});

test('a flipped byte in one block loses that block and no other', async () => {
  const bytes = writeTable(sample, { blockBytes: 300 });
  const { entries, damage } = await readAll(bytes.with(400, (bytes[400] ?? 0) ^ 1));
  assert.deepEqual(damage, ['checksum-mismatch']);
  assert.ok(entries.length > 60 && entries.length < 101);
  assert.deepEqual(
    entries,
    expected.filter(([key]) => entries.some(([other]) => other === key)),
  );
});

test('handles that lead out of the file or backwards are refused', async () => {
  const withIndex = (index: readonly KeyValue[], edit?: (file: number[]) => void): Uint8Array => {
    const file: number[] = [];
    appendBlock(file, blockContent(sample.slice(0, 3), 16), false);
    edit?.(file);
    const metaindex = appendBlock(file, blockContent([], 1), false);
    const indexHandle = appendBlock(file, blockContent(index, 1), false);
    return Uint8Array.from([...file, ...footer(handle(metaindex), handle(indexHandle))]);
  };
  const huge = Uint8Array.from([...varint(0), ...varint(2n ** 63n)]);
  assert.deepEqual((await readAll(withIndex([[utf8('z'), huge]]))).damage, ['truncated']);
  const size = blockContent(sample.slice(0, 3), 16).length;
  const first = handle({ offset: 0, size });
  const twice = await readAll(
    withIndex([
      [utf8('y'), first],
      [utf8('z'), first],
    ]),
  );
  assert.deepEqual(twice.damage, ['malformed']);
  assert.equal(twice.entries.length, 3);
});

test('a footer that points behind itself is refused', async () => {
  const bytes = writeTable(sample);
  const far = handle({ offset: bytes.length, size: 10 });
  bytes.set(footer(far, far), bytes.length - 48);
  await assert.rejects(readAll(bytes), failsWith('truncated', /not in the file/));
});

/** A table of one block with this content and a right checksum. */
function tableOf(content: Uint8Array, type = 0): Uint8Array {
  const checked = Uint8Array.from([...content, type]);
  const file = [...checked, ...littleEndian32(maskCrc32c(crc32c(checked)))];
  const metaindex = appendBlock(file, blockContent([], 1), false);
  const block = handle({ offset: 0, size: content.length });
  const index = appendBlock(file, blockContent([[utf8('z'), block]], 1), false);
  return Uint8Array.from([...file, ...footer(handle(metaindex), handle(index))]);
}

test('lengths inside of a block are held against the block', async () => {
  const restarts = [...littleEndian32(0), ...littleEndian32(1)];
  const cases: readonly (readonly [string, number[]])[] = [
    ['malformed', [5, 1, 0, 0x61, ...restarts]], // shares five bytes with no key
    ['truncated', [0, 100, 0, 0x61, ...restarts]], // a key of 100 bytes
    ['truncated', [0, 1, 127, 0x61, ...restarts]], // a value of 127 bytes
    ['malformed', [0, 1, 4, 0x61, ...restarts]], // a value that reaches into the restart points
    ['limit-exceeded', [0, ...varint(65_537), 0, ...restarts]],
    ['malformed', [...littleEndian32(0xffffffff)]], // more restart points than bytes
    ['malformed', [1, 2]], // no restart points
    ['malformed', [0, 1, 0, 0x62, 0, 1, 0, 0x61, ...restarts]], // keys out of order
  ];
  for (const [code, content] of cases) {
    const { damage } = await readAll(tableOf(Uint8Array.from(content)));
    assert.deepEqual(damage, [code], JSON.stringify(content));
  }
});

test('keys that share nearly everything take no more memory than the limit for all keys', async () => {
  const key = new Uint8Array(60_000);
  const entries = Array.from({ length: 10_000 }, (_, index): KeyValue => {
    const bytes = key.slice();
    new DataView(bytes.buffer).setUint32(bytes.length - 4, index);
    return [bytes, new Uint8Array(0)];
  });
  const content = blockContent(entries, 100_000);
  assert.ok(content.length < 200_000);
  const { entries: read, damage } = await readAll(tableOf(content));
  assert.equal(read.length, Math.floor(limits.tableKeysBytes / key.length));
  assert.deepEqual(damage, ['limit-exceeded']);
});

test('an unknown compression is named', async () => {
  const content = blockContent(sample.slice(0, 3), 16);
  assert.deepEqual((await readAll(tableOf(content, 2))).damage, ['unsupported']);
});

test('every flipped byte ends in the same entries, in damage, or in a sentence', async () => {
  const small = sample.slice(0, 8);
  const bytes = writeTable(small, { blockBytes: 60 });
  for (let at = 0; at < bytes.length; at++) {
    for (const mask of [0x01, 0x80, 0xff]) {
      try {
        const { entries, damage } = await readAll(bytes.with(at, (bytes[at] ?? 0) ^ mask));
        if (damage.length === 0)
          assert.deepEqual(entries, expected.slice(0, 8), `byte ${String(at)}`);
      } catch (error) {
        assert.ok(error instanceof AppError, `byte ${String(at)}: ${String(error)}`);
      }
    }
  }
});
