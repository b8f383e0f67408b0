import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { OpNode } from '../../src/core/op-graph.ts';
import type { OpenedArtifact } from '../../src/formats/contract.ts';
import { temporaryDirectory } from '../support/files.ts';
import { fixtures } from './support/golden.ts';
import { opened } from './support/opened.ts';
import { python, withoutOracle } from './support/runtime.ts';

// A SavedModel in chunks, in records that Riegeli's own library has written, is the model it was before.

const script = fileURLToPath(new URL('support/chunked.py', import.meta.url));

const sources = [
  'keras2-recommender-save',
  'keras3-two-tower-export',
  'tf1-meta-graphs',
  'hash-tables',
].map((name) => fixtures.find((fixture) => fixture.name === name)?.path ?? name);

test('a model in chunks is the same model', { skip: withoutOracle }, async (t) => {
  const directory = await temporaryDirectory(t);
  const { status, stdout, stderr } = spawnSync(python ?? '', [script, directory, ...sources], {
    encoding: 'utf8',
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', CUDA_VISIBLE_DEVICES: '-1' },
  });
  if (status === 3) {
    t.skip('no array_record for this Python');
    return;
  }
  assert.equal(status, 0, stderr);
  const chunks = JSON.parse(stdout) as Readonly<Record<string, number>>;
  for (const source of sources) {
    const name = source.slice(source.lastIndexOf('/') + 1);
    assert.ok((chunks[name] ?? 0) > 2, `${name} is in ${String(chunks[name])} chunks`);
    await opened(source, (whole) =>
      opened(join(directory, name), async (chunked) => {
        assert.ok(chunked.files.includes('saved_model.cpb'));
        for (const what of ['metaGraphs', 'layers', 'tensors', 'description'] as const) {
          assert.deepEqual(chunked[what], whole[what], `${what} of ${name}`);
        }
        // Which node of an op is the first depends on the order of the message's parts.
        assert.deepEqual(opsOf(chunked), opsOf(whole), `ops of ${name}`);
        assert.deepEqual(await nodesOf(chunked), await nodesOf(whole), `nodes of ${name}`);
        assert.deepEqual(chunked.summary.findings, whole.summary.findings, name);
      }),
    );
  }
});

function opsOf({ graphs }: Pick<OpenedArtifact, 'graphs'>): readonly string[][] {
  return (graphs ?? []).map(({ ops }) => [...ops.keys()].sort());
}

/** Every node of every graph and of its functions, in the order of their names. */
async function nodesOf({ metaGraphs, readOps }: OpenedArtifact): Promise<readonly OpNode[][]> {
  const scopes: OpNode[][] = [];
  for (const index of metaGraphs?.keys() ?? []) {
    assert.ok(readOps);
    const { nodes, functions, cut } = await readOps(index);
    assert.ok(nodes.length > 0 && !cut);
    const sorted = [...functions.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const scope of [nodes, ...sorted.map((each) => each.nodes)]) {
      scopes.push([...scope].sort((a, b) => (a.name < b.name ? -1 : 1)));
    }
  }
  return scopes;
}
