import assert from 'node:assert/strict';
import { mkdir, readFile, readdir, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { tfjsNodeVersion } from '../../../src/runtime/addon.ts';
import { withLock } from '../../../src/runtime/lock.ts';
import { pipReason } from '../../../src/runtime/pip.ts';
import { isNewEnough, releaseFor, releasesFor } from '../../../src/runtime/release.ts';
import { setUpRuntime } from '../../../src/runtime/set-up-runtime.ts';
import { findWheel } from '../../../src/runtime/wheel.ts';
import { failsWith } from '../../support/errors.ts';
import { temporaryDirectory, writeFiles } from '../../support/files.ts';
import { withEnvironment } from './environment.ts';

const sources = '/nowhere';

test('the addon is that of the installed tfjs-node', async () => {
  const file = new URL('../../../node_modules/@tensorflow/tfjs-node/package.json', import.meta.url);
  const { version } = JSON.parse(await readFile(file, 'utf8')) as { version: string };
  assert.equal(tfjsNodeVersion, version);
});

test('without Python there is a sentence, and nothing is left behind', async (t) => {
  const folder = await temporaryDirectory(t);
  withEnvironment(t, {
    PATH: folder,
    VIRTUAL_ENV: undefined,
    CONDA_PREFIX: undefined,
    SAVED_MODEL_CACHE: path.join(folder, 'cache'),
  });
  await assert.rejects(
    setUpRuntime({ sources }),
    failsWith('no-runtime', /No Python 3 was found on the PATH.*set the runtime up again/),
  );
  assert.deepEqual(await readdir(path.join(folder, 'cache')), ['wheels']);
});

test('a cache that cannot be written to is named', async (t) => {
  const folder = await temporaryDirectory(t);
  await writeFiles(folder, [['file', '']]);
  withEnvironment(t, { PATH: folder, SAVED_MODEL_CACHE: path.join(folder, 'file', 'cache') });
  await assert.rejects(
    setUpRuntime({ sources }),
    failsWith('no-runtime', /cannot be written to.*SAVED_MODEL_CACHE/),
  );
});

test('a wheel that lies there is used, whichever Python it is for', async (t) => {
  const releases = releasesFor('linux', 'x64');
  assert.ok(releases);
  const folder = await temporaryDirectory(t);
  withEnvironment(t, { SAVED_MODEL_CACHE: folder });
  assert.equal(await findWheel(releases), null);
  const wrong = [
    'tensorflow_cpu-2.18.0-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl',
    'tensorflow_cpu-2.19.1-cp311-cp311-win_amd64.whl',
    'tensorflow_cpu-2.19.1-cp311-cp311-manylinux_2_17_aarch64.manylinux2014_aarch64.whl',
    'tensorflow_cpu-2.19.1-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl.part',
    'keras-2.19.1-cp311-cp311-manylinux_2_17_x86_64.whl',
  ];
  await writeFiles(
    folder,
    wrong.map((name) => [`wheels/${name}`, ''] as const),
  );
  assert.equal(await findWheel(releases), null);
  const right = 'tensorflow_cpu-2.19.1-cp39-cp39-manylinux_2_17_x86_64.manylinux2014_x86_64.whl';
  await writeFiles(folder, [[`wheels/${right}`, '']]);
  assert.deepEqual(await findWheel(releases), {
    release: releases[0],
    file: path.join(folder, 'wheels', right),
  });
});

test('what is fetched is what the Python with pip could install, else the usual release', () => {
  const releases = releasesFor('linux', 'x64');
  assert.ok(releases);
  assert.deepEqual(
    ['3.9', '3.12', '3.13', '3.8', '3.14', null].map(
      (python) => releaseFor(python, releases).version,
    ),
    ['2.19.1', '2.19.1', '2.20.0', '2.19.1', '2.19.1', '2.19.1'],
  );
});

test('the tests ask for no other wheel than the one that is fetched to run models', async () => {
  const file = new URL('../../fixtures/requirements.txt', import.meta.url);
  const wanted = [
    ...(await readFile(file, 'utf8')).matchAll(
      /^(\S+)==(\S+); python_version (<|>=) "3\.13" and sys_platform == "linux" and platform_machine == "x86_64"$/gm,
    ),
  ].map(([, name, version, sign]) => [sign, name, version]);
  const releases = releasesFor('linux', 'x64');
  assert.ok(releases);
  const fetched = [
    ['<', releaseFor('3.12', releases)],
    ['>=', releaseFor('3.13', releases)],
  ] as const;
  assert.deepEqual(
    wanted,
    fetched.map(([sign, release]) => [sign, release.package, release.version]),
  );
});

test('2.12 is the first that is new enough', () => {
  assert.deepEqual(
    ['1.15.0', '2.4.1', '2.11.1', '2.12.0', '2.12.0rc0', '2.19.1', '3.0.0', '10.1'].filter(
      isNewEnough,
    ),
    ['2.12.0', '2.12.0rc0', '2.19.1', '3.0.0', '10.1'],
  );
});

const reasons: [said: string, means: RegExp][] = [
  ['OSError: [Errno 28] No space left on device', /disk is full/],
  ['WARNING: Retrying … NewConnectionError(…): Failed to establish', /cannot be reached/],
  ['SSLError(SSLCertVerificationError(1, CERTIFICATE_VERIFY_FAILED', /certificate/],
  ['ERROR: No matching distribution found for tensorflow-cpu==2.19.1', /old pip/],
  ['something\nERROR: what only pip knows\n', /what only pip knows/],
];

for (const [said, means] of reasons) {
  test(`pip says: ${said}`, () => {
    assert.match(pipReason(said), means);
  });
}

test('of many at once one works at a time', async (t) => {
  const folder = path.join(await temporaryDirectory(t), 'lock');
  let inside = 0;
  let done = 0;
  const work = async (): Promise<void> => {
    inside += 1;
    assert.equal(inside, 1);
    await sleep(20);
    inside -= 1;
    done += 1;
  };
  let waited = 0;
  const one = () => withLock(folder, undefined, () => (waited += 1), work);
  await Promise.all([one(), one(), one(), one()]);
  assert.equal(done, 4);
  assert.ok(waited > 0);
});

test('the lock of a process that is gone is taken over', async (t) => {
  const folder = path.join(await temporaryDirectory(t), 'lock');
  await mkdir(folder);
  // No process has this id: Linux's are below 2^22, macOS's below 100,000.
  await writeFile(path.join(folder, 'owner'), `${hostname()} 2147483646`);
  assert.equal(
    await withLock(
      folder,
      undefined,
      () => undefined,
      () => Promise.resolve(7),
    ),
    7,
  );
});

test('the lock of another machine is taken over when it gives no sign of life', async (t) => {
  const folder = path.join(await temporaryDirectory(t), 'lock');
  await mkdir(folder);
  await writeFile(path.join(folder, 'owner'), 'elsewhere 1');
  const controller = new AbortController();
  const waiting = withLock(
    folder,
    controller.signal,
    () => {
      controller.abort();
    },
    () => Promise.resolve(7),
  );
  await assert.rejects(waiting, failsWith('cancelled', /Stopped/));
  const past = new Date(Date.now() - 60_000);
  await utimes(folder, past, past);
  assert.equal(
    await withLock(
      folder,
      undefined,
      () => undefined,
      () => Promise.resolve(7),
    ),
    7,
  );
});
