import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OpenedArtifact } from '../../src/formats/contract.ts';
import type { TensorRole } from '../../src/protocol/model.ts';
import { contentsOf } from './support/contents.ts';
import { fixtures, type Golden, type GoldenModel } from './support/golden.ts';
import { opened } from './support/opened.ts';

// Weights, their number and the layers are those of the live Keras model, however it was saved.

const models = fixtures.flatMap((golden) =>
  golden.model ? [{ golden, model: golden.model }] : [],
);

for (const { golden, model } of models) {
  test(`weights of ${golden.name} are Keras's model.weights`, async () => {
    await opened(golden.path, async (artifact) => {
      assert.equal(artifact.parameterCount, model.parameterCount);
      const saved = await contentsByRole(artifact, 'weight');
      const live = model.weights.map(({ sha256 }) => sha256).sort();
      // An export may hold a variable twice; what is equal counts once on both sides.
      assert.deepEqual(unique(saved), unique(live));
      if (!golden.name.endsWith('-export')) assert.deepEqual(saved, live);
    });
  });

  test(`layers of ${golden.name}`, async () => {
    await opened(golden.path, ({ layers }) => {
      for (const expected of expectedLayers(golden, model)) {
        const layer = layers.find(({ path }) => path === expected.path);
        assert.ok(
          layer,
          `${expected.path} is not among ${layers.map(({ path }) => path).join(', ')}`,
        );
        assert.equal(layer.parameters, expected.parameters, `parameters of ${expected.path}`);
        if (layer.classSource === 'config') {
          assert.equal(layer.class, expected.class, expected.path);
          assert.equal(layer.custom, expected.custom, expected.path);
        } else if (layer.class !== null) {
          // A guess may leave a custom class out, but it must never name a wrong one.
          assert.equal(layer.classSource, 'inferred');
          if (!expected.custom) assert.equal(layer.class, expected.class, expected.path);
        }
      }
    });
  });
}

for (const golden of fixtures) {
  const { optimizer, parameterCount } = golden;
  if (optimizer) {
    test(`optimizer of ${golden.name}`, async () => {
      await opened(golden.path, ({ tensors }) => {
        const found = tensors.filter(({ role }) => role === 'optimizer').map(({ name }) => name);
        assert.deepEqual(found.sort(), [...optimizer].sort());
      });
    });
  }
  if (parameterCount !== undefined) {
    test(`parameters of ${golden.name}`, async () => {
      const found = await opened(golden.path, (artifact) => artifact.parameterCount);
      assert.equal(found, parameterCount);
    });
  }
}

/** SHA-256 of each tensor of a role, sorted. */
async function contentsByRole(artifact: OpenedArtifact, role: TensorRole): Promise<string[]> {
  const found: string[] = [];
  for (const tensor of artifact.tensors.filter((one) => one.role === role)) {
    found.push((await contentsOf(artifact, tensor.name)).sha256);
  }
  return found.sort();
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}

/** Layers that hold weights; a file need not tell of the others. */
function expectedLayers(_golden: Golden, model: GoldenModel): GoldenModel['layers'] {
  return model.layers.filter(({ parameters }) => parameters > 0);
}
