import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { OpenedArtifact } from '../../../../src/formats/contract.ts';
import { openArtifact } from '../../../../src/formats/open.ts';
import { temporaryDirectory, writeFiles } from '../../../support/files.ts';
import { counting, writeHdf5 } from '../../../support/hdf5-writer.ts';
import { writeZip } from '../../../support/zip-writer.ts';

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

const config = {
  class_name: 'Sequential',
  config: {
    name: 'small',
    layers: [
      { class_name: 'Dense', config: { name: 'first' } },
      { class_name: 'Dense', config: { name: 'second' } },
      { class_name: 'Scale', config: { name: 'own' }, registered_name: 'mine>Scale' },
    ],
  },
};

async function opened(
  t: TestContext,
  entries: Readonly<Record<string, Uint8Array>>,
): Promise<OpenedArtifact> {
  const directory = await temporaryDirectory(t);
  const zip = writeZip(Object.entries(entries).map(([path, content]) => ({ path, content })));
  await writeFiles(directory, [['m.keras', zip]]);
  const artifact = await openArtifact(join(directory, 'm.keras'));
  t.after(() => artifact.close());
  return artifact;
}

const weights = (): Promise<Uint8Array> =>
  writeHdf5((file) => {
    const layers = file.create_group('layers');
    const variables = layers.create_group('dense_1').create_group('vars');
    variables.create_dataset({ name: '0', data: counting(6), shape: [2, 3] });
  });

test('a weight belongs to the layer of its class and position', async (t) => {
  const { layers, summary } = await opened(t, {
    'metadata.json': json({ keras_version: '3.0.0' }),
    'config.json': json(config),
    'model.weights.h5': await weights(),
    'assets/vocabulary.txt': Buffer.from('a\nb\n'),
  });
  assert.deepEqual(
    layers.map(({ path, class: className, parameters, custom }) => [
      path,
      className,
      parameters,
      custom,
    ]),
    [
      ['', 'Sequential', 6, false],
      ['first', 'Dense', 0, false],
      ['second', 'Dense', 6, false],
      ['own', 'Scale', 0, true],
    ],
  );
  assert.deepEqual(summary.writtenBy, ['Keras 3.0.0']);
  assert.deepEqual(summary.assets, [{ path: 'assets/vocabulary.txt', bytes: 4 }]);
  assert.deepEqual(summary.findings, []);
});

test('what is missing or damaged is named, and the rest is shown', async (t) => {
  const { layers, tensors, summary } = await opened(t, {
    'metadata.json': json({ keras_version: '3.0.0' }),
    'config.json': json(config),
    'model.weights.h5': Buffer.from('no HDF5'),
  });
  assert.equal(layers.length, 4);
  assert.deepEqual(tensors, []);
  assert.deepEqual(
    summary.findings.map(({ severity, location }) => [severity, location]),
    [['error', 'model.weights.h5']],
  );
  const without = await opened(t, {
    'metadata.json': json({}),
    'config.json': Buffer.from('{'),
    'model.weights.h5': await weights(),
  });
  assert.equal(without.tensors.length, 1);
  assert.match(without.findings[0]?.message ?? '', /config\.json in .*m\.keras is no valid JSON/);
});

test('JSON that does not match its checksum is shown, and that is said', async (t) => {
  const directory = await temporaryDirectory(t);
  const zip = writeZip([
    { path: 'metadata.json', content: json({ keras_version: '3.0.0' }), crc: 1 },
    { path: 'config.json', content: json(config) },
  ]);
  await writeFiles(directory, [['m.keras', zip]]);
  const artifact = await openArtifact(join(directory, 'm.keras'));
  t.after(() => artifact.close());
  const { summary } = artifact;
  assert.deepEqual(summary.writtenBy, ['Keras 3.0.0']);
  const said = summary.findings.find(({ code }) => code === 'checksum-mismatch');
  assert.equal(said?.location, 'metadata.json');
  assert.match(said.message, /metadata\.json in .*m\.keras does not match the checksum/);
});

test('a configuration of 200,000 layers beside each other is told in part', async (t) => {
  const layers = Array.from({ length: 200_000 }, () => ({ class_name: 'Dense', config: {} }));
  const { layers: told } = await opened(t, {
    'metadata.json': json({}),
    'config.json': json({ class_name: 'Sequential', config: { layers } }),
  });
  assert.equal(told.length, 100_000);
});

test('names in names do not multiply', async (t) => {
  const name = 'n'.repeat(3000);
  const inner = (depth: number): unknown => ({
    class_name: 'Functional',
    config: { name, layers: depth === 0 ? [] : [inner(depth - 1)] },
  });
  const { layers } = await opened(t, {
    'metadata.json': json({}),
    'config.json': json(inner(40)),
  });
  assert.deepEqual(
    layers.map(({ path }) => path.length),
    [0, 3000],
  );
});
