import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cp, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Shape } from '../../src/protocol/model.ts';
import { temporaryDirectory } from '../support/files.ts';
import { elementsOf } from './support/elements.ts';
import { fixtures } from './support/golden.ts';
import { opened } from './support/opened.ts';
import { python, withoutOracle } from './support/runtime.ts';

// Graphs in both forms, and every constant in them, are what TensorFlow reads.

interface Graph {
  readonly nodes: number;
  readonly functions: number;
  readonly ops: readonly string[];
  readonly tensors: Readonly<
    Record<
      string,
      { readonly dtype: string; readonly shape: number[]; readonly values: string | string[] }
    >
  >;
  /** Null where it has no telling ends. */
  readonly inputs: Readonly<Record<string, readonly [dtype: string, shape: Shape]>> | null;
  readonly outputs: readonly string[] | null;
}

const script = fileURLToPath(new URL('support/graphs.py', import.meta.url));

const samples = ['recommender'].map((name) =>
  fileURLToPath(new URL(`../../samples/${name}`, import.meta.url)),
);
const made = fixtures.filter(({ name }) => ['tf1-meta-graphs', 'hash-tables'].includes(name));
const savedModels = [...samples, ...made.map(({ path }) => path)];

test('graphs are what TensorFlow reads', { skip: withoutOracle }, async (t) => {
  const directory = await temporaryDirectory(t);
  const printed = execFileSync(python ?? '', [script, directory, ...savedModels], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 256 * 1024 ** 2,
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', CUDA_VISIBLE_DEVICES: '-1' },
  });
  const files = Object.entries(JSON.parse(printed) as Readonly<Record<string, Graph>>);
  assert.equal(files.length, 10);
  for (const [file, expected] of files) {
    await opened(join(directory, file), async (artifact) => {
      assert.deepEqual(artifact.summary.findings, [], file);
      const [metaGraph] = artifact.metaGraphs ?? [];
      assert.equal(metaGraph?.nodeCount, expected.nodes, file);
      assert.equal(metaGraph.functionCount, expected.functions, file);
      assert.deepEqual(metaGraph.ops, expected.ops, file);
      if (artifact.format === 'meta-graph') return;
      const found: Record<string, unknown> = {};
      for (const { name, dtype, shape } of artifact.tensors) {
        const elements = await elementsOf(artifact, name, 'all');
        const values = dtype === 'string' ? elements : elements.join('');
        found[name] = { dtype, shape: [...shape], values };
        const start = Math.floor(elements.length / 3);
        const count = Math.ceil((elements.length - start) / 2);
        assert.deepEqual(
          await elementsOf(artifact, name, { start, count }),
          elements.slice(start, start + count),
          `${file}: a part of ${name}`,
        );
      }
      assert.deepEqual(found, expected.tensors, file);
      const { graph } = metaGraph.signatures;
      if (expected.inputs) {
        const inputs = Object.entries(graph?.inputs ?? {});
        assert.deepEqual(
          Object.fromEntries(inputs.map(([name, { dtype, shape }]) => [name, [dtype, shape]])),
          expected.inputs,
          file,
        );
        assert.deepEqual(Object.keys(graph?.outputs ?? {}).sort(), expected.outputs, file);
      }
    });
  }

  for (const path of savedModels) {
    const asText = join(directory, basename(path));
    await cp(path, asText, { recursive: true });
    await rm(join(asText, 'saved_model.pb'));
    await opened(path, (binary) =>
      opened(asText, (text) => {
        assert.ok(text.files.includes('saved_model.pbtxt'));
        assert.deepEqual(text.summary.findings, []);
        for (const what of ['metaGraphs', 'layers', 'tensors', 'graphs', 'description'] as const) {
          assert.deepEqual(text[what], binary[what], `${what} of ${asText}`);
        }
      }),
    );
  }
});
