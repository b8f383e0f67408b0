import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { temporaryDirectory } from '../support/files.ts';
import { contentsOf } from './support/contents.ts';
import { opened } from './support/opened.ts';
import { python, withoutOracle } from './support/runtime.ts';

// Layers, their classes and parameters, and every weight of Keras's own files are those of the model that was saved.

interface Told {
  readonly class: string;
  readonly parameters: number;
  readonly layers: Readonly<Record<string, readonly [className: string, parameters: number]>>;
  readonly weights: readonly string[];
  readonly config: boolean;
}

const script = fileURLToPath(new URL('support/keras_files.py', import.meta.url));

for (const [generation, legacy] of [
  ['Keras 2', '1'],
  ['Keras 3', '0'],
] as const) {
  test(
    `files of ${generation} hold the model that was saved`,
    { skip: withoutOracle },
    async (t) => {
      const directory = await temporaryDirectory(t);
      const printed = execFileSync(python ?? '', [script, directory], {
        encoding: 'utf8',
        env: { ...process.env, TF_USE_LEGACY_KERAS: legacy, TF_CPP_MIN_LOG_LEVEL: '3' },
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const files = Object.entries(JSON.parse(printed) as Readonly<Record<string, Told>>);
      assert.equal(files.length, 12);
      for (const [file, expected] of files) {
        await opened(join(directory, file), async ({ summary, layers, tensors, ...artifact }) => {
          assert.deepEqual(summary.findings, [], file);
          assert.equal(summary.parameterCount, expected.parameters, file);
          const weights = tensors.filter(({ role }) => role === 'weight');
          const digests: string[] = [];
          for (const { name } of weights) {
            digests.push((await contentsOf({ ...artifact, ...{ layers, tensors } }, name)).sha256);
          }
          assert.deepEqual(digests.sort(), expected.weights, file);
          if (!expected.config) return;
          assert.equal(layers[0]?.class, expected.class, file);
          const top = layers.filter(({ parent }) => parent === '');
          assert.deepEqual(
            Object.fromEntries(top.map((layer) => [layer.name, [layer.class, layer.parameters]])),
            expected.layers,
            file,
          );
          const held = layers.flatMap((layer) => layer.weights);
          assert.deepEqual(held.toSorted(), weights.map(({ name }) => name).toSorted(), file);
        });
      }
    },
  );
}
