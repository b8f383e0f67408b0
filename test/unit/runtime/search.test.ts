import assert from 'node:assert/strict';
import { chmod, mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { addonFile, addonKey, addonPath, findAddons } from '../../../src/runtime/addon.ts';
import { findRuntime } from '../../../src/runtime/find-runtime.ts';
import { libraryNames } from '../../../src/runtime/libraries.ts';
import { searchTensorFlow, type Place } from '../../../src/runtime/search.ts';
import { temporaryDirectory, writeFiles } from '../../support/files.ts';
import { withEnvironment } from './environment.ts';

/** A machine with nothing on it: no PATH, no environment, an empty cache. */
async function emptyMachine(test: TestContext): Promise<string> {
  const folder = await temporaryDirectory(test);
  withEnvironment(test, {
    PATH: path.join(folder, 'bin'),
    VIRTUAL_ENV: undefined,
    CONDA_PREFIX: undefined,
    CONDA_DEFAULT_ENV: undefined,
    SAVED_MODEL_CACHE: path.join(folder, 'cache'),
  });
  return folder;
}

/** What pip leaves of a TensorFlow, as far as it is looked at. */
function tensorflow(
  distribution: string,
  { library = true, headers = true } = {},
): [string, string][] {
  return [
    ['tensorflow/__init__.py', 'raise SystemExit("imported")'],
    [`${distribution}.dist-info/METADATA`, ''],
    ...(library ? [[`tensorflow/${libraryNames.main}`, ''] as [string, string]] : []),
    ...(headers ? [['tensorflow/include/tensorflow/c/c_api.h', ''] as [string, string]] : []),
  ];
}

async function environment(
  folder: string,
  packages: readonly [string, string][],
  version = '3.12',
): Promise<void> {
  await writeFiles(folder, [
    ['pyvenv.cfg', `home = /usr/bin\nversion = ${version}.1\n`],
    ['bin/python', '#!/bin/sh\ntouch "$0.was-executed"\n'],
    [`lib/python${version}/site-packages/README.txt`, ''],
    ...packages.map(
      ([file, text]) => [`lib/python${version}/site-packages/${file}`, text] as const,
    ),
  ]);
  await chmod(path.join(folder, 'bin/python'), 0o755);
}

const at = (places: readonly Place[], where: string): Place => {
  const place = places.find((each) => each.where === where);
  assert.ok(place, `${where} was not searched`);
  return place;
};

const posix = { skip: process.platform === 'win32' };

test('a machine with nothing lists every place', posix, async (t) => {
  await emptyMachine(t);
  const places = await searchTensorFlow({});
  assert.deepEqual(
    places.map(({ where, found }) => `${where}: ${found}`),
    ['VIRTUAL_ENV: not set', 'PATH: no python3', 'CONDA_PREFIX: not set', 'Own copy: none yet'],
  );
});

test('a chosen interpreter is looked at on disk and never executed', posix, async (t) => {
  const folder = await emptyMachine(t);
  const venv = path.join(folder, 'project', '.venv');
  await environment(venv, tensorflow('tensorflow_cpu-2.19.1'));
  const python = path.join(venv, 'bin', 'python');
  const [place] = await searchTensorFlow({ python });
  assert.equal(place?.where, '.venv');
  assert.equal(place.found, 'TensorFlow 2.19.1');
  assert.equal(
    place.usable?.library,
    path.join(venv, 'lib/python3.12/site-packages/tensorflow', libraryNames.main),
  );
  await assert.rejects(chmod(`${python}.was-executed`, 0o644), { code: 'ENOENT' });
});

const versions: [distribution: string, found: string, usable: boolean][] = [
  ['tensorflow-2.12.0', 'TensorFlow 2.12.0', true],
  ['tensorflow_cpu-2.21.0rc1', 'TensorFlow 2.21.0rc1', true],
  ['tf_nightly-2.22.0.dev20260101', 'TensorFlow 2.22.0.dev20260101', true],
  ['tensorflow-2.11.1', 'TensorFlow 2.11.1, too old: 2.12 or newer is needed', false],
  ['tensorflow-1.15.5', 'TensorFlow 1.15.5, too old: 2.12 or newer is needed', false],
  ['tensorflow-10.0.0', 'TensorFlow 10.0.0', true],
];

for (const [distribution, found, usable] of versions) {
  test(`${distribution}: ${found}`, posix, async (t) => {
    const folder = await emptyMachine(t);
    await environment(folder, tensorflow(distribution));
    process.env.VIRTUAL_ENV = folder;
    const place = at(await searchTensorFlow({}), 'VIRTUAL_ENV');
    assert.equal(place.found, found);
    assert.equal(place.usable !== null, usable);
  });
}

test('packages that only sound like it are not it', posix, async (t) => {
  const folder = await emptyMachine(t);
  await environment(folder, [
    ['tensorflow_hub-0.16.1.dist-info/METADATA', ''],
    ['tensorflow_io_gcs_filesystem-0.37.1.dist-info/METADATA', ''],
    ['tensorflow_hub/__init__.py', ''],
  ]);
  process.env.VIRTUAL_ENV = folder;
  assert.equal(at(await searchTensorFlow({}), 'VIRTUAL_ENV').found, 'Python 3.12, no tensorflow');
});

test('one without its C library cannot be used, and says so', posix, async (t) => {
  const folder = await emptyMachine(t);
  await environment(folder, tensorflow('tensorflow-2.19.1', { library: false }));
  process.env.VIRTUAL_ENV = folder;
  const place = at(await searchTensorFlow({}), 'VIRTUAL_ENV');
  assert.equal(place.found, 'TensorFlow 2.19.1, without its C library');
  assert.equal(place.usable, null);
});

test("conda's own libraries are found, with the version of its headers", posix, async (t) => {
  const folder = await emptyMachine(t);
  const version = ['MAJOR 2', 'MINOR 16', 'PATCH 1'].map((part) => {
    const [name = '', number = ''] = part.split(' ');
    return `#define TF_${name}_VERSION ${number}`;
  });
  await writeFiles(folder, [
    [`lib/${libraryNames.main}`, ''],
    ['include/tensorflow/c/c_api.h', ''],
    ['include/tensorflow/core/public/version.h', version.join('\n')],
  ]);
  process.env.CONDA_PREFIX = folder;
  process.env.CONDA_DEFAULT_ENV = 'base';
  const place = at(await searchTensorFlow({}), 'conda: base');
  assert.equal(place.found, 'TensorFlow 2.16.1');
  assert.equal(place.usable?.include, path.join(folder, 'include'));
});

test('a Python on the PATH is asked where its packages are', posix, async (t) => {
  const folder = await emptyMachine(t);
  const packages = path.join(folder, 'packages');
  await writeFiles(packages, tensorflow('tensorflow-2.19.1'));
  await writeFiles(folder, [
    ['bin/python3', `#!/bin/sh\necho 'saved-model 3.12 ["${packages}"]'\n`],
    ['bin/python', '#!/bin/sh\nexit 1\n'],
  ]);
  for (const name of ['python3', 'python']) await chmod(path.join(folder, 'bin', name), 0o755);
  const places = (await searchTensorFlow({})).filter(({ where }) => where === 'PATH');
  assert.deepEqual(
    places.map(({ found }) => found),
    ['TensorFlow 2.19.1', 'no Python 3 that answers'],
  );
});

test('programs in the current folder are not executed', posix, async (t) => {
  const folder = await emptyMachine(t);
  const workspace = path.join(folder, 'workspace');
  await writeFiles(workspace, [['bin/python3', '#!/bin/sh\ntouch "$0.was-executed"\n']]);
  const program = path.join(workspace, 'bin', 'python3');
  await chmod(program, 0o755);
  process.env.PATH = `${path.dirname(program)}:bin`;
  const before = process.cwd();
  process.chdir(workspace);
  try {
    assert.equal(at(await searchTensorFlow({}), 'PATH').found, 'no python3');
  } finally {
    process.chdir(before);
  }
  await assert.rejects(chmod(`${program}.was-executed`, 0o644), { code: 'ENOENT' });
});

test('the first usable place is chosen; without the addon it is not ready', posix, async (t) => {
  const folder = await emptyMachine(t);
  const [old, good] = [path.join(folder, 'old'), path.join(folder, 'good')];
  await environment(old, tensorflow('tensorflow-2.9.1'));
  await environment(good, tensorflow('tensorflow-2.20.0'));
  await mkdir(path.join(folder, 'links'));
  await symlink(old, path.join(folder, 'links', 'venv'));
  process.env.VIRTUAL_ENV = path.join(folder, 'links', 'venv');
  const report = await findRuntime({ python: path.join(good, 'bin', 'python') });
  assert.equal(report.chosen?.tensorflow, '2.20.0');
  assert.equal(report.chosen.addon, null);
  assert.equal(report.ready, false);
  assert.match(report.advice, /TensorFlow 2\.20\.0 is here.*compiled.*Set the runtime up/);
  assert.equal(report.download.bytes, 0);
  assert.deepEqual(
    report.candidates.filter(({ chosen }) => chosen).map(({ where }) => where),
    ['good'],
  );
});

test(
  'a ready-made addon that this system refuses is no addon, and one is compiled',
  posix,
  async (t) => {
    const folder = await emptyMachine(t);
    const good = path.join(folder, 'good');
    await environment(good, tensorflow('tensorflow-2.20.0'));
    const search = { python: path.join(good, 'bin', 'python') };
    const shippedAddons = path.join(folder, 'shipped');
    const addon = path.join(shippedAddons, addonKey(), addonFile);
    await writeFiles('/', [[addon, 'of another system']]);
    assert.deepEqual(await findAddons(shippedAddons), [{ path: addon, origin: 'shipped' }]);
    const shipped = await findRuntime({ ...search, shippedAddons });
    assert.equal(shipped.chosen?.tensorflow, '2.20.0');
    assert.equal(shipped.addon, null);
    assert.match(shipped.advice, /still has to be compiled/);

    // One that was compiled here and does not load is the fault of the library.
    await writeFiles('/', [[addonPath(), 'of another system']]);
    const compiled = await findRuntime({ ...search, shippedAddons });
    assert.equal(compiled.chosen, null);
    assert.match(
      compiled.candidates.find(({ where }) => where === 'good')?.found ?? '',
      /^TensorFlow 2\.20\.0, does not load: ./,
    );
  },
);

test('where nothing is found, the report names what would be fetched', posix, async (t) => {
  const folder = await emptyMachine(t);
  const report = await findRuntime({});
  assert.equal(report.chosen, null);
  assert.equal(report.ready, false);
  assert.notEqual(report.advice, '');
  assert.equal(report.download.target, path.join(folder, 'cache'));
});
