import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { OpenedArtifact } from '../../../../src/formats/contract.ts';
import { artifactStamp, openArtifact } from '../../../../src/formats/open.ts';
import { failsWith } from '../../../support/errors.ts';
import { temporaryDirectory, writeFiles } from '../../../support/files.ts';
import { counting, writeHdf5 } from '../../../support/hdf5-writer.ts';
import { readAll } from '../../../support/open-parts.ts';

/** A shard with variables: group → sizes of the datasets `first`, `first + 1`, …. */
function shard(
  groups: Readonly<Record<string, readonly number[]>>,
  first = 0,
): Promise<Uint8Array> {
  return writeHdf5((file) => {
    const layers = file.create_group('layers');
    for (const [group, sizes] of Object.entries(groups)) {
      const variables = layers.create_group(group).create_group('vars');
      sizes.forEach((size, index) => {
        variables.create_dataset({ name: String(first + index), data: counting(size) });
      });
    }
  });
}

const map = (weights: Readonly<Record<string, unknown>>): Buffer =>
  Buffer.from(JSON.stringify({ metadata: { total_size: 40 }, weight_map: weights }));

const [first, second] = ['m_00000.weights.h5', 'm_00001.weights.h5'];

async function written(
  t: TestContext,
  files: Readonly<Record<string, Uint8Array>>,
): Promise<string> {
  const directory = await temporaryDirectory(t);
  await writeFiles(directory, Object.entries(files));
  return directory;
}

async function opened(t: TestContext, directory: string): Promise<OpenedArtifact> {
  const artifact = await openArtifact(join(directory, 'm.weights.json'));
  t.after(() => artifact.close());
  return artifact;
}

test('shards are one artifact, and a layer in two of them is one layer', async (t) => {
  const directory = await written(t, {
    'm.weights.json': map({
      '/layers/dense/vars': [first, second],
      '/layers/dense_1/vars': second,
    }),
    [first]: await shard({ dense: [6] }),
    [second]: await shard({ dense: [3], dense_1: [2] }, 1),
  });
  const artifact = await opened(t, directory);
  assert.equal(artifact.description, 'Weights of a Keras model, 2 layers in 2 shards');
  assert.deepEqual(artifact.summary.findings, []);
  assert.deepEqual(artifact.summary.metadata, [], 'the map is no metadata of its own');
  assert.equal(artifact.parameterCount, 11);
  assert.deepEqual(
    artifact.layers.map(({ path, parameters, weights }) => [path, parameters, weights]),
    [
      ['dense', 9, ['layers/dense/vars/0', 'layers/dense/vars/1']],
      ['dense_1', 2, ['layers/dense_1/vars/1']],
    ],
  );
  const values = await Promise.all(
    ['layers/dense/vars/1', 'layers/dense/vars/0'].map((name) => readAll(artifact, name)),
  );
  assert.deepEqual(
    values.map(({ bytes }) => bytes.length),
    [12, 24],
  );
});

test('a directory lists the map with its shards as one part', async (t) => {
  const directory = await written(t, {
    'm.weights.json': map({ '/layers/dense/vars': first }),
    [first]: await shard({ dense: [6] }),
    'other_00000.weights.h5': await shard({ dense: [1] }),
  });
  const project = await openArtifact(directory);
  t.after(() => project.close());
  const [map0, alone] = project.summary.parts;
  assert.deepEqual(
    project.summary.parts.map(({ path }) => path),
    ['m.weights.json', 'other_00000.weights.h5'],
  );
  assert.ok(map0 && alone && map0.bytes > alone.bytes, 'the shards count');
});

test('a shard that changes changes the artifact', async (t) => {
  const directory = await written(t, {
    'm.weights.json': map({ '/layers/dense/vars': first }),
    [first]: await shard({ dense: [6] }),
  });
  const path = join(directory, 'm.weights.json');
  const before = await artifactStamp(path);
  await writeFiles(directory, [[first, await shard({ dense: [60] })]]);
  assert.notEqual(await artifactStamp(path), before);
});

test('what is missing, mixed up or elsewhere is named, and the rest is shown', async (t) => {
  const directory = await written(t, {
    'm.weights.json': map({
      '/layers/dense/vars': [first, second],
      '/layers/lost/vars': second,
      '/layers/gone/vars': 'm_00002.weights.h5',
      '/layers/far/vars': '../m_00003.weights.h5',
    }),
    [first]: await shard({ dense: [6] }),
    [second]: await shard({ dense: [7] }),
  });
  const artifact = await opened(t, directory);
  assert.deepEqual(
    artifact.tensors.map(({ name, shape }) => [name, shape]),
    [['layers/dense/vars/0', [6]]],
    'the first of two, as Keras reads it',
  );
  const told = artifact.summary.findings.map(({ message }) => message);
  for (const sentence of [
    /The shard m_00002\.weights\.h5 is missing/,
    /names \.\.\/m_00003\.weights\.h5 as a shard, which lies in another folder/,
    /layers\/dense\/vars\/0 lies in m_00000.* and again in m_00001/,
    /places variables of layers\/lost\/vars in m_00001\.weights\.h5, which has none/,
  ]) {
    assert.ok(
      told.some((message) => sentence.test(message)),
      String(sentence),
    );
  }
});

test('a map that names nothing of Keras is none, and a broken one says where', async (t) => {
  const torch = map({ 'model.embed': 'model-00001-of-00002.safetensors' });
  const directory = await written(t, {
    'm.weights.json': torch,
    'broken.weights.json': Buffer.from(
      '{"weight_map": {"/layers/a/vars": "x_00000.weights.h5", "/layers/b/vars": 7}}',
    ),
  });
  await assert.rejects(
    openArtifact(join(directory, 'm.weights.json')),
    failsWith('unknown-format', /./),
  );
  await assert.rejects(
    openArtifact(join(directory, 'broken.weights.json')),
    failsWith('malformed', /its entry of \/layers\/b\/vars names no files/),
  );
});
