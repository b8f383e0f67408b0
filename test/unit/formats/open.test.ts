import assert from 'node:assert/strict';
import { chmod, rename, symlink, utimes } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { artifactStamp, openArtifact } from '../../../src/formats/open.ts';
import type { ArtifactSummary } from '../../../src/protocol/model.ts';
import { floats, writeBundle } from '../../support/bundle-writer.ts';
import { failsWith } from '../../support/errors.ts';
import { temporaryDirectory, writeFiles } from '../../support/files.ts';
import { countingArray } from '../../support/array-writer.ts';
import { smallGraph } from '../../support/graph-writer.ts';
import { writeZip } from '../../support/zip-writer.ts';
import { savedModel, smallMetaGraph, smallVariables } from './saved-model/writer.ts';
import { writeSaverV1 } from '../../support/saver-v1-writer.ts';
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

test("a checkpoint of TensorFlow's first format is known by its content, whatever it is called", async (t) => {
  const directory = await temporaryDirectory(t);
  const [[, file] = []] = writeSaverV1('x', [floats('v', [2])]);
  const names = ['model.ckpt', 'model.ckpt-7', 'export', 'old.index', 'weights.bin'];
  await writeFiles(
    directory,
    names.map((name) => [name, file ?? '']),
  );
  for (const name of names) {
    const { format, tensorCount, path } = await summaryOf(join(directory, name));
    assert.deepEqual([format, tensorCount, path], ['tf-checkpoint-v1', 1, join(directory, name)]);
  }
});

test('shards open by their prefix, by one of them, and as TensorFlow writes all of them', async (t) => {
  const directory = await temporaryDirectory(t);
  const tensors = [floats('v', [2]), floats('w', [3], 1)];
  await writeFiles(directory, writeSaverV1('model.ckpt-7', tensors, { shards: 2 }));
  for (const ending of ['', '-00001-of-00002', '-?????-of-00002', '-?????-of-?????']) {
    const summary = await summaryOf(join(directory, `model.ckpt-7${ending}`));
    assert.deepEqual([summary.format, summary.tensorCount], ['tf-checkpoint-v1', 2], ending);
    assert.equal(summary.path, join(directory, 'model.ckpt-7'));
    assert.equal(summary.name, 'model.ckpt-7');
  }
  // A shard that is damaged is no reason not to show the others.
  await writeFiles(directory, [['model.ckpt-7-00000-of-00002', 'damaged']]);
  for (const number of [0, 1]) {
    const shard = join(directory, `model.ckpt-7-0000${number}-of-00002`);
    const { tensorCount, findings } = await summaryOf(shard);
    assert.deepEqual([tensorCount, findings.length], [1, 1]);
  }
  await assert.rejects(
    openArtifact(join(directory, 'model.ckpt-8')),
    failsWith('not-found', /model\.ckpt-8/),
  );
});

test('what has the name of shards and is none, and tables of another kind, get their sentence', async (t) => {
  const directory = await temporaryDirectory(t);
  const table = writeTable([[Buffer.from('key'), Buffer.from('value')]]);
  await writeFiles(directory, [
    ['train-00000-of-00002', 'records'],
    ['train-00001-of-00002', 'records'],
    ['cache.sst', table],
    ['lost', bundle.get('ckpt-1.index') ?? ''],
  ]);
  await assert.rejects(
    openArtifact(join(directory, 'train-00000-of-00002')),
    failsWith('unknown-format', /is none of the files that are read/),
  );
  await assert.rejects(openArtifact(directory), failsWith('unknown-format', /holds no model/));
  await assert.rejects(
    openArtifact(join(directory, 'cache.sst')),
    failsWith('malformed', /is no TensorFlow checkpoint .*its table has no list of tensors/),
  );
  await assert.rejects(
    openArtifact(join(directory, 'lost')),
    failsWith('malformed', /index of one in the second format.*ends in \.index/),
  );
});

test('the stamp of a checkpoint changes with each of its files, its graph too, and with no other', async (t) => {
  const directory = await temporaryDirectory(t);
  await writeFiles(directory, [
    ...writeSaverV1('one', [floats('v', [2])]),
    ...writeSaverV1('two', [floats('v', [2]), floats('w', [2], 1)], { shards: 2 }),
    ...bundle,
  ]);
  for (const [path, files] of [
    ['one', ['one', 'one.meta']],
    ['two', ['two-00001-of-00002', 'two.meta']],
    ['ckpt-1', ['ckpt-1.index', 'ckpt-1.meta']],
  ] as const) {
    const stamp = (): Promise<string> => artifactStamp(join(directory, path));
    const before = await stamp();
    await writeFiles(directory, [
      [`${path}0`, 'x'],
      [`${path}0.meta`, 'x'],
    ]);
    assert.equal(await stamp(), before, path);
    const stamps = new Set([before]);
    for (const file of files) {
      if (file.endsWith('.meta')) await writeFiles(directory, [[file, 'x']]);
      else await utimes(join(directory, file), 1, 1);
      stamps.add(await stamp());
    }
    assert.equal(stamps.size, 3, path);
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
    ['model.bin', Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a)],
    ['empty.pb', ''],
  ]);
  await assert.rejects(
    openArtifact(directory),
    failsWith(
      'unknown-format',
      /saved_model\.pb nor a checkpoint.*There are: empty\.pb, model\.bin, notes\.txt/,
    ),
  );
  await assert.rejects(
    openArtifact(join(directory, 'model.bin')),
    failsWith('malformed', /model\.bin is damaged where HDF5 begins: .*\. Copy it again/),
  );
  await assert.rejects(
    openArtifact(join(directory, 'notes.txt')),
    failsWith('unknown-format', /is none of the files that are read/),
  );
  await assert.rejects(
    openArtifact(join(directory, 'empty.pb')),
    failsWith('unknown-format', /empty\.pb is empty/),
  );
  await assert.rejects(openArtifact(join(directory, 'none')), failsWith('not-found', /not exist/));
});

test('formats that are only recognised are named, with the tool that reads them', async (t) => {
  const directory = await temporaryDirectory(t);
  const zip = (path: string): Uint8Array => writeZip([{ path, content: Buffer.from('{}') }]);
  const text = (content: string): Uint8Array => Buffer.from(content, 'latin1');
  for (const [name, content, message] of [
    ['m.tflite', text('\x1c\0\0\0TFL3\x14\0'), /TensorFlow Lite model.*tf\.lite\.Interpreter/],
    ['m.onnx', text('\x08\x07\x12\x07pytorch'), /ONNX model.*onnx and Netron/],
    ['m.pt', zip('archive/data.pkl'), /PyTorch file.*torch\.load/],
    ['m.pth', text('\x80\x02\x8a\x0al\xfc\x9cF\xf9 '), /PyTorch file/],
    ['m.safetensors', text('\x40\0\0\0\0\0\0\0{"x":'), /safetensors file/],
    ['other.zip', zip('readme'), /ZIP archive\. Unpack/],
    ['events.out.tfevents.1', text('\x18\0\0'), /TensorBoard/],
    ['m.tar.gz', text('\x1f\x8b\x08'), /gzip-compressed/],
    ['m.npy', text('version https://git-lfs.github.com/spec/v1'), /Git LFS.*git lfs pull/],
    ['m.pb', text(' <!DOCTYPE html><title>404'), /web page/],
  ] as const) {
    await writeFiles(directory, [[name, content]]);
    await assert.rejects(
      openArtifact(join(directory, name)),
      failsWith('unknown-format', message),
      name,
    );
  }
});

test('names of any kind', async (t) => {
  const directory = await temporaryDirectory(t);
  const names = [
    'a b',
    '#%?&',
    'quo\'te"s',
    '-rf',
    'größe',
    'gro\u0308ße',
    '日本語',
    '$(x)',
    'a'.repeat(180),
  ];
  for (const name of names) {
    await writeFiles(directory, [
      [`${name}/saved_model.pb`, savedModel(smallMetaGraph())],
      [`${name}/${name}.npy`, countingArray([2])],
    ]);
    const model = await summaryOf(join(directory, name));
    assert.equal(model.name, name);
    assert.deepEqual(
      model.parts.map(({ path }) => path),
      [`${name}.npy`],
    );
    const array = await summaryOf(join(directory, name, `${name}.npy`));
    assert.equal(array.path, join(directory, name, `${name}.npy`));
  }
  assert.equal((await summaryOf(directory)).parts.length, 2 * names.length);
});

test('a directory of several artifacts is a project with them as parts', async (t) => {
  const directory = await temporaryDirectory(t);
  const model = (at: string): [string, Uint8Array][] => [
    [`${at}/saved_model.pb`, savedModel(smallMetaGraph())],
    ...[...smallVariables()].map(([name, bytes]): [string, Uint8Array] => [`${at}/${name}`, bytes]),
    [`${at}/fingerprint.pb`, new Uint8Array(0)],
    [`${at}/assets/table.npy`, countingArray([2])],
  ];
  const at = (folder: string): [string, Uint8Array][] =>
    [...bundle].map(([name, bytes]) => [`${folder}/${name}`, bytes]);
  await writeFiles(directory, [
    ...model('10'),
    ...model('9'),
    ...at('10/checkpoints'),
    ...at('ckpt_temp_0123abcd'),
    ['ids.npy', countingArray([3])],
    ['notes.txt', 'x'],
    ['embeddings.h5', Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a)],
    ['labels.pbtxt', 'item { id: 1 }'],
    ['graph/frozen.pb', smallGraph()],
    ['__MACOSX/9/._saved_model.pb', 'litter'],
  ]);
  const { format, parts, description, files } = await summaryOf(directory);
  assert.equal(format, 'project');
  assert.deepEqual(
    parts.map((part) => [part.path, part.format, part.readable]),
    [
      ['9', 'saved-model', true],
      ['10', 'saved-model', true],
      ['10/checkpoints', 'checkpoint-directory', true],
      ['embeddings.h5', 'hdf5', true],
      ['graph/frozen.pb', 'graph-def', true],
      ['ids.npy', 'numpy', true],
    ],
  );
  assert.equal(
    description,
    'Directory with 2 SavedModels, 1 directory of checkpoints, 1 HDF5 file, 1 graph, 1 NumPy file',
  );
  assert.deepEqual(files, []);
  assert.ok(parts.every(({ bytes, modified }) => bytes > 0 && (modified ?? 0) > 1e12));

  const inner = await summaryOf(join(directory, '10'));
  assert.equal(inner.format, 'saved-model');
  assert.deepEqual(
    inner.parts.map((part) => part.path),
    ['checkpoints'],
  );

  const before = await artifactStamp(directory);
  await writeFiles(directory, at('late'));
  assert.notEqual(await artifactStamp(directory), before);
});

test('a directory of versions says which there are', async (t) => {
  const directory = await temporaryDirectory(t);
  for (const version of ['1', '2', '11']) {
    await writeFiles(directory, [[`${version}/saved_model.pb`, savedModel(smallMetaGraph())]]);
  }
  assert.equal((await summaryOf(directory)).description, '3 versions of a model: 1, 2, 11');
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

test('a model out of links opens, and says that it is one', async (t) => {
  const cache = await temporaryDirectory(t);
  // As huggingface_hub lays out its cache.
  const files = [...bundle].map(([, bytes], index) => [`blobs/${index}`, bytes] as const);
  await writeFiles(cache, [...files, ['snapshots/main/README.md', 'x']]);
  for (const [index, name] of [...bundle.keys()].entries()) {
    await symlink(`../../blobs/${index}`, join(cache, 'snapshots/main', name));
  }
  const path = join(cache, 'snapshots/main/ckpt-1');
  const summary = await summaryOf(path);
  assert.equal(summary.tensorCount, 1);
  assert.deepEqual(
    summary.findings.map(({ severity, code, location }) => [severity, code, location]),
    [['info', 'linked', 'ckpt-1.data-00000-of-00001']],
  );
  assert.match(summary.findings[0]?.message ?? '', /and 1 more file of .* lies at .*blobs/);
  const { stamp } = summary;
  await utimes(join(cache, 'blobs/0'), 1, 1);
  assert.notEqual(await artifactStamp(path), stamp, 'what the link leads to is what counts');
});

test('a model whose file was not fetched yet says so', async (t) => {
  const model = await temporaryDirectory(t);
  await symlink('../cache/blob', join(model, 'saved_model.pb'));
  await assert.rejects(
    openArtifact(model),
    failsWith('missing-part', /is a link to .*blob, where/),
  );
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
