import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { objectGraphKey } from '../../../../src/codec/object-graph/description.ts';
import { openArtifact } from '../../../../src/formats/open.ts';
import { floats, writeBundle } from '../../../support/bundle-writer.ts';
import { temporaryDirectory, writeFiles } from '../../../support/files.ts';

const key = (path: string): string => `${path}/.ATTRIBUTES/VARIABLE_VALUE`;

test('without its object graph a checkpoint is told by its keys', async (t) => {
  const directory = await temporaryDirectory(t);
  const files = writeBundle(
    'ckpt-1',
    [
      floats(key('model/dense/kernel'), [4, 2]),
      floats(key('model/dense/bias'), [2]),
      floats(key('optimizer/learning_rate'), []),
      floats(key('step'), []),
      floats(key('save_counter'), []),
      { name: objectGraphKey, dtype: 'string', shape: [], strings: [Buffer.from('x')], shard: 1 },
    ],
    { shards: 2 },
  );
  files.delete('ckpt-1.data-00001-of-00002');
  await writeFiles(directory, files);
  const artifact = await openArtifact(join(directory, 'ckpt-1'));
  t.after(() => artifact.close());

  assert.deepEqual(
    artifact.tensors.map(({ objectPath, role }) => [objectPath, role]),
    [
      [null, 'bookkeeping'],
      ['model/dense/bias', 'weight'],
      ['model/dense/kernel', 'weight'],
      ['optimizer/learning_rate', 'optimizer'],
      ['save_counter', 'bookkeeping'],
      ['step', 'state'],
    ],
  );
  assert.equal(artifact.parameterCount, 10);
  assert.deepEqual(
    artifact.layers.map(({ path, parameters }) => [path, parameters]),
    [
      ['model', 10],
      ['model/dense', 10],
    ],
  );
  assert.deepEqual(
    artifact.summary.findings.map(({ severity, location, message }) => [
      severity,
      location,
      message,
    ]),
    [
      [
        'error',
        'ckpt-1.data-00001-of-00002',
        'ckpt-1.data-00001-of-00002 is missing: the values of _CHECKPOINTABLE_OBJECT_GRAPH cannot be read; all other tensors can be read. Copy the file from where the checkpoint was saved.',
      ],
      [
        'warning',
        objectGraphKey,
        "The object graph cannot be read, so layers and roles are told by the tensors' keys.",
      ],
    ],
  );
});

test('an object graph with a flipped byte is used as far as it goes, and said to be damaged', async (t) => {
  const directory = await temporaryDirectory(t);
  const files = writeBundle('ckpt-1', [
    { name: objectGraphKey, dtype: 'string', shape: [], strings: [Uint8Array.of(0x0a, 0x00)] },
    floats(key('w'), [2]),
  ]);
  const shard = files.get('ckpt-1.data-00000-of-00001');
  assert.ok(shard);
  shard[5] = 0xff;
  await writeFiles(directory, files);
  const artifact = await openArtifact(join(directory, 'ckpt-1'));
  t.after(() => artifact.close());
  assert.deepEqual(
    artifact.summary.findings.slice(0, 1).map(({ code, location }) => [code, location]),
    [['checksum-mismatch', objectGraphKey]],
  );
  assert.equal(artifact.tensors.length, 2);
});
