import assert from 'node:assert/strict';
import { chmod, rename, symlink, utimes } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { artifactStamp, openArtifact } from '../../../src/formats/open.ts';
import type { ArtifactSummary } from '../../../src/protocol/model.ts';
import { floats, writeBundle } from '../../support/bundle-writer.ts';
import { failsWith } from '../../support/errors.ts';
import { temporaryDirectory, writeFiles } from '../../support/files.ts';
import { writeTable } from '../../support/table-writer.ts';
import { asNobody, withoutPermissions } from '../../support/as-nobody.ts';

const bundle = writeBundle('ckpt-1', [floats('a', [2])]);

async function summaryOf(path: string): Promise<ArtifactSummary> {
  const artifact = await openArtifact(path);
  await artifact.close();
  return artifact.summary;
}

test('prefix, index and data file mean the same checkpoint', async (t) => {
  const directory = await temporaryDirectory(t);
  await writeFiles(directory, bundle);
  for (const name of ['ckpt-1', 'ckpt-1.index', 'ckpt-1.data-00000-of-00001']) {
    const summary = await summaryOf(join(directory, name));
    assert.equal(summary.format, 'tf-checkpoint');
    assert.equal(summary.path, join(directory, 'ckpt-1'));
    assert.equal(summary.name, 'ckpt-1');
    assert.deepEqual(
      summary.files.map(({ path, bytes }) => [path, bytes]),
      [
        ['ckpt-1.index', bundle.get('ckpt-1.index')?.length],
        ['ckpt-1.data-00000-of-00001', 8],
      ],
    );
    assert.equal(summary.tensorCount, 1);
    assert.equal(summary.weightBytes, 8);
    assert.equal(summary.metaGraphs, null);
    assert.ok((summary.saved ?? 0) > 1e12);
  }
});

test('content decides, not the name', async (t) => {
  const directory = await temporaryDirectory(t);
  await writeFiles(directory, bundle);
  await writeFiles(directory, [
    ['words.index', 'index of words: a, b, c; and enough of them to be longer than a footer'],
    ['saved_model.pb', 'no model'],
  ]);
  await assert.rejects(
    openArtifact(join(directory, 'words.index')),
    failsWith('malformed', /words\.index is not a TensorFlow checkpoint index: it does not end in/),
  );
  assert.equal((await summaryOf(directory)).checkpoints?.latest, 'ckpt-1');
});

test("a checkpoint of TensorFlow's first format is recognised", async (t) => {
  const directory = await temporaryDirectory(t);
  const header = Uint8Array.of(0x0a, 0x02, 0x12, 0x00);
  await writeFiles(directory, [['old.index', writeTable([[new Uint8Array(0), header]])]]);
  await assert.rejects(
    openArtifact(join(directory, 'old.index')),
    failsWith('unsupported', /first format \(Saver V1\)/),
  );
});

test('so is one under its bare name, and a directory of them', async (t) => {
  const directory = await temporaryDirectory(t);
  const header = Uint8Array.of(0x0a, 0x02, 0x12, 0x00);
  await writeFiles(directory, [
    ['model.ckpt-7', writeTable([[new Uint8Array(0), header]])],
    ['checkpoint', 'model_checkpoint_path: "model.ckpt-7"'],
  ]);
  for (const name of ['', 'model.ckpt-7']) {
    await assert.rejects(
      openArtifact(join(directory, name)),
      failsWith(
        name === '' ? 'unsupported' : 'unknown-format',
        /first (checkpoint )?format \(Saver V1\)/,
      ),
    );
  }
});

test('a directory of the same name does not hide a checkpoint', async (t) => {
  const directory = await temporaryDirectory(t);
  await writeFiles(directory, bundle);
  await writeFiles(directory, [['ckpt-1/notes.txt', 'x']]);
  assert.equal((await summaryOf(join(directory, 'ckpt-1'))).format, 'tf-checkpoint');
});

test('what is no artifact gets a sentence with what is there', async (t) => {
  const directory = await temporaryDirectory(t);
  await assert.rejects(
    openArtifact(directory),
    failsWith('unknown-format', /holds no model.*empty/),
  );
  await writeFiles(directory, [
    ['notes.txt', 'x'],
    ['model.h5', Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a)],
    ['empty.pb', ''],
  ]);
  await assert.rejects(
    openArtifact(directory),
    failsWith(
      'unknown-format',
      /saved_model\.pb nor a checkpoint.*There are: empty\.pb, model\.h5, notes\.txt/,
    ),
  );
  await assert.rejects(
    openArtifact(join(directory, 'model.h5')),
    failsWith('unknown-format', /is an HDF5 file .*does not read/),
  );
  await assert.rejects(
    openArtifact(join(directory, 'notes.txt')),
    failsWith('unknown-format', /is no file of a SavedModel/),
  );
  await assert.rejects(
    openArtifact(join(directory, 'empty.pb')),
    failsWith('unknown-format', /empty\.pb is empty/),
  );
  await assert.rejects(openArtifact(join(directory, 'none')), failsWith('not-found', /not exist/));
});

test('a directory of several models names them', async (t) => {
  const directory = await temporaryDirectory(t);
  await writeFiles(
    directory,
    [...bundle].map(([name, bytes]) => [`run-1/${name}`, bytes] as const),
  );
  await writeFiles(
    directory,
    [...bundle].map(([name, bytes]) => [`run-2/${name}`, bytes] as const),
  );
  await assert.rejects(
    openArtifact(directory),
    failsWith('unknown-format', /holds several: run-1, run-2\. Open one of them/),
  );
});

test('a data file without its index says what is missing', async (t) => {
  const directory = await temporaryDirectory(t);
  await writeFiles(directory, [['m.data-00000-of-00001', 'x']]);
  await assert.rejects(
    openArtifact(join(directory, 'm.data-00000-of-00001')),
    failsWith('missing-part', /m\.index is missing/),
  );
});

test('a file that may not be read says so', { skip: withoutPermissions }, async (t) => {
  const directory = await temporaryDirectory(t);
  await writeFiles(directory, bundle);
  await chmod(directory, 0o755);
  await chmod(join(directory, 'ckpt-1.index'), 0);
  await asNobody(() =>
    assert.rejects(
      openArtifact(join(directory, 'ckpt-1.index')),
      failsWith('unreadable', /access is denied/),
    ),
  );
});

test('a model whose file is a link that leads out of it says so', async (t) => {
  const outside = await temporaryDirectory(t);
  const model = await temporaryDirectory(t);
  await writeFiles(outside, [['blob', 'x']]);
  await symlink(join(outside, 'blob'), join(model, 'saved_model.pb'));
  for (const path of [model, join(model, 'saved_model.pb')]) {
    await assert.rejects(
      openArtifact(path),
      failsWith(
        'unreadable',
        /saved_model\.pb leads out of .* Put a copy of the file in its place/,
      ),
    );
  }
});

test('JSON beside a checkpoint is its metadata; predictions are not', async (t) => {
  const directory = await temporaryDirectory(t);
  await writeFiles(directory, bundle);
  await writeFiles(directory, [
    ['config.json', '{"units": 12345678901234567890, "loss": NaN}'],
    ['broken.json', '{"a": '],
    ['predictions.json', '{"inputs": {}}'],
    ['ckpt-1.predictions.json', '{"inputs": {}}'],
  ]);
  const summary = await summaryOf(join(directory, 'ckpt-1'));
  assert.deepEqual(summary.metadata, [
    { source: 'config.json', value: { units: '12345678901234567890', loss: 'NaN' } },
  ]);
  assert.deepEqual(
    summary.findings.map(({ severity, location }) => [severity, location]),
    [['warning', 'broken.json']],
  );
  assert.match(summary.findings[0]?.message ?? '', /broken\.json is no valid JSON: /);
});

test('the stamp changes with a file of the artifact and with nothing else', async (t) => {
  const directory = await temporaryDirectory(t);
  await writeFiles(directory, bundle);
  const path = join(directory, 'ckpt-1');
  const { stamp } = await summaryOf(path);
  assert.equal(await artifactStamp(path), stamp);
  assert.equal(await artifactStamp(`${path}.index`), stamp);

  await writeFiles(directory, [
    ['predictions.json', '{}'],
    ['notes.txt', 'x'],
    ...writeBundle('ckpt-10', [floats('b', [3])]),
  ]);
  assert.equal(await artifactStamp(path), stamp);

  const data = join(directory, 'ckpt-1.data-00000-of-00001');
  await utimes(data, 1, 1);
  const touched = await artifactStamp(path);
  assert.notEqual(touched, stamp);

  await writeFiles(directory, [['copy', bundle.get('ckpt-1.data-00000-of-00001') ?? '']]);
  await utimes(join(directory, 'copy'), 1, 1);
  await rename(join(directory, 'copy'), data);
  assert.notEqual(await artifactStamp(path), touched, 'another file of the same size and time');
});

test('a bare version number is no name', async (t) => {
  const directory = await temporaryDirectory(t);
  await writeFiles(
    directory,
    [...bundle].map(([name, bytes]) => [`42/${name}`, bytes] as const),
  );
  assert.equal((await summaryOf(join(directory, '42'))).name, basename(directory));
});
