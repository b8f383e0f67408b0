import assert from 'node:assert/strict';
import { open as openHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Artifact } from '../../../../src/formats/contract.ts';
import { saverV1Reader } from '../../../../src/formats/saver-v1/reader.ts';
import type { ArtifactTree, ByteSource } from '../../../../src/io/byte-source.ts';
import { openTree } from '../../../../src/io/tree.ts';
import { failsWith } from '../../../support/errors.ts';
import { temporaryDirectory } from '../../../support/files.ts';
import { context, readAll } from '../../../support/open-parts.ts';
import { writeSparseSaverV1 } from '../../../support/sparse-saver-v1.ts';

// Values with holes: large in length, and nearly nothing on the disk.

const megabyte = 1024 ** 2;

/** A tree that counts what is read of its files. */
async function counted(path: string): Promise<{ tree: ArtifactTree; read: () => number }> {
  const tree = await openTree(path);
  let bytes = 0;
  const counting = (source: ByteSource): ByteSource => ({
    size: source.size,
    read: (offset, length, signal) => {
      bytes += length;
      return source.read(offset, length, signal);
    },
    locate: () => source.locate(),
    close: () => source.close(),
  });
  return {
    tree: {
      path: tree.path,
      root: tree.root,
      kind: tree.kind,
      file: tree.file,
      entries: () => tree.entries(),
      entry: (name) => tree.entry(name),
      open: async (name) => counting(await tree.open(name)),
      archive: (name, signal) => tree.archive(name, signal),
      list: (directory) => tree.list(directory),
    },
    read: () => {
      const before = bytes;
      bytes = 0;
      return before;
    },
  };
}

/** Reads all values through; returns how many bytes there were, and by how much the process grew. */
async function readThrough(
  artifact: Artifact,
): Promise<{ bytes: number; grown: number; verdict: string }> {
  const before = process.memoryUsage.rss();
  let [bytes, grown, verdict] = [0, 0, ''];
  const onChecksum = (found: string): string => (verdict = found);
  for await (const chunk of artifact.read('w', 'all', { onChecksum })) {
    assert.equal(chunk.kind, 'numbers');
    bytes += chunk.bytes.length;
    grown = Math.max(grown, process.memoryUsage.rss() - before);
  }
  return { bytes, grown, verdict };
}

test('one slice of 300 MB opens by its list of tensors and streams with its checksum', async (t) => {
  const directory = await temporaryDirectory(t);
  const path = join(directory, 'model.ckpt');
  const rows = 300 * 256;
  const valuesAt = await writeSparseSaverV1(path, 'float32', [rows, 1024]);
  const { tree, read } = await counted(path);
  assert.equal(await saverV1Reader.probe(tree), 1);
  assert.ok(read() < 100, 'to know what it is');
  const artifact = await saverV1Reader.open(tree, context);
  t.after(() => artifact.close());
  const opening = read();
  assert.ok(opening < 2000, `${opening} bytes to open it`);
  assert.deepEqual(artifact.findings, []);
  assert.deepEqual(
    artifact.tensors.map(({ name, shape, bytes }) => [name, shape, bytes]),
    [['w', [rows, 1024], 300 * megabyte]],
  );

  const page = await readAll(artifact, 'w', { start: rows * 700, count: 256 });
  assert.equal(page.bytes.length, 1024);
  const paging = read();
  assert.ok(paging < 2 * megabyte, `${paging} bytes for a page`);

  const { bytes, grown, verdict } = await readThrough(artifact);
  assert.equal(bytes, 300 * megabyte);
  assert.equal(verdict, 'ok');
  assert.ok(grown < 64 * megabyte, `${grown} bytes more in memory`);
  const streaming = read();
  assert.ok(streaming < 303 * megabyte, `${streaming} bytes to read it once`);

  const handle = await openHandle(path, 'r+');
  await handle.write(Uint8Array.of(1), 0, 1, valuesAt + 123_456_789);
  await handle.close();
  await assert.rejects(
    readThrough(artifact),
    failsWith('checksum-mismatch', /values of w do not match their checksum/),
  );
});

test('numbers that have to be decoded stream, too, and a page does not begin at the first', async (t) => {
  const directory = await temporaryDirectory(t);
  const path = join(directory, 'model.ckpt');
  const elements = 80 * megabyte;
  const valuesAt = await writeSparseSaverV1(path, 'int32', [elements]);
  const handle = await openHandle(path, 'r+');
  await handle.write(Uint8Array.of(7), 0, 1, valuesAt + 70 * megabyte);
  await handle.close();
  const { tree, read } = await counted(path);
  const artifact = await saverV1Reader.open(tree, context);
  t.after(() => artifact.close());
  assert.ok(read() < 2000, 'to open it');

  const start = 70 * megabyte;
  const seven = Buffer.from(Int32Array.of(0, 7, 0).buffer);
  const first = await readAll(artifact, 'w', { start: start - 1, count: 3 });
  assert.ok(seven.equals(first.bytes));
  read();
  const again = await readAll(artifact, 'w', { start: start - 1, count: 3 });
  assert.ok(seven.equals(again.bytes));
  const paging = read();
  assert.ok(paging < megabyte, `${paging} bytes for a page that was near before`);

  const { grown } = await readThrough(artifact).catch((error: unknown) => {
    failsWith('checksum-mismatch', /values of w do not match/)(error);
    return { grown: 0 };
  });
  assert.ok(grown < 64 * megabyte, `${grown} bytes more in memory`);
});
