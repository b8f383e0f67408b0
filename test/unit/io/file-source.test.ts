import assert from 'node:assert/strict';
import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { openFile } from '../../../src/io/file-source.ts';
import { segment } from '../../../src/io/segment.ts';
import { failsWith } from '../../support/errors.ts';
import { temporaryDirectory } from '../../support/files.ts';

test('a file is read from anywhere, in any order, side by side', async (t) => {
  const path = join(await temporaryDirectory(t), 'data');
  await writeFile(
    path,
    Uint8Array.from({ length: 256 }, (_, index) => index),
  );
  const source = await openFile(path);
  assert.equal(source.size, 256);
  const [late, early] = await Promise.all([source.read(250, 6), source.read(0, 3)]);
  assert.deepEqual([...late], [250, 251, 252, 253, 254, 255]);
  assert.deepEqual([...early], [0, 1, 2]);
  assert.equal((await source.read(256, 0)).length, 0);
  assert.deepEqual(source.locate(), { path, offset: 0, length: 256 });
  await source.close();
});

test('a read beyond the end says where the file ends', async (t) => {
  const path = join(await temporaryDirectory(t), 'data');
  await writeFile(path, 'abc');
  const source = await openFile(path);
  await assert.rejects(source.read(2, 2), failsWith('truncated', /data ends at byte 3/));
  await assert.rejects(source.read(-1, 1), failsWith('truncated', /data ends/));
  await source.close();
});

test('a file that becomes shorter while it is open is truncated', async (t) => {
  const path = join(await temporaryDirectory(t), 'data');
  await writeFile(path, 'abcdef');
  const source = await openFile(path);
  await truncate(path, 2);
  await assert.rejects(source.read(0, 6), failsWith('truncated', /data ends at byte 2/));
  await source.close();
});

test('what is not there or is no file has a sentence of its own', async (t) => {
  const directory = await temporaryDirectory(t);
  await assert.rejects(openFile(join(directory, 'none')), failsWith('not-found', /does not exist/));
  await assert.rejects(openFile(directory), failsWith('unreadable', /it is a directory/));
  await assert.rejects(openFile('/dev/null'), failsWith('unreadable', /device or a pipe/));
});

test('a stopped read ends as cancelled', async (t) => {
  const path = join(await temporaryDirectory(t), 'data');
  await writeFile(path, 'abc');
  const source = await openFile(path);
  const controller = new AbortController();
  const reading = source.read(0, 3, controller.signal);
  controller.abort();
  await assert.rejects(reading, failsWith('cancelled', /Stopped/));
  await assert.rejects(source.read(0, 3, controller.signal), failsWith('cancelled', /Stopped/));
  await source.close();
});

test('a segment is a source of its own that cannot be left', async (t) => {
  const path = join(await temporaryDirectory(t), 'data');
  await writeFile(path, 'abcdefgh');
  const source = await openFile(path);
  const part = segment(source, 2, 4);
  assert.equal(Buffer.from(await part.read(1, 3)).toString(), 'def');
  assert.deepEqual(part.locate(), { path, offset: 2, length: 4 });
  await assert.rejects(part.read(2, 3), failsWith('truncated', /4 bytes/));
  assert.throws(() => segment(source, 6, 3), failsWith('truncated', /8 bytes/));
  await part.close();
  assert.equal((await source.read(0, 1)).length, 1, 'the file is still open');
  await source.close();
});
