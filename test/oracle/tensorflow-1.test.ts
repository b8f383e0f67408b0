import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { OpenedArtifact } from '../../src/formats/contract.ts';
import type { Signature } from '../../src/protocol/model.ts';
import type { WrittenTensor } from '../support/bundle-writer.ts';
import { writeSaverV1 } from '../support/saver-v1-writer.ts';
import { contentsOf } from './support/contents.ts';
import { elementsOf } from './support/elements.ts';
import { opened } from './support/opened.ts';
import { python, withoutOracle } from './support/runtime.ts';

// What TensorFlow 1 saves, saved by TensorFlow in this run: checkpoints of the first format, the graphs beside
// checkpoints, session bundles, and SavedModels of Estimators.

type Tensors = Readonly<
  Record<string, readonly [dtype: string, shape: readonly number[], sha256: string]>
>;

interface Saved {
  readonly checkpoints: Readonly<Record<string, Tensors>>;
  readonly graphs: Readonly<
    Record<
      string,
      {
        readonly nodes: number;
        readonly tensorflow: string;
        readonly collections: Readonly<Record<string, number>>;
        readonly trainable: readonly string[];
        readonly saver: Readonly<Record<string, string>>;
      }
    >
  >;
  readonly bundles: Readonly<
    Record<
      string,
      { readonly signatures: Readonly<Record<string, Signature>>; readonly tensors: Tensors }
    >
  >;
  readonly models: Readonly<
    Record<
      string,
      {
        readonly nodes: number;
        readonly collections: Readonly<Record<string, number>>;
        readonly methods: Readonly<Record<string, string>>;
      }
    >
  >;
}

/** Names, dtypes, shapes and every byte, with the verdict on the checksums. */
async function tensorsOf(artifact: OpenedArtifact): Promise<Tensors> {
  const found: Record<string, Tensors[string]> = {};
  for (const { name, dtype, shape } of artifact.tensors) {
    const { sha256, checksum } = await contentsOf(artifact, name);
    assert.equal(checksum, 'ok', name);
    found[name] = [dtype, shape, sha256];
  }
  return found;
}

function collectionsOf(artifact: OpenedArtifact): Readonly<Record<string, number>> {
  const facts = artifact.facts.filter(({ group }) => group === 'Collections');
  return Object.fromEntries(facts.map(({ name, value }) => [name, parseInt(value, 10)]));
}

suite('what TensorFlow 1 saves', { skip: withoutOracle }, () => {
  let folder = '';
  let saved: Saved;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'saved-model-tf1-'));
    const script = fileURLToPath(new URL('support/tensorflow_1.py', import.meta.url));
    const printed = execFileSync(python ?? '', ['-B', script, folder], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 64 * 1024 ** 2,
      env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', CUDA_VISIBLE_DEVICES: '-1' },
    });
    saved = JSON.parse(printed) as Saved;
  });
  after(() => rm(folder, { recursive: true, force: true }));

  test('checkpoints hold what TensorFlow restores of them', async () => {
    const checkpoints = Object.entries(saved.checkpoints);
    assert.equal(checkpoints.length, 8);
    for (const [prefix, expected] of checkpoints) {
      await opened(join(folder, prefix), async (artifact) => {
        const format = prefix.startsWith('v2/') ? 'tf-checkpoint' : 'tf-checkpoint-v1';
        assert.equal(artifact.format, format, prefix);
        assert.deepEqual(artifact.summary.findings, [], prefix);
        assert.deepEqual(await tensorsOf(artifact), expected, prefix);
      });
    }
    const every = saved.checkpoints['every.ckpt'] ?? {};
    assert.ok(new Set(Object.values(every).map(([dtype]) => dtype)).size >= 16);
  });

  test('a part of a tensor is that part of the whole', async () => {
    for (const prefix of ['every.ckpt', 'sliced.ckpt', 'v1-sharded/model.ckpt-3']) {
      await opened(join(folder, prefix), async (artifact) => {
        for (const { name } of artifact.tensors) {
          const whole = await elementsOf(artifact, name, 'all');
          const start = Math.floor(whole.length / 3);
          const count = Math.ceil((whole.length - start) / 2);
          const part = await elementsOf(artifact, name, { start, count });
          assert.deepEqual(part, whole.slice(start, start + count), `${prefix}: ${name}`);
        }
      });
    }
  });

  test('the files that the unit tests read are TensorFlow’s own, byte for byte', async () => {
    await opened(join(folder, 'every.ckpt'), async (artifact) => {
      const tensors: WrittenTensor[] = [];
      for (const { name, dtype, shape } of artifact.tensors) {
        const hex = await elementsOf(artifact, name, 'all');
        const strings = hex.map((element) => Buffer.from(element, 'hex'));
        const values = dtype === 'string' ? { strings } : { bytes: Buffer.concat(strings) };
        tensors.push({ name, dtype, shape, ...values });
      }
      const written = writeSaverV1('every.ckpt', tensors).get('every.ckpt') ?? Buffer.of();
      const theirs = readFileSync(join(folder, 'every.ckpt'));
      assert.ok(theirs.equals(written), `${theirs.length} and ${written.length} bytes`);
    });
  });

  test('directories of checkpoints list what TensorFlow’s state files name', async () => {
    for (const run of ['v1', 'v1-sharded', 'v2']) {
      await opened(join(folder, run), async (artifact) => {
        assert.equal(artifact.format, 'checkpoint-directory', run);
        assert.deepEqual(artifact.summary.findings, [], run);
        const all = ['model.ckpt-2', 'model.ckpt-3'];
        assert.deepEqual(artifact.checkpoints, { latest: 'model.ckpt-3', all }, run);
        assert.deepEqual(await tensorsOf(artifact), saved.checkpoints[`${run}/model.ckpt-3`], run);
        assert.deepEqual(
          artifact.summary.parts.map(({ path }) => path),
          all,
        );
      });
    }
  });

  test('the graph beside a checkpoint tells what its protobuf says', async () => {
    const graphs = Object.entries(saved.graphs);
    assert.equal(graphs.length, 6);
    for (const [prefix, expected] of graphs) {
      const roles: unknown[] = [];
      for (const path of [prefix, `${prefix}.meta`]) {
        await opened(join(folder, path), (artifact) => {
          assert.deepEqual(artifact.summary.findings, [], path);
          const [metaGraph] = artifact.metaGraphs ?? [];
          assert.equal(metaGraph?.nodeCount, expected.nodes, path);
          assert.deepEqual(artifact.writtenBy, [`TensorFlow ${expected.tensorflow}`], path);
          assert.deepEqual(collectionsOf(artifact), expected.collections, path);
          const saver = artifact.facts.filter(({ group }) => group === 'Saver');
          assert.deepEqual(
            Object.fromEntries(saver.map(({ name, value }) => [name, value])),
            expected.saver,
            path,
          );
          const trained = artifact.tensors.filter(({ name }) => expected.trainable.includes(name));
          assert.ok(trained.length > 2 && trained.every(({ role }) => role === 'weight'), path);
          roles.push(artifact.tensors.map(({ name, role, slot }) => [name, role, slot ?? null]));
          const of = (role: string): string[] =>
            artifact.tensors.filter((tensor) => tensor.role === role).map(({ name }) => name);
          assert.deepEqual(of('state'), ['global_step'], path);
          assert.deepEqual(of('weight').sort(), [
            'net/bias',
            'net/columns',
            'net/mean',
            'net/rows',
          ]);
          assert.ok(of('optimizer').includes('other/net/bias/Momentum'), of('optimizer').join());
          assert.ok(of('optimizer').includes('net/bias/Adam_1'), path);
        });
      }
      assert.deepEqual(roles[0], roles[1], prefix);
    }
  });

  test('session bundles are one artifact with signatures and variables', async () => {
    const bundles = Object.entries(saved.bundles);
    assert.equal(bundles.length, 3);
    for (const [directory, expected] of bundles) {
      await opened(join(folder, directory), async (artifact) => {
        assert.equal(artifact.format, 'meta-graph', directory);
        assert.match(artifact.description, /^TensorFlow 1 session bundle: /);
        assert.deepEqual(artifact.summary.findings, [], directory);
        assert.deepEqual(await tensorsOf(artifact), expected.tensors, directory);
        assert.deepEqual(artifact.metaGraphs?.[0]?.signatures, expected.signatures, directory);
        assert.deepEqual(
          artifact.summary.assets.map(({ path }) => path),
          ['assets/words.txt'],
        );
        assert.equal(artifact.summary.name, 'bundles');
      });
    }
    await opened(join(folder, 'bundles'), ({ description }) => {
      assert.equal(description, '3 versions of a model: 00000001, 00000002, 00000003');
    });
  });

  test('SavedModels with an operation that runs after loading open with all that they hold', async () => {
    const models = Object.entries(saved.models);
    assert.deepEqual(Object.keys(saved.models), ['legacy-init', 'main-op']);
    for (const [directory, expected] of models) {
      await opened(join(folder, directory), (artifact) => {
        assert.deepEqual(artifact.summary.findings, [], directory);
        const [metaGraph] = artifact.metaGraphs ?? [];
        assert.equal(metaGraph?.nodeCount, expected.nodes);
        assert.deepEqual(collectionsOf(artifact), expected.collections, directory);
        const all = { ...metaGraph.signatures, ...metaGraph.ownSignatures };
        assert.deepEqual(
          Object.fromEntries(Object.entries(all).map(([name, each]) => [name, each.methodName])),
          expected.methods,
        );
        assert.deepEqual(metaGraph.signatures['predict']?.inputs, {
          examples: { dtype: 'string', shape: [null], tensor: 'input_example_tensor:0' },
        });
        assert.ok(metaGraph.signatures['sparse']?.inputs['x']?.components);
        const init = artifact.facts.find(({ value }) => value === '1 operation: init_tables');
        const name = directory === 'main-op' ? 'saved_model_main_op' : 'legacy_init_op';
        assert.equal(init?.name, name);
        assert.deepEqual(
          artifact.summary.assets.map(({ path }) => path),
          [`assets/${directory}.txt`],
        );
        const roles = artifact.tensors.map((tensor) => [tensor.name, tensor.role]);
        assert.deepEqual(roles, [
          ['global_step', 'state'],
          ['kernel', 'weight'],
        ]);
      });
    }
  });
});
