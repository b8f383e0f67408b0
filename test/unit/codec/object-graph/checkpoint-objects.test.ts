import assert from 'node:assert/strict';
import { atOnce } from '../../../support/at-once.ts';
import { describe, test } from 'node:test';
import { describeCheckpointObjects } from '../../../../src/codec/object-graph/checkpoint-objects.ts';
import type { ObjectDescription } from '../../../../src/codec/object-graph/description.ts';
import { checkpoint, Variable, type SlotOf, type Tracked } from './builder.ts';

const place = { format: 'tf-checkpoint', path: '/c/ckpt.index' };
const value = '/.ATTRIBUTES/VARIABLE_VALUE';

function describeObjects(root: Tracked, slots: readonly SlotOf[] = []): ObjectDescription {
  const { graph, tensors } = checkpoint(root, slots);
  return atOnce(describeCheckpointObjects(graph, tensors, place));
}

/** Tensors of a role, by their keys without the ending. */
function ofRole({ roles }: ObjectDescription, wanted: string): string[] {
  return [...roles]
    .filter(([, role]) => role === wanted)
    .map(([name]) => name.replace(value, ''))
    .sort();
}

const dense = (scope: string): Tracked => ({
  kernel: new Variable(`${scope}/kernel`, [4, 3]),
  bias: new Variable(`${scope}/bias`, [3]),
});

describe('a training run of Keras 2', () => {
  const embedding = new Variable('rec/embedding/embeddings', [10, 4]);
  const momentum = new Variable('Adam/m/rec/embedding/embeddings', [10, 4]);
  const iterations = new Variable('iteration', [], 'int64');
  const model = {
    user_embedding: { embeddings: embedding },
    tower: {
      'layer_with_weights-0': dense('dense'),
      'layer-0': {},
    },
    loss_tracker: { total: new Variable('total'), count: new Variable('count') },
  };
  // One object under both names, as Keras saves it.
  const tower = model.tower as Record<string, Tracked>;
  tower['layer-0'] = tower['layer_with_weights-0'] ?? {};
  const described = describeObjects({
    model,
    optimizer: {
      _variables: [iterations, momentum],
      _iterations: iterations,
      _momentums: [momentum],
    },
    step: new Variable('Variable', [], 'int64'),
    save_counter: new Variable('save_counter', [], 'int64'),
  });

  test('roles', () => {
    assert.deepEqual(ofRole(described, 'weight'), [
      'model/tower/layer_with_weights-0/bias',
      'model/tower/layer_with_weights-0/kernel',
      'model/user_embedding/embeddings',
    ]);
    assert.deepEqual(ofRole(described, 'optimizer'), [
      'optimizer/_iterations',
      'optimizer/_variables/1',
    ]);
    assert.deepEqual(ofRole(described, 'state'), [
      'model/loss_tracker/count',
      'model/loss_tracker/total',
      'step',
    ]);
    assert.deepEqual(ofRole(described, 'bookkeeping'), ['save_counter']);
  });

  test('layers by the author’s path, or where there is none by the Keras name', () => {
    assert.deepEqual(
      described.layers.map((layer) => [layer.path, layer.name, layer.class, layer.parameters]),
      [
        ['model', 'rec', null, 55],
        ['model/user_embedding', 'embedding', 'Embedding', 40],
        ['model/tower', 'tower', null, 15],
        ['model/tower/dense', 'dense', 'Dense', 15],
      ],
    );
    assert.equal(described.parameterCount, 55);
    assert.deepEqual(described.findings, []);
  });

  test('object paths follow the layers, and the shortest way of several', () => {
    const pathOf = (key: string) => described.objectPaths.get(key + value);
    assert.equal(pathOf('model/tower/layer_with_weights-0/kernel'), 'model/tower/dense/kernel');
    assert.equal(pathOf('optimizer/_variables/1'), 'optimizer/_momentums/0');
  });

  test('a slot knows its weight by its name', () => {
    assert.deepEqual(
      [...described.slots],
      [
        [
          `optimizer/_variables/1${value}`,
          { name: 'm', of: `model/user_embedding/embeddings${value}` },
        ],
      ],
    );
  });
});

describe('optimizers', () => {
  test('legacy slots belong to the optimizer, and are found through it', () => {
    const kernel = new Variable('dense/kernel', [2, 2]);
    const slot = new Variable('Adam/dense/kernel/m', [2, 2]);
    const optimizer = {
      iter: new Variable('Adam/iter', [], 'int64'),
      decay: new Variable('decay'),
    };
    const described = describeObjects({ net: { 'layer-0': { kernel } }, optimizer }, [
      { optimizer, name: 'm', variable: kernel, slot },
    ]);
    const key = `dense/kernel/.OPTIMIZER_SLOT/optimizer/m${value}`;
    assert.equal(described.roles.get(key), 'optimizer');
    assert.equal(described.objectPaths.get(key), 'optimizer/m/net/dense/kernel');
    assert.deepEqual(described.slots.get(key), { name: 'm', of: `net/layer-0/kernel${value}` });
    assert.equal(described.parameterCount, 4);
  });

  test('Keras 3 lists weights and slots in the same order', () => {
    const weights = [new Variable('rec/kernel', [2, 2]), new Variable('rec/kernel', [2, 2])];
    const slots = [new Variable('adam/a', [2, 2]), new Variable('adam/b', [2, 2])];
    const [first, second] = weights;
    assert.ok(first && second);
    const described = describeObjects({
      optimizer: {
        _iterations: new Variable('adam/iteration', [], 'int64'),
        _trainable_variables: weights,
        _velocities: slots,
      },
      model: { a: { _kernel: first }, b: { _kernel: second } },
    });
    // The keys lead through the optimizer; they are weights all the same.
    assert.deepEqual(ofRole(described, 'weight'), [
      'optimizer/_trainable_variables/0',
      'optimizer/_trainable_variables/1',
    ]);
    assert.equal(
      described.objectPaths.get(`optimizer/_trainable_variables/1${value}`),
      'model/b/_kernel',
    );
    assert.deepEqual(described.slots.get(`optimizer/_velocities/1${value}`), {
      name: 'velocity',
      of: `optimizer/_trainable_variables/1${value}`,
    });
  });

  test('weights that only the optimizer holds are weights', () => {
    const described = describeObjects({
      optimizer: {
        _iterations: new Variable('adam/iteration', [], 'int64'),
        _trainable_variables: [new Variable('kernel', [5])],
      },
    });
    assert.equal(described.parameterCount, 5);
  });
});

describe('layers', () => {
  test('what layers share counts in each of them, and once in the model', () => {
    const shared = { embeddings: new Variable('embedding/embeddings', [7, 2]) };
    const described = describeObjects({
      model: { left: { table: shared }, right: { table: shared, out: dense('right/dense') } },
    });
    const parameters = Object.fromEntries(
      described.layers.map(({ path, parameters }) => [path, parameters]),
    );
    assert.deepEqual(parameters, {
      model: 29,
      'model/left': 14,
      'model/left/table': 14,
      'model/right': 29,
      'model/right/out': 15,
    });
  });

  test('stand in the order of the attributes, those in lists where the list stands', () => {
    const described = describeObjects({
      model: { first: dense('a'), heads: [dense('b'), dense('c')], last: dense('d') },
    });
    assert.deepEqual(
      described.layers.map(({ path }) => path),
      ['model', 'model/first', 'model/heads/0', 'model/heads/1', 'model/last'],
    );
    assert.equal(described.layers[2]?.name, 'heads/0');
  });

  test('a recurrent layer is told by the shapes of its cell', () => {
    const cell = (gates: number): Tracked => ({
      kernel: new Variable('kernel', [3, gates * 5]),
      recurrent_kernel: new Variable('recurrent_kernel', [5, gates * 5]),
      bias: new Variable('bias', [gates * 5]),
    });
    const described = describeObjects({
      model: { a: { cell: cell(1) }, b: { cell: cell(3) }, c: { cell: cell(4) }, d: dense('d') },
    });
    assert.deepEqual(
      described.layers.filter(({ path }) => /^model\/[abc]$/.test(path)).map((l) => l.class),
      ['SimpleRNN', 'GRU', 'LSTM'],
    );
  });

  test('a class of Keras’s is guessed, one of the author’s is not', () => {
    const described = describeObjects({
      model: {
        known: dense('dense_1'),
        mine: { weight: new Variable('mine/weight', [3]) },
        kernelOfFour: { kernel: new Variable('kernel', [3, 3, 1, 8]) },
      },
    });
    assert.deepEqual(
      described.layers.slice(1).map((layer) => [layer.class, layer.classSource, layer.custom]),
      [
        ['Dense', 'inferred', false],
        [null, null, null],
        [null, null, null],
      ],
    );
  });
});

describe('an export of Keras 3', () => {
  const variables = [
    new Variable('sequential/dense/kernel', [4, 3]),
    new Variable('sequential/dense/bias', [3]),
    new Variable('seed_generator/seed_generator_state', [2], 'uint32'),
  ];
  const copies = [
    new Variable('sequential/dense/bias', [3]),
    new Variable('sequential/dense/kernel', [4, 3]),
    new Variable('extra', [9]),
  ];

  test('holds each variable twice and counts it once', () => {
    const described = describeObjects({ variables, _all_variables: copies });
    assert.deepEqual(ofRole(described, 'weight'), [
      '_all_variables/0',
      '_all_variables/1',
      '_all_variables/2',
      'variables/0',
      'variables/1',
    ]);
    assert.deepEqual(ofRole(described, 'state'), ['variables/2']);
    assert.equal(described.parameterCount, 15 + 9);
  });

  test('has its layers in the variables’ names', () => {
    const described = describeObjects({ variables, _all_variables: copies.slice(0, 2) });
    assert.deepEqual(
      described.layers.map((layer) => [layer.path, layer.name, layer.class, layer.parameters]),
      [
        ['', 'sequential', 'Sequential', 15],
        ['dense', 'dense', 'Dense', 15],
      ],
    );
    assert.equal(described.objectPaths.get(`variables/1${value}`), 'dense/bias');
  });

  test('a variable whose tensor is not stored is no weight to look at', () => {
    const { graph, tensors } = checkpoint({ variables, _all_variables: [] });
    const stored = tensors.filter(({ name }) => !name.startsWith('variables/1/'));
    const described = atOnce(describeCheckpointObjects(graph, stored, place));
    assert.deepEqual(
      described.layers.map(({ path, parameters, weights }) => [path, parameters, weights]),
      [
        ['', 12, []],
        ['dense', 12, [`variables/0${value}`]],
      ],
    );
  });

  test('names that stand twice tell no layer', () => {
    const twice = [
      new Variable('rec/embeddings', [3, 2]),
      new Variable('rec/embeddings', [5, 2]),
      new Variable('rec/bias', [1]),
    ];
    const described = describeObjects({ variables: twice, _all_variables: [] });
    assert.deepEqual(
      described.layers.map(({ path, weights }) => [path, weights.length]),
      [['', 3]],
    );
    assert.equal(described.parameterCount, 17);
  });
});

describe('a checkpoint of TensorFlow 1', () => {
  const tensor = (name: string, shape: readonly number[] = []) => ({
    name,
    shape,
    dtype: 'float32',
  });
  const described = atOnce(
    describeCheckpointObjects(
      null,
      [
        tensor('dense/kernel', [4, 3]),
        tensor('dense/bias', [3]),
        tensor('dense/kernel/Adam', [4, 3]),
        tensor('dense/kernel/Adam_1', [4, 3]),
        tensor('train/dense/bias/Adam', [3]),
        tensor('not_a_variable/Adam', [2]),
        tensor('beta1_power'),
        tensor('global_step'),
      ],
      place,
    ),
  );

  test('is told by its names', () => {
    assert.deepEqual(Object.fromEntries(described.roles), {
      'dense/kernel': 'weight',
      'dense/bias': 'weight',
      'dense/kernel/Adam': 'optimizer',
      'dense/kernel/Adam_1': 'optimizer',
      'train/dense/bias/Adam': 'optimizer',
      // Without a variable of that name it is no slot, whatever it is called.
      'not_a_variable/Adam': 'weight',
      beta1_power: 'optimizer',
      global_step: 'state',
    });
    assert.equal(described.parameterCount, 17);
    assert.deepEqual(described.slots.get('dense/kernel/Adam_1'), {
      name: 'Adam_1',
      of: 'dense/kernel',
    });
  });

  test('has layers by scope', () => {
    assert.deepEqual(
      described.layers.map((layer) => [layer.path, layer.class, layer.parent]),
      [
        ['dense', 'Dense', null],
        ['not_a_variable', null, null],
      ],
    );
  });
});

test('a total and a count make no metric of what stands among the layers', () => {
  const counting = { total: new Variable('total', [4]), count: new Variable('count') };
  for (const model of [{ 'layer-0': counting }, { _layers: [counting] }]) {
    assert.equal(describeObjects({ model }).parameterCount, 5);
  }
  assert.equal(describeObjects({ model: { metrics: [counting] } }).parameterCount, 0);
});

test('a bare scope that a second layer shares is no name', () => {
  const described = describeObjects({
    model: {
      _layers: [{ embeddings: new Variable('rec/embeddings', [5, 2]) }],
      scale: new Variable('rec/scaling', [2]),
    },
    save_counter: new Variable('save_counter', [], 'int64'),
  });
  assert.deepEqual(
    described.layers.map(({ path }) => path),
    ['model', 'model/_layers/0'],
  );
});
