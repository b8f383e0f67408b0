import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OpenedArtifact } from '../../src/formats/contract.ts';
import type { Layer, TensorRole } from '../../src/protocol/model.ts';
import { contentsOf } from './support/contents.ts';
import { fixtures, withoutFixtures, type Golden, type GoldenModel } from './support/golden.ts';
import { opened } from './support/opened.ts';

// Weights, their number and the layers are those of the live Keras model, however it was saved.

const models = fixtures.flatMap((golden) =>
  golden.model ? [{ golden, model: golden.model }] : [],
);

test('there are models', { skip: withoutFixtures }, () => {
  assert.ok(models.length >= 15);
});

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
      const found = layers.filter(
        ({ path, parameters }) => path !== root(golden) && parameters > 0,
      );
      if (withoutLayers.has(golden.name)) {
        assert.deepEqual(found, []);
        return;
      }
      const expected = model.layers.filter(({ parameters }) => parameters > 0);
      assert.deepEqual(
        found.map(({ path }) => path).sort(),
        expected.map(({ path }) => path).sort(),
      );
      for (const layer of expected) assertLayer(golden, layers, layer);
    });
  });
}

test(
  'lookups are known by their tables, from a list and from a file',
  { skip: withoutFixtures },
  async () => {
    for (const { golden } of models.filter(({ golden: { name } }) =>
      /two-tower(-save)?$/.test(name),
    )) {
      const lookups = await opened(golden.path, ({ layers }) =>
        layers.filter((layer) => layer.class === 'StringLookup').map(({ path }) => path),
      );
      assert.deepEqual(lookups.sort(), ['item_tower/lookup', 'user_tower/lookup'], golden.name);
    }
  },
);

/** An export of a subclassed model has its variables in one flat list, and no layer in its object graph. */
const withoutLayers = new Set(['keras3-recommender-export', 'keras3-two-tower-export']);

/** Path of the model itself: in a training run it is an attribute of the checkpoint. */
function root({ kind }: Golden): string {
  return kind === 'saved-model' ? '' : 'model';
}

function assertLayer(
  golden: Golden,
  layers: readonly Layer[],
  expected: GoldenModel['layers'][number],
): void {
  const layer = layers.find(({ path }) => path === expected.path);
  assert.ok(layer, expected.path);
  assert.equal(layer.parameters, expected.parameters, `parameters of ${expected.path}`);
  // A checkpoint does not say what is trained.
  if (layer.trainable !== null) {
    assert.equal(layer.trainable, expected.trainable, `whether ${expected.path} is trained`);
  }
  // Keras 2 writes its layers' names into every SavedModel.
  if (golden.name.startsWith('keras2-') && golden.kind === 'saved-model') {
    assert.equal(layer.name, expected.name);
  }
  if (golden.name.endsWith('-save')) {
    assert.equal(layer.classSource, 'config', `class of ${expected.path}`);
  }
  if (layer.classSource === 'config') {
    assert.deepEqual([layer.class, layer.custom], [expected.class, expected.custom], expected.path);
  } else if (layer.class !== null && !expected.custom) {
    // A guess may be missing, and must not be wrong.
    assert.equal(layer.classSource, 'inferred');
    assert.equal(layer.class, expected.class, expected.path);
  }
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
