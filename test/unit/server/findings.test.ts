import assert from 'node:assert/strict';
import { isAbsolute, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { create, toBinary } from '@bufbuild/protobuf';
import { MetaGraphDefSchema } from '../../../src/codec/protobuf/generated/tensorflow/meta_graph_pb.ts';
import type { OpenedArtifact } from '../../../src/formats/contract.ts';
import { libraryNames } from '../../../src/runtime/libraries.ts';
import { createContext } from '../../../src/server/create-context.ts';
import { floats, writeBundle } from '../../support/bundle-writer.ts';
import { temporaryDirectory, writeFiles } from '../../support/files.ts';
import { constantNode, shapeProto, writeGraph } from '../../support/graph-writer.ts';
import { counting, writeHdf5 } from '../../support/hdf5-writer.ts';
import { writeZip } from '../../support/zip-writer.ts';
import { withEnvironment } from '../runtime/environment.ts';
import { savedModel, smallMetaGraph, smallVariables } from '../formats/saved-model/writer.ts';

// Whatever finds it: damage, what a model does, and where it will not load stand in one list, and each names a place.

type Files = Iterable<readonly [path: string, content: Uint8Array | string]>;

async function openedBy(
  t: TestContext,
  files: Files,
  path: string,
  { trusted = false } = {},
): Promise<OpenedArtifact> {
  const directory = await temporaryDirectory(t);
  await writeFiles(directory, files);
  const { sessions } = createContext({ verdicts: null, python: undefined, trusted });
  t.after(() => sessions.closeAll());
  const { session } = await sessions.open(join(directory, path));
  return session.artifact;
}

/** "severity code kind location" of each, after what is so of every list was held against it. */
function listOf({ summary, tensors, layers, metaGraphs, findings }: OpenedArtifact): string[] {
  assert.equal(summary.findings, findings);
  const order = ['error', 'warning', 'info'];
  const severities = findings.map(({ severity }) => order.indexOf(severity));
  assert.deepEqual(severities, [...severities].sort());
  const lines = findings.map(({ severity, code, kind, location }) =>
    [severity, code, kind, location].join(' '),
  );
  assert.equal(new Set(lines).size, lines.length, 'none twice');
  for (const { kind, location, message } of findings) {
    assert.match(message, /^\S.*\.$/s, 'sentences');
    assert.ok(location !== '' && !isAbsolute(location), `a place within the artifact: ${location}`);
    if (kind === 'tensor')
      assert.ok(
        tensors.some(({ name }) => name === location),
        location,
      );
    if (kind === 'layer')
      assert.ok(
        layers.some(({ path }) => path === location),
        location,
      );
    if (kind === 'signature') {
      assert.ok(
        metaGraphs?.some(({ signatures }) => location in signatures),
        location,
      );
    }
  }
  return lines;
}

const readFile = { name: 'y', op: 'ReadFile', input: ['x'] };

test('of a SavedModel', async (t) => {
  const metaGraph = smallMetaGraph({
    graphDef: {
      node: [
        { name: 'x', op: 'Placeholder', device: '/device:GPU:0' },
        readFile,
        { name: 'z', op: 'Own>Op' },
      ],
    },
    assetFileDef: [{ filename: 'gone.txt' }],
  });
  const variables = [...smallVariables()].filter(([path]) => path.endsWith('.index'));
  const files: Files = [['saved_model.pb', savedModel(metaGraph)], ...variables];
  assert.deepEqual(listOf(await openedBy(t, files, '')), [
    'error missing-part file variables/variables.data-00000-of-00001',
    'error missing-part file assets/gone.txt',
    'warning file-access signature serving_default',
    'warning custom-op file saved_model.pb',
    'info pinned-device file saved_model.pb',
  ]);
});

test('of a Keras archive, weights in HDF5 included', async (t) => {
  const weights = await writeHdf5((file) => {
    const variables = file.create_group('layers').create_group('dense').create_group('vars');
    variables.create_dataset({ name: '0', data: counting(6), shape: [2, 3] });
    file.create_external_link('other.h5', '/x', 'layers/elsewhere');
  });
  const lambda = { class_name: '__lambda__', config: { code: '4wEA' } };
  const layers = [
    { class_name: 'Dense', config: { name: 'first', activation: lambda } },
    { class_name: 'Scale', config: { name: 'own' }, registered_name: 'mine>Scale' },
  ];
  const archive = writeZip([
    {
      path: 'config.json',
      content: Buffer.from(JSON.stringify({ class_name: 'Sequential', config: { layers } })),
    },
    { path: 'metadata.json', content: Buffer.from('{"keras_version": ') },
    { path: 'model.weights.h5', content: weights },
  ]);
  assert.deepEqual(listOf(await openedBy(t, [['m.keras', archive]], 'm.keras')), [
    'error malformed file metadata.json',
    'warning external-link file layers/elsewhere',
    'warning python-code layer first',
    'info custom-object layer own',
  ]);
});

test('of a frozen graph', async (t) => {
  const float = 1;
  const graph = writeGraph([
    constantNode('damaged', {
      dtype: float,
      tensorShape: shapeProto(3),
      tensorContent: new Uint8Array(8),
    }),
    readFile,
    { name: 'wörd\u202e', op: 'Identity' },
    constantNode('k\u202e', { dtype: float, tensorShape: shapeProto(1), floatVal: [1] }),
  ]);
  assert.deepEqual(listOf(await openedBy(t, [['g.pb', graph]], 'g.pb')), [
    'error truncated tensor damaged',
    'warning file-access file g.pb',
    'warning unsafe-name tensor k\u202e',
  ]);
});

test('of a meta graph and the checkpoint beside it', async (t) => {
  const meta = toBinary(
    MetaGraphDefSchema,
    create(MetaGraphDefSchema, { graphDef: { node: [readFile, { name: 'w', op: 'VariableV2' }] } }),
  );
  const files = writeBundle('m', [floats('w', [2]), floats('v', [2], 1)], { shards: 2 });
  files.delete('m.data-00001-of-00002');
  assert.deepEqual(listOf(await openedBy(t, [['m.meta', meta], ...files], 'm.meta')), [
    'error missing-part file m.data-00001-of-00002',
    'warning file-access file m.meta',
  ]);
});

test('of a directory of checkpoints, of which a thousand tensors are damaged', async (t) => {
  const tensors = Array.from({ length: 1000 }, (_, index) => floats(`t${String(index)}`, [2]));
  const files = writeBundle('ckpt-1', tensors, {
    edit: (_name, entry) => {
      entry['size'] = 4n;
    },
  });
  const state = 'model_checkpoint_path: "ckpt-1"\nall_model_checkpoint_paths: "ckpt-0"\n';
  const artifact = await openedBy(t, [['checkpoint', state], ...files], '');
  const [damage, gone] = listOf(artifact);
  assert.match(damage ?? '', /^error \S+ tensor t0$/);
  assert.equal(gone, 'warning missing-part file checkpoint');
  assert.equal(artifact.findings[0]?.count, 1000);
  assert.match(artifact.findings[0].message, /So it is with 999 others: /);
});

test('of a NumPy archive', async (t) => {
  const archive = writeZip([
    { path: 'broken.npy', content: Buffer.from('\u0093NUMPY\u0007', 'latin1') },
    { path: 'notes.txt', content: Buffer.from('x') },
  ]);
  assert.deepEqual(listOf(await openedBy(t, [['a.npz', archive]], 'a.npz')), [
    'error malformed file broken.npy',
    'info unsupported file notes.txt',
  ]);
});

test('which TensorFlow would run it is named, and not looked for in a workspace that is not trusted', async (t) => {
  const cache = await temporaryDirectory(t);
  const copy = `tensorflow-2.13.1-${process.platform}-${process.arch}`;
  await writeFiles(cache, [[join(copy, libraryNames.main), '']]);
  withEnvironment(t, {
    PATH: cache,
    VIRTUAL_ENV: undefined,
    CONDA_PREFIX: undefined,
    SAVED_MODEL_CACHE: cache,
  });
  const graph = writeGraph([{ name: 'y', op: 'DatasetFingerprint' }]);
  const codes = async (trusted: boolean): Promise<string[]> =>
    listOf(await openedBy(t, [['g.pb', graph]], 'g.pb', { trusted }));
  assert.deepEqual(await codes(false), []);
  assert.deepEqual(await codes(true), ['warning other-tensorflow file g.pb']);
});
