import assert from 'node:assert/strict';
import { create, toBinary } from '@bufbuild/protobuf';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { MetaGraphDefSchema } from '../../../../src/codec/protobuf/generated/tensorflow/meta_graph_pb.ts';
import type { OpenedArtifact } from '../../../../src/formats/contract.ts';
import { openArtifact } from '../../../../src/formats/open.ts';
import { floats, writeBundle } from '../../../support/bundle-writer.ts';
import { failsWith } from '../../../support/errors.ts';
import { temporaryDirectory, writeFiles } from '../../../support/files.ts';
import { readAll } from '../../../support/open-parts.ts';
import { writeSaverV1 } from '../../../support/saver-v1-writer.ts';

const metaGraph = toBinary(
  MetaGraphDefSchema,
  create(MetaGraphDefSchema, {
    metaInfoDef: { tags: ['train'], tensorflowVersion: '1.15.5', tensorflowGitVersion: 'v1.15' },
    graphDef: {
      node: [
        { name: 'w', op: 'VariableV2' },
        { name: 'step', op: 'VariableV2' },
      ],
      versions: { producer: 134 },
    },
    saverDef: { version: 2 },
    collectionDef: {
      trainable_variables: { kind: { case: 'nodeList', value: { value: ['w:0'] } } },
      global_step: { kind: { case: 'nodeList', value: { value: ['step:0'] } } },
    },
  }),
);

async function openIn(
  t: TestContext,
  files: Iterable<readonly [string, Uint8Array | string]>,
): Promise<OpenedArtifact> {
  const directory = await temporaryDirectory(t);
  await writeFiles(directory, [['model-3.meta', metaGraph], ...files]);
  const artifact = await openArtifact(join(directory, 'model-3.meta'));
  t.after(() => artifact.close());
  return artifact;
}

test('a meta graph with the checkpoint that was saved with it', async (t) => {
  const artifact = await openIn(t, writeBundle('model-3', [floats('step', []), floats('w', [2])]));
  const { summary, tensors } = artifact;
  assert.equal(summary.format, 'meta-graph');
  assert.equal(
    summary.description,
    'TensorFlow 1 meta graph: 2 nodes, 2 variables in the checkpoint beside it',
  );
  assert.deepEqual(summary.writtenBy, ['TensorFlow 1.15.5']);
  assert.deepEqual(
    tensors.map(({ name, role }) => [name, role]),
    [
      ['step', 'state'],
      ['w', 'weight'],
    ],
  );
  assert.equal(summary.parameterCount, 2);
  assert.equal((await readAll(artifact, 'w')).bytes.length, 8);
  assert.deepEqual(summary.findings, []);
  assert.ok(
    summary.facts.some(({ name, value }) => name === 'Checkpoint format' && value === 'V2'),
  );
});

test('a meta graph with a checkpoint of the first format, in one file or in shards', async (t) => {
  const tensors = [floats('step', []), floats('w', [2])];
  for (const options of [{}, { shards: 1 }]) {
    const artifact = await openIn(t, writeSaverV1('model-3', tensors, options));
    const { summary } = artifact;
    assert.equal(
      summary.description,
      'TensorFlow 1 meta graph: 2 nodes, 2 variables in the checkpoint beside it',
    );
    assert.equal(artifact.files.length, 2);
    assert.equal(artifact.files[0], 'model-3.meta');
    assert.equal((await readAll(artifact, 'w')).bytes.length, 8);
    assert.deepEqual(summary.findings, []);
  }
});

test('without its checkpoint it says where the values are', async (t) => {
  const artifact = await openIn(t, []);
  assert.deepEqual(
    artifact.summary.findings.map(({ severity, message }) => [severity, message]),
    [
      [
        'info',
        "The graph has variables, and their values are not here: the checkpoint model-3 is missing. Copy the checkpoint's files beside model-3.meta to see them.",
      ],
    ],
  );
  assert.equal(artifact.summary.parameterCount, null);
  assert.throws(() => artifact.read('w', 'all'), failsWith('bad-request', /holds no values/));
});

test('a damaged checkpoint leaves the graph', async (t) => {
  const artifact = await openIn(t, [['model-3.index', 'no table']]);
  assert.deepEqual(
    artifact.summary.findings.map(({ severity, location }) => [severity, location]),
    [['error', 'model-3.index']],
  );
  assert.equal(artifact.summary.metaGraphs?.[0]?.nodeCount, 2);
});
