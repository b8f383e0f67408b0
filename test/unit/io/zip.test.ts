import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { test, type TestContext } from 'node:test';
import type { Archive } from '../../../src/io/byte-source.ts';
import { openZip } from '../../../src/io/zip.ts';
import { limits } from '../../../src/protocol/limits.ts';
import { failsWith } from '../../support/errors.ts';
import { MemorySource } from '../../support/memory-source.ts';
import { writeZip, type WrittenEntry } from '../../support/zip-writer.ts';

const large = Uint8Array.from({ length: 300_000 }, (_, index) => (index * index) >> 3);

async function opened(t: TestContext, bytes: Uint8Array): Promise<Archive> {
  const archive = await openZip(new MemorySource(bytes), '/a.zip');
  t.after(() => archive.close());
  return archive;
}

function refuses(entries: readonly WrittenEntry[], message: RegExp): Promise<void> {
  return assert.rejects(
    openZip(new MemorySource(writeZip(entries)), '/a.zip'),
    failsWith('limit-exceeded', message),
  );
}

const temporary = (): string[] =>
  readdirSync(tmpdir()).filter((name) => /^saved-model-\w{6}$/.test(name));

test('reads stored entries in place and deflated ones from any byte', async (t) => {
  const before = temporary();
  const content = Buffer.from('stored');
  const bytes = writeZip([
    { path: 'a/stored', content },
    { path: 'deflated', content: large, deflate: true },
    { path: 'a/', content: Buffer.alloc(0) },
  ]);
  const archive = await opened(t, bytes);
  assert.deepEqual(
    archive.entries.map((entry) => [entry.path, entry.bytes, entry.stored]),
    [
      ['a/stored', 6, true],
      ['deflated', 300_000, false],
    ],
  );
  const [stored, deflated] = archive.entries;
  assert.ok(stored && deflated);
  const inPlace = await stored.open();
  assert.deepEqual(await inPlace.read(1, 4), new Uint8Array(content.subarray(1, 5)));
  const source = await deflated.open();
  assert.deepEqual(await source.read(10, 100), large.slice(10, 110));
  assert.deepEqual(temporary(), before, 'a beginning takes no file');
  assert.deepEqual(await source.read(299_000, 1000), large.slice(299_000));
  assert.deepEqual(await source.read(5, 70_000), large.slice(5, 70_005));
  assert.equal(temporary().length, before.length + 1);
  assert.equal(await stored.intact(), true);
  assert.equal(await deflated.intact(), true);
  await assert.rejects(source.read(299_999, 2), failsWith('truncated', /deflated in \/a\.zip/));
  await archive.close();
  assert.deepEqual(temporary(), before);
});

test('says which content does not match its checksum', async (t) => {
  const archive = await opened(t, writeZip([{ path: 'x', content: large, crc: 1 }]));
  assert.equal(await archive.entries[0]?.intact(), false);
});

test('refuses names that lead out and entries that overlap', async () => {
  const content = Buffer.from('x');
  await refuses([{ path: '../x', content }], /an entry has the name \.\.\/x/);
  await refuses([{ path: '/etc/x', content }], /the name \/etc\/x/);
  await refuses([{ path: 'a\\..\\x', content }], /the name/);
  await refuses(
    [
      { path: 'x', content: large },
      { path: 'y', content: large, offset: 0 },
    ],
    /entries overlap/,
  );
  await refuses([{ path: 'x', content, deflate: true, storedBytes: 1000 }], /reach beyond its end/);
});

test('inflates no more than the archive states', async (t) => {
  for (const bytes of [100_000, 400_000]) {
    const archive = await opened(
      t,
      writeZip([{ path: 'x', content: large, deflate: true, bytes }]),
    );
    const source = await archive.entries[0]?.open();
    assert.ok(source);
    await assert.rejects(
      source.read(90_000, 1000),
      failsWith('malformed', /x in \/a\.zip cannot be inflated: .*bytes/),
    );
  }
  const bytes = 0xffff_fff0;
  const entries = Array.from({ length: 5 }, (_, index) => ({
    path: String(index),
    content: large,
    deflate: true,
    bytes,
  }));
  const archive = await opened(t, writeZip(entries));
  assert.ok(5 * bytes > limits.zipInflatedBytes);
  for (const entry of archive.entries) {
    const source = await entry.open();
    await assert.rejects(source.read(bytes - 1, 1), failsWith('malformed', /cannot be inflated/));
  }
});

test('says what an entry is that cannot be read', async (t) => {
  const archive = await opened(
    t,
    writeZip([
      { path: 'secret', content: large, flags: 1, bytes: large.length - 12 },
      { path: 'lzma', content: large, method: 14 },
    ]),
  );
  const [secret, lzma] = archive.entries;
  await assert.rejects(async () => secret?.open(), failsWith('unsupported', /secret .*encrypted/));
  await assert.rejects(async () => lzma?.open(), failsWith('unsupported', /lzma .*method 14/));
});

test('a stored entry has one length', async () => {
  await assert.rejects(
    openZip(new MemorySource(writeZip([{ path: 'x', content: large, bytes: 7 }])), '/a.zip'),
    failsWith('malformed', /size mismatch for stored file/),
  );
});

test('an archive that was cut off is damaged', async () => {
  const bytes = writeZip([{ path: 'x', content: large }]);
  for (const end of [0, 100, bytes.length - 1, bytes.length - 40]) {
    await assert.rejects(
      openZip(new MemorySource(bytes.slice(0, end)), '/a.zip'),
      failsWith('malformed', /\/a\.zip is a damaged ZIP archive/),
    );
  }
});
