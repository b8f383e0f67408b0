import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Finding } from '../../src/protocol/model.ts';
import { scan } from '../../src/scan/scan.ts';
import { verifyArtifact } from '../../src/verify/verify-artifact.ts';
import { opened } from './support/opened.ts';
import { context, python, withoutOracle } from './support/runtime.ts';

// What TensorFlow and Keras save is found where it reaches outside or does not load, and nothing in what is sound.

const skip = withoutOracle;
const script = fileURLToPath(new URL('support/scan_models.py', import.meta.url));
let folder = '';
/** What TensorFlow itself said of what it should refuse. */
let said: Readonly<Record<string, string>> = {};

before(async () => {
  if (skip) return;
  folder = await mkdtemp(path.join(tmpdir(), 'saved-model-scan-'));
  const make = async (what: string, legacy: string): Promise<Record<string, string>> => {
    const { stdout } = await promisify(execFile)(python ?? '', ['-B', script, folder, what], {
      env: {
        ...process.env,
        TF_CPP_MIN_LOG_LEVEL: '3',
        CUDA_VISIBLE_DEVICES: '-1',
        TF_USE_LEGACY_KERAS: legacy,
      },
    });
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Record<string, string>;
  };
  // One after the other: each takes a processor and half a gigabyte.
  said = await make('tensorflow', '1');
  await make('keras', '1');
  await make('keras', '0');
});

after(async () => {
  if (folder !== '') await rm(folder, { recursive: true, force: true });
});

async function found(name: string, tensorflow: string | null = null): Promise<readonly Finding[]> {
  return opened(path.join(folder, name), (artifact) => [
    ...artifact.findings,
    ...scan(artifact, tensorflow),
  ]);
}

async function only(name: string, tensorflow: string | null = null): Promise<Finding> {
  const [finding, ...more] = await found(name, tensorflow);
  assert.ok(finding, `${name} has a finding`);
  assert.deepEqual(more, [], name);
  return finding;
}

describe('what running does', { skip }, () => {
  test('files are read in a nested function and in the body of a loop', async () => {
    const finding = await only('reads-files');
    assert.deepEqual(
      [finding.severity, finding.code, finding.location, finding.kind],
      ['warning', 'file-access', 'serving_default', 'signature'],
    );
    assert.equal(finding.brief, 'reads files: ReadFile in serving_default');
    assert.match(finding.message, /while\/ReadFile in while_body_\d+ \(\/data\/in-the-loop\.txt\)/);
    assert.match(finding.message, /ReadFile in __inference_inner_\d+ \(\/data\/nested\.txt\)/);
  });

  test('files are written by printing, and read as records of a dataset', async () => {
    assert.match(
      (await only('writes-files')).message,
      /^Running it writes files: PrintV2 in serving_default\. Node PrintV2 in \S+ \(file:\/\/\/tmp\/printed\.txt\)\./,
    );
    assert.match(
      (await only('reads-records')).message,
      /^Running it reads files: TFRecordDatasetV?2? in serving_default\. /,
    );
  });

  test('saving is told of where a signature does it, and nowhere else', async () => {
    assert.match(
      (await only('saves-when-called')).message,
      /^Running it writes files: SaveV2 in serving_default\. .*\(\/data\/out\)/,
    );
  });

  test('nothing of what is sound', async () => {
    for (const name of ['sound', 'sound-tf1', 'keras2-plain', 'keras3-plain']) {
      assert.deepEqual(await found(name), [], name);
    }
    for (const name of ['keras2-plain', 'keras3-plain']) {
      assert.deepEqual(await found(`${name}.keras`), [], name);
      assert.deepEqual(await found(`${name}.h5`), [], name);
    }
  });
});

describe('what loading with Keras does', { skip }, () => {
  test('Lambda layers in a wrapper in a model within the model are found in every format', async () => {
    for (const name of [
      'keras2-lambda.keras',
      'keras2-lambda.h5',
      'keras2-lambda',
      'keras3-lambda.keras',
      'keras3-lambda.h5',
    ]) {
      const finding = await only(name);
      assert.deepEqual(
        [finding.severity, finding.code, finding.kind],
        ['warning', 'python-code', 'layer'],
      );
      assert.match(finding.message, /: inner\/times\/double\. /, name);
      assert.match(finding.location, /^inner/, name);
    }
    // What was exported has the graph alone.
    assert.deepEqual(await found('keras3-lambda'), []);
  });

  test('a vocabulary that stayed a file of the machine is named', async () => {
    const finding = await only('keras2-words.keras');
    assert.deepEqual([finding.code, finding.location], ['file-access', 'lookup']);
    assert.match(finding.message, /: lookup \(.*keras-words\.txt\)\./);
  });
});

describe('what does not load', { skip }, () => {
  test('a graph that is pinned to a GPU, which is verified from a copy', async () => {
    const finding = await only('pinned');
    assert.deepEqual(
      [finding.severity, finding.code, finding.topic],
      ['info', 'pinned-device', 'load'],
    );
    assert.match(finding.message, /: GPU \(\d+ nodes?, such as node \S+/);
    const report = await opened(path.join(folder, 'pinned'), (artifact) =>
      verifyArtifact(artifact, {}, context),
    );
    assert.equal(report.verdict, 'no-baseline', report.reason);
    assert.match(report.reason + (report.notes ?? []).join(' '), /without the devices|reloads/);
  });

  test('numbers of two bytes that no CPU has a kernel for', async () => {
    assert.match(said['half'] ?? '', /No OpKernel was registered to support Op 'MaxPool3D'/);
    const finding = await only('half');
    assert.equal(finding.code, 'no-cpu-kernel');
    assert.match(finding.message, /: MaxPool3D with float16 \(first at node MaxPool3D of /);
  });

  test('graphs that TensorFlow itself refuses', async () => {
    const here = '2.19.1';
    assert.match(said['newer'] ?? '', /GraphDef min consumer version 9999 above current version/);
    assert.equal((await only('newer.pb', here)).code, 'newer-graph');
    assert.match(said['removed'] ?? '', /Op BatchFFT is not available in GraphDef version/);
    assert.equal((await only('removed.pb', here)).code, 'removed-op');
    assert.equal(said['before-removal'], '');
    assert.equal((await only('before-removal.pb', here)).code, 'no-cpu-kernel');
    assert.match(said['disallowed'] ?? '', /GraphDef disallows consumer version/);
  });
});

test('what leads out of an HDF5 file, each under its own name', { skip }, async () => {
  const findings = await found('leads-out.h5');
  assert.deepEqual(
    findings.map(({ severity, code, location }) => `${severity} ${code} ${location}`).sort(),
    [
      'warning external-link link',
      'warning external-storage stored',
      'warning huge-shape huge',
      'warning virtual-dataset virtual',
    ],
  );
});
