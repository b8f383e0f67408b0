import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { openTree } from '../../../src/io/tree.ts';
import { failsWith } from '../../support/errors.ts';
import { temporaryDirectory, writeFiles } from '../../support/files.ts';

test('a directory tells all files below it, without what macOS leaves', async (t) => {
  const root = await temporaryDirectory(t);
  await writeFiles(root, [
    ['saved_model.pb', 'x'],
    ['._saved_model.pb', 'litter'],
    ['__MACOSX/._saved_model.pb', 'litter'],
    ['variables/variables.index', 'xyz'],
  ]);
  const tree = await openTree(root);
  const entries = await tree.entries();
  assert.deepEqual(
    entries.map(({ path, bytes }) => [path, bytes]),
    [
      ['saved_model.pb', 1],
      ['variables/variables.index', 3],
    ],
  );
  assert.deepEqual(await tree.list(''), ['saved_model.pb', 'variables/']);
  assert.deepEqual(await tree.list('nowhere'), []);
  assert.equal(await tree.entry('variables'), null, 'a directory is no entry');
  assert.ok((entries[0]?.modified ?? 0) > 1e12);
});

test('a file has its neighbours, a prefix the files of its directory', async (t) => {
  const root = await temporaryDirectory(t);
  await writeFiles(root, [
    ['ckpt-1.index', 'x'],
    ['ckpt-1.data-00000-of-00001', 'y'],
    ['deeper/file', 'z'],
  ]);
  const file = await openTree(join(root, 'ckpt-1.index'));
  assert.equal(file.kind, 'file');
  assert.equal(file.file, 'ckpt-1.index');
  assert.equal((await file.entries()).length, 2);
  const prefix = await openTree(join(root, 'ckpt-1'));
  assert.equal(prefix.kind, 'prefix');
  assert.equal(prefix.root, root);
  await assert.rejects(openTree(join(root, 'ckpt-2')), failsWith('not-found', /does not exist/));
});

test('no path leaves the tree', async (t) => {
  const root = await temporaryDirectory(t);
  const tree = await openTree(root);
  const leadsOut = failsWith('unreadable', /leads out of .* and is not followed/);
  await assert.rejects(tree.open('../x'), leadsOut);
  await assert.rejects(tree.entry('/etc/passwd'), leadsOut);
  await assert.rejects(tree.list('a/../..'), leadsOut);
});

test('links that lie in the tree are followed, and say where they lead', async (t) => {
  const outside = await temporaryDirectory(t);
  const root = await temporaryDirectory(t);
  await writeFiles(outside, [
    ['blobs/ab12', 'content'],
    ['more/deeper/x.json', '{}'],
  ]);
  await writeFiles(root, [['model/inside.txt', 'in']]);
  await symlink(join(outside, 'blobs/ab12'), join(root, 'model/saved_model.pb'));
  await symlink('inside.txt', join(root, 'model/alias.txt'));
  await symlink(join(outside, 'more'), join(root, 'model/more'));
  const tree = await openTree(join(root, 'model'));
  assert.deepEqual(
    (await tree.entries()).map(({ path, leadsTo }) => [path, leadsTo]),
    [
      ['alias.txt', null],
      ['inside.txt', null],
      ['more/deeper/x.json', join(outside, 'more/deeper/x.json')],
      ['saved_model.pb', join(outside, 'blobs/ab12')],
    ],
  );
  assert.equal((await tree.entry('saved_model.pb'))?.bytes, 7);
  const source = await tree.open('saved_model.pb');
  assert.equal((await source.read(0, 7)).length, 7);
  await source.close();
  assert.deepEqual(await tree.list('more'), ['deeper/']);
});

test('circles of links end', async (t) => {
  const root = await temporaryDirectory(t);
  const outside = await temporaryDirectory(t);
  await writeFiles(root, [['model/a/file', 'x']]);
  await writeFiles(outside, [['file', 'x']]);
  await symlink('.', join(root, 'model/itself'));
  await symlink('/', join(root, 'model/everything'));
  await symlink('../a', join(root, 'model/a/again'));
  await symlink('loop', join(root, 'model/loop'));
  await symlink(outside, join(root, 'model/one'));
  await symlink(outside, join(root, 'model/two'));
  await symlink(join(root, 'model'), join(outside, 'back'));
  await symlink(outside, join(outside, 'circle'));
  const entries = await (await openTree(join(root, 'model'))).entries();
  assert.deepEqual(
    entries.map(({ path }) => path),
    ['a/file', 'one/file'],
  );
});

test(
  'pipes and links to nothing are no files, and nobody waits for them',
  { skip: process.platform === 'win32' },
  async (t) => {
    const root = await temporaryDirectory(t);
    execFileSync('mkfifo', [join(root, 'pipe')]);
    await symlink('pipe', join(root, 'linked'));
    await symlink('../gone', join(root, 'dangling'));
    const tree = await openTree(root);
    assert.deepEqual(await tree.entries(), []);
    assert.equal(await tree.entry('linked'), null);
    await assert.rejects(tree.open('linked'), failsWith('unreadable', /a device or a pipe/));
    await assert.rejects(
      tree.open('dangling'),
      failsWith('missing-part', /is a link to \.\.\/gone, where nothing is/),
    );
    await writeFiles(root, [['file', 'x']]);
    const source = await tree.open('file');
    await rm(join(root, 'file'));
    execFileSync('mkfifo', [join(root, 'file')]);
    await assert.rejects(source.read(0, 1), failsWith('unreadable', /a device or a pipe/));
  },
);

test('the root itself may be a link, and so may the file that was named', async (t) => {
  const outside = await temporaryDirectory(t);
  const root = await temporaryDirectory(t);
  await writeFiles(outside, [['model/saved_model.pb', 'x']]);
  await symlink(join(outside, 'model'), join(root, 'latest'));
  const tree = await openTree(join(root, 'latest'));
  const source = await tree.open('saved_model.pb');
  assert.equal((await source.read(0, 1)).length, 1);
  await source.close();
  await symlink(join(outside, 'model/saved_model.pb'), join(root, 'saved_model.pb'));
  const file = await openTree(join(root, 'saved_model.pb'));
  assert.equal((await file.entry('saved_model.pb'))?.bytes, 1);
});

test('a replaced file has another identity', async (t) => {
  const root = await temporaryDirectory(t);
  await writeFiles(root, [
    ['a', 'x'],
    ['b', 'x'],
  ]);
  const tree = await openTree(root);
  assert.notEqual((await tree.entry('a'))?.identity, (await tree.entry('b'))?.identity);
  await mkdir(join(root, 'd'));
  assert.deepEqual(await tree.list(''), ['a', 'b', 'd/']);
});
