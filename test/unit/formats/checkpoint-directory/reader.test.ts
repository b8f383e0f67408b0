import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { openArtifact } from '../../../../src/formats/open.ts';
import type { OpenedArtifact } from '../../../../src/formats/contract.ts';
import { floats, writeBundle } from '../../../support/bundle-writer.ts';
import { failsWith } from '../../../support/errors.ts';
import { temporaryDirectory, writeFiles } from '../../../support/files.ts';
import { readAll } from '../../../support/open-parts.ts';
import { writeSaverV1 } from '../../../support/saver-v1-writer.ts';

type Files = Map<string, Uint8Array | string>;

async function open(
  t: TestContext,
  prefixes: readonly string[],
  change: (files: Files) => void = () => undefined,
  path = '',
): Promise<OpenedArtifact> {
  const directory = await temporaryDirectory(t);
  const files: Files = new Map();
  for (const [index, prefix] of prefixes.entries()) {
    for (const [name, bytes] of writeBundle(prefix, [floats(`of ${prefix}`, [index + 1])])) {
      files.set(name, bytes);
    }
  }
  change(files);
  await writeFiles(directory, files);
  const artifact = await openArtifact(join(directory, path));
  t.after(() => artifact.close());
  return artifact;
}

const state = (latest: string, ...all: string[]): string =>
  [
    `model_checkpoint_path: "${latest}"`,
    ...all.map((path) => `all_model_checkpoint_paths: "${path}"`),
  ].join('\n');

test('the latest is shown and all are listed by step', async (t) => {
  const artifact = await open(t, ['ckpt-9', 'ckpt-10', 'ckpt-2'], (files) =>
    files.set('checkpoint', state('ckpt-10', 'ckpt-2', 'ckpt-9', 'ckpt-10')),
  );
  assert.equal(artifact.format, 'checkpoint-directory');
  assert.deepEqual(artifact.checkpoints, {
    latest: 'ckpt-10',
    all: ['ckpt-2', 'ckpt-9', 'ckpt-10'],
  });
  assert.deepEqual(
    artifact.tensors.map(({ name }) => name),
    ['of ckpt-10'],
  );
  assert.deepEqual(artifact.summary.findings, []);
  assert.deepEqual(artifact.files, ['checkpoint', 'ckpt-10.index', 'ckpt-10.data-00000-of-00001']);
  assert.equal((await readAll(artifact, 'of ckpt-10')).bytes.length, 8);
});

test('the state file itself opens its directory', async (t) => {
  const artifact = await open(
    t,
    ['ckpt-1'],
    (files) => files.set('checkpoint', state('ckpt-1')),
    'checkpoint',
  );
  assert.equal(artifact.format, 'checkpoint-directory');
});

test('without a state file the last by step is the latest', async (t) => {
  const artifact = await open(t, ['model.ckpt-200', 'model.ckpt-1000']);
  assert.equal(artifact.checkpoints?.latest, 'model.ckpt-1000');
  assert.deepEqual(artifact.summary.findings, []);
});

test("another machine's paths stand for what lies here under their names", async (t) => {
  for (const path of [
    'C:\\\\\\\\train\\\\\\\\ckpt-1',
    '/home/someone/../run/ckpt-1',
    '../../ckpt-1',
  ]) {
    const artifact = await open(t, ['ckpt-1', 'ckpt-2'], (files) =>
      files.set('checkpoint', state(path.replaceAll('\\\\\\\\', '\\\\'), 'ckpt-2')),
    );
    assert.equal(artifact.checkpoints?.latest, 'ckpt-1', path);
    assert.deepEqual(artifact.summary.findings, [], path);
  }
});

test('what is named and gone, and what is there and unnamed, is told', async (t) => {
  const artifact = await open(t, ['ckpt-1', 'ckpt-4'], (files) =>
    files.set('checkpoint', state('ckpt-5', 'ckpt-3', 'ckpt-4', 'ckpt-5')),
  );
  assert.equal(artifact.checkpoints?.latest, 'ckpt-4');
  assert.deepEqual(
    artifact.summary.findings.map(({ severity, message }) => [severity, message]),
    [
      [
        'warning',
        'The file checkpoint names ckpt-5 as the latest checkpoint, and it is not here; shown is ckpt-4. Copy it from where it was saved, or correct the file.',
      ],
      [
        'warning',
        'The file checkpoint names ckpt-3, which is not here. Copy it from where it was saved, if still needed.',
      ],
      [
        'info',
        'ckpt-1 lies here and the file checkpoint does not name it: saved in another way, or left from an earlier run.',
      ],
    ],
  );
});

test('a latest that cannot be opened is a finding, and the one before it is shown', async (t) => {
  const artifact = await open(t, ['ckpt-1', 'ckpt-2'], (files) => {
    files.set('checkpoint', state('ckpt-2', 'ckpt-1', 'ckpt-2'));
    files.set('ckpt-2.index', '');
  });
  assert.deepEqual(
    artifact.tensors.map(({ name }) => name),
    ['of ckpt-1'],
  );
  assert.equal(artifact.checkpoints?.latest, 'ckpt-2');
  const [finding] = artifact.summary.findings;
  assert.equal(finding?.severity, 'error');
  assert.match(
    finding.message,
    /ckpt-2\.index is not a TensorFlow checkpoint index: it is empty.*ckpt-1 is shown instead/,
  );
});

test('a state file without checkpoints says which it misses', async (t) => {
  await assert.rejects(
    open(t, [], (files) => files.set('checkpoint', state('ckpt-5'))),
    failsWith('missing-part', /holds no checkpoint.*ckpt-5/),
  );
});

const v1 = (prefix: string, shards?: number): Files =>
  new Map(
    writeSaverV1(
      prefix,
      [floats(`of ${prefix}`, [1]), floats('more', [2], shards === undefined ? 0 : 1)],
      shards === undefined ? {} : { shards },
    ),
  );

test('checkpoints of the first format are listed and opened beside those of the second', async (t) => {
  const artifact = await open(t, ['model.ckpt-20'], (files) => {
    for (const more of [v1('model.ckpt-5'), v1('model.ckpt-100', 2), v1('odd name')]) {
      for (const [name, bytes] of more) files.set(name, bytes);
    }
    files.set(
      'checkpoint',
      state('/far/away/model.ckpt-100-?????-of-00002', 'odd name', 'model.ckpt-5', 'model.ckpt-20'),
    );
    files.set('train-00000-of-00900', 'records of another program');
  });
  assert.equal(artifact.format, 'checkpoint-directory');
  assert.deepEqual(artifact.checkpoints, {
    latest: 'model.ckpt-100',
    all: ['model.ckpt-5', 'model.ckpt-20', 'model.ckpt-100', 'odd name'],
  });
  assert.deepEqual(artifact.summary.findings, []);
  assert.deepEqual(
    artifact.tensors.map(({ name }) => name),
    ['of model.ckpt-100', 'more'],
  );
  assert.deepEqual(artifact.files, [
    'checkpoint',
    'model.ckpt-100-00000-of-00002',
    'model.ckpt-100-00001-of-00002',
  ]);
  assert.equal((await readAll(artifact, 'more')).bytes.length, 8);
});

test('every checkpoint is a part with the size and the time of its files', async (t) => {
  const artifact = await open(t, ['model.ckpt-20'], (files) => {
    for (const more of [v1('model.ckpt-5'), v1('model.ckpt-100', 2)]) {
      for (const [name, bytes] of more) files.set(name, bytes);
    }
    files.set('model.ckpt-5.meta', 'a graph, or not');
    files.set('notes.npy', 'x');
  });
  const parts = new Map(artifact.summary.parts.map((part) => [part.path, part]));
  assert.deepEqual(
    [...parts.values()].map(({ path, format, readable }) => [path, format, readable]),
    [
      ['model.ckpt-5', 'tf-checkpoint-v1', true],
      ['model.ckpt-20', 'tf-checkpoint', true],
      ['model.ckpt-100', 'tf-checkpoint-v1', true],
    ],
  );
  const sizeOf = (files: Files): number =>
    [...files.values()].reduce((sum, { length }) => sum + length, 0);
  assert.equal(parts.get('model.ckpt-100')?.bytes, sizeOf(v1('model.ckpt-100', 2)));
  assert.equal(parts.get('model.ckpt-5')?.bytes, sizeOf(v1('model.ckpt-5')) + 15);
  assert.ok([...parts.values()].every(({ modified }) => (modified ?? 0) > 1e12));
});

test('a latest of the first format that was cut off is a finding, and the one before it is shown', async (t) => {
  const artifact = await open(t, [], (files) => {
    for (const [name, bytes] of v1('m.ckpt-1')) files.set(name, bytes);
    for (const [name, bytes] of v1('m.ckpt-2')) files.set(name, bytes.slice(0, 200));
    files.set('checkpoint', state('m.ckpt-2', 'm.ckpt-1', 'm.ckpt-2'));
  });
  assert.deepEqual(
    artifact.tensors.map(({ name }) => name),
    ['of m.ckpt-1', 'more'],
  );
  const [finding] = artifact.summary.findings;
  assert.equal(finding?.location, 'm.ckpt-2');
  assert.match(
    finding.message,
    /m\.ckpt-2 is not a TensorFlow checkpoint: it does not end in .* m\.ckpt-1 is shown instead\.$/,
  );
});

/** A checkpoint whose training was at a step. */
function atStep(prefix: string, step: bigint, bigEndian = false): ReadonlyMap<string, Uint8Array> {
  const value = new Uint8Array(8);
  new DataView(value.buffer).setBigInt64(0, step, true);
  const name = 'step/.ATTRIBUTES/VARIABLE_VALUE';
  const counter = { name, dtype: 'int64', shape: [], bytes: value };
  return writeBundle(prefix, [floats('w', [2]), counter], { bigEndian });
}

test('each checkpoint tells its step, whatever is wrong with the others', async (t) => {
  const artifact = await open(t, [], (files) => {
    for (const [name, bytes] of [
      ...atStep('ckpt-1', 10n),
      ...atStep('ckpt-2', 20n, true),
      ...atStep('ckpt-3', 30n),
      ...atStep('ckpt-4', 2n ** 60n),
      ...writeBundle('ckpt-5', [floats('w', [2])]),
      ...atStep('ckpt-6', 60n),
    ]) {
      files.set(name, bytes);
    }
    files.set('ckpt-3.data-00000-of-00001', new Uint8Array(3));
  });
  assert.deepEqual(
    artifact.summary.parts.map(({ path, step }) => [path, step]),
    [
      ['ckpt-1', 10],
      ['ckpt-2', 20],
      ['ckpt-3', undefined],
      ['ckpt-4', undefined],
      ['ckpt-5', undefined],
      ['ckpt-6', 60],
    ],
  );
  const facts = artifact.facts.filter(({ group }) => group === 'Training');
  assert.deepEqual(
    facts.map(({ name, value }) => [name, value]),
    [['Step', '60']],
  );
});
