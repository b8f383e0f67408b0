import assert from 'node:assert/strict';
import { mkdir, symlink } from 'node:fs/promises';
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

test('no path leaves the tree, by dots or by a link', async (t) => {
  const outside = await temporaryDirectory(t);
  const root = await temporaryDirectory(t);
  await writeFiles(outside, [['secret.json', '{}']]);
  await writeFiles(root, [['inside.txt', 'in']]);
  await symlink(join(outside, 'secret.json'), join(root, 'link.json'));
  await symlink(outside, join(root, 'directory'));
  await symlink(join(root, 'inside.txt'), join(root, 'alias.txt'));
  await symlink(root, join(root, 'circle'));
  const tree = await openTree(root);
  const leadsOut = failsWith('unreadable', /leads out of .* and is not followed/);
  await assert.rejects(tree.open('../x'), leadsOut);
  await assert.rejects(tree.entry('/etc/passwd'), leadsOut);
  await assert.rejects(tree.open('link.json'), leadsOut);
  await assert.rejects(tree.open('directory/secret.json'), leadsOut);
  await assert.rejects(tree.list('directory'), leadsOut);
  assert.deepEqual(
    (await tree.entries()).map(({ path }) => path),
    ['alias.txt', 'inside.txt'],
  );
});

test('the root itself may be a link, and so may the file that was named', async (t) => {
  const outside = await temporaryDirectory(t);
  const root = await temporaryDirectory(t);
  await writeFiles(outside, [['model/saved_model.pb', 'x']]);
  await symlink(join(outside, 'model'), join(root, 'latest'));
  const tree = await openTree(join(root, 'latest'));
  assert.equal((await (await tree.open('saved_model.pb')).read(0, 1)).length, 1);
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
