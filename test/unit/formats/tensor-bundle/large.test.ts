import assert from 'node:assert/strict';
import { open as openHandle, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { crc32c } from '../../../../src/codec/crc32c/crc32c.ts';
import { maskCrc32c } from '../../../../src/codec/crc32c/masked.ts';
import { openArtifact } from '../../../../src/formats/open.ts';
import { floats, writeBundle } from '../../../support/bundle-writer.ts';
import { failsWith } from '../../../support/errors.ts';
import { temporaryDirectory, writeFiles } from '../../../support/files.ts';
import { readAll } from '../../../support/open-parts.ts';
import { littleEndian32, varint } from '../../../support/table-writer.ts';

// Files with holes: large in length, and nearly nothing on the disk.

test('a tensor of 256 MiB is read through without being held', async (t) => {
  const directory = await temporaryDirectory(t);
  const bytes = 256 * 1024 ** 2;
  let crc = 0;
  const zeros = new Uint8Array(1024 ** 2);
  for (let done = 0; done < bytes; done += zeros.length) crc = crc32c(zeros, crc);
  const files = writeBundle('m', [floats('w', [1])], {
    edit: (_, entry) => {
      const rows = BigInt(bytes / 4 / 1024);
      const shape = { dim: [{ size: rows }, { size: 1024n }] };
      Object.assign(entry, { shape, size: BigInt(bytes), crc32c: maskCrc32c(crc) });
    },
  });
  files.set('m.data-00000-of-00001', new Uint8Array(0));
  await writeFiles(directory, files);
  await truncate(join(directory, 'm.data-00000-of-00001'), bytes);
  const artifact = await openArtifact(join(directory, 'm'));
  t.after(() => artifact.close());

  const before = process.memoryUsage.rss();
  let read = 0;
  let verdict = '';
  const context = { onChecksum: (found: string) => (verdict = found) };
  for await (const chunk of artifact.read('w', 'all', context)) {
    assert.equal(chunk.kind, 'numbers');
    read += chunk.bytes.length;
  }
  assert.equal(read, bytes);
  assert.equal(verdict, 'ok');
  const grown = process.memoryUsage.rss() - before;
  assert.ok(grown < 128 * 1024 ** 2, `${grown} bytes more in memory`);
});

test('a string longer than 32 bits can say is passed over to read the next one', async (t) => {
  const directory = await temporaryDirectory(t);
  const long = 2 ** 32 + 5;
  const lengths = Uint8Array.from([...varint(long), ...varint(3)]);
  // The checksum is over 64 bits of a length that needs them, over 32 bits of any other.
  const checked = Uint8Array.of(5, 0, 0, 0, 1, 0, 0, 0, 3, 0, 0, 0);
  const head = Uint8Array.from([...lengths, ...littleEndian32(maskCrc32c(crc32c(checked)))]);
  const size = head.length + long + 3;
  const strings = [Buffer.from('a'), Buffer.from('abc')];
  const files = writeBundle('m', [{ name: 's', dtype: 'string', shape: [2], strings }], {
    edit: (_, entry) => Object.assign(entry, { size: BigInt(size) }),
  });
  files.set('m.data-00000-of-00001', head);
  await writeFiles(directory, files);
  const handle = await openHandle(join(directory, 'm.data-00000-of-00001'), 'r+');
  await handle.write('abc', head.length + long);
  await handle.close();

  const artifact = await openArtifact(join(directory, 'm'));
  t.after(() => artifact.close());
  assert.deepEqual((await readAll(artifact, 's', { start: 1, count: 1 })).strings, ['abc']);
  await assert.rejects(
    readAll(artifact, 's', { start: 0, count: 1 }),
    failsWith('limit-exceeded', /A string of s has 4294967301 bytes/),
  );
});
