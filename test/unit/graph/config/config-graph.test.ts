import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configGraph } from '../../../../src/graph/config/config-graph.ts';
import { configuredModel } from '../../../../src/graph/config/configured-model.ts';
import type { Graph } from '../../../../src/graph/graph.ts';

type Json = Record<string, unknown>;

/** A layer as Keras 2 writes it. */
function legacy(className: string, name: string, inbound: unknown[], config: Json = {}): Json {
  return { class_name: className, name, config: { name, ...config }, inbound_nodes: inbound };
}

/** A tensor as Keras 3 writes it. */
function tensor(layer: string, node = 0, index = 0, shape: (number | null)[] = [null, 4]): Json {
  const config = { shape, dtype: 'float32', keras_history: [layer, node, index] };
  return { class_name: '__keras_tensor__', config };
}

function keras3(className: string, name: string, calls: unknown[][], config: Json = {}): Json {
  const inbound = calls.map((args) => ({ args, kwargs: {} }));
  return legacy(className, name, inbound, config);
}

function functional(layers: Json[], inputs: unknown, outputs: unknown, name = 'm'): Json {
  const config = { name, layers, input_layers: inputs, output_layers: outputs };
  return { class_name: 'Functional', name, config };
}

function graphOf(configuration: unknown): Graph {
  const graph = configGraph(configuration, [], []);
  assert.ok(graph);
  return graph;
}

function edges(configuration: unknown): string[] {
  return graphOf(configuration).edges.map(
    ({ from, to, output }) => `${from} → ${to}${output === 0 ? '' : ` ${String(output)}`}`,
  );
}

const x = legacy('InputLayer', 'x', [], { batch_input_shape: [null, 4] });
const y = legacy('InputLayer', 'y', [], { batch_input_shape: [null, 4] });

test('Keras 2: calls, keyword arguments, constants, dictionaries and lists in lists', () => {
  const model = functional(
    [
      x,
      y,
      legacy('Dense', 'shared', [[['x', 0, 0, {}]], [['y', 0, 0, {}]]]),
      legacy('TFOpLambda', 'plus', [['shared', 0, 0, { y: ['shared', 1, 0], name: null }]]),
      legacy('MultiHeadAttention', 'attention', [[['x', 0, 0, { value: ['y', 0, 0] }]]]),
      legacy('TFOpLambda', 'constant', [['_CONSTANT_VALUE', -1, 2, { y: ['x', 0, 0] }]]),
      legacy('Mine', 'named', [{ b: ['x', 0, 0, {}], a: ['y', 0, 0, {}] }]),
      legacy('Mine', 'nested', [[[['x', 0, 0, {}]], ['y', 0, 0, {}]]]),
      legacy('Add', 'add', [
        [
          ['plus', 0, 0, { scale: 2 }],
          ['attention', 0, 0, { scale: 2 }],
        ],
      ]),
    ],
    [
      ['x', 0, 0],
      ['y', 0, 0],
    ],
    { out: ['add', 0, 0] },
  );
  assert.deepEqual(edges(model), [
    'x → shared',
    'y → shared',
    'shared → plus',
    'shared → plus 1',
    'x → attention',
    'y → attention',
    'x → constant',
    'y → named',
    'x → named',
    'x → nested',
    'y → nested',
    'plus → add',
    'attention → add',
    'add → out:output',
  ]);
});

test('Keras 3: tensors at any depth of the arguments, with their shapes', () => {
  const model = functional(
    [
      x,
      keras3('Dense', 'shared', [[tensor('x')], [tensor('x')]]),
      keras3('Concatenate', 'both', [
        [
          [
            tensor('shared', 0, 0, [null, 3]),
            { class_name: '__tuple__', config: { items: [tensor('shared', 1)] } },
          ],
        ],
      ]),
    ],
    ['x', 0, 0],
    ['both', 0, 0],
  );
  assert.deepEqual(edges(model), [
    'x → shared',
    'x → shared',
    'shared → both',
    'shared → both 1',
    'both → both:output',
  ]);
  const shared = graphOf(model).nodes.find(({ id }) => id === 'shared');
  assert.deepEqual(
    shared?.outputs.map(({ shape }) => shape),
    [
      [null, 3],
      [null, 4],
    ],
  );
});

const inner = functional(
  [x, legacy('Dense', 'a', [[['x', 0, 0, {}]]]), legacy('Dense', 'b', [[['x', 0, 0, {}]]])],
  [['x', 0, 0]],
  [
    ['a', 0, 0],
    ['b', 0, 0],
  ],
  'inner',
);

test('what enters and leaves a model in a model goes through its own ends', () => {
  const model = functional(
    [
      x,
      { ...inner, inbound_nodes: [[['x', 0, 0, {}]], [['x', 0, 0, {}]]] },
      // Keras 2 counts the model's own node first.
      legacy('Add', 'add', [
        [
          ['inner', 1, 0, {}],
          ['inner', 2, 1, {}],
        ],
      ]),
    ],
    [['x', 0, 0]],
    [['add', 0, 0]],
  );
  const graph = graphOf(model);
  assert.deepEqual(edges(model), [
    'x → inner/x',
    'x → inner/x',
    'inner/a:output → add',
    'inner/b:output → add',
    'add → add:output',
    'inner/x → inner/a',
    'inner/x → inner/b',
    'inner/a → inner/a:output',
    'inner/b → inner/b:output',
  ]);
  const seen = new Set<string>();
  for (const { id, parent, isOpen } of graph.nodes) {
    assert.ok(parent === null || seen.has(parent), `${id} comes behind its group`);
    assert.equal(isOpen, false);
    seen.add(id);
  }
});

test('Keras 3 counts the own node of a model in the model only where ends are named', () => {
  const model = functional(
    [
      x,
      {
        ...inner,
        inbound_nodes: [
          { args: [tensor('x')], kwargs: {} },
          { args: [tensor('x')], kwargs: {} },
        ],
      },
      keras3('Dense', 'd', [[tensor('inner', 1, 1, [null, 7])]]),
    ],
    ['x', 0, 0],
    [
      ['inner', 2, 0],
      ['d', 0, 0],
    ],
  );
  const node = graphOf(model).nodes.find(({ id }) => id === 'inner');
  assert.equal(node?.outputs.length, 4);
  assert.deepEqual(node.outputs[3]?.shape, [null, 7]);
});

test('a Sequential is a chain, with an input where none is listed', () => {
  const layers = [
    { class_name: 'Dense', config: { name: 'input', batch_input_shape: [null, 8] } },
    { class_name: 'Dense', config: { name: 'second' } },
  ];
  for (const config of [layers, { name: 's', layers }]) {
    const model = { class_name: 'Sequential', config };
    assert.deepEqual(edges(model), ['input_ → input', 'input → second', 'second → second:output']);
    assert.deepEqual(graphOf(model).nodes[0]?.outputs, [{ dtype: null, shape: [null, 8] }]);
  }
});

test('a subclassed model has a configuration without layers', () => {
  assert.equal(configGraph({ class_name: 'Mine', config: {} }, [], []), null);
  assert.equal(configGraph({ class_name: 'Mine', config: { layers: [x] } }, [], []), null);
  assert.equal(configGraph(null, [], []), null);
});

test('layers that are not there are named, and the rest is shown', () => {
  const model = functional(
    [
      x,
      legacy('Dense', 'd', [
        [
          ['nowhere', 0, 0, {}],
          ['x', 7, 0, {}],
        ],
      ]),
    ],
    [['x', 0, 0]],
    [
      ['gone', 0, 0],
      ['d', 0, 0],
    ],
  );
  const { findings } = configuredModel(model);
  assert.deepEqual(
    findings.map(({ code, location }) => [code, location]),
    [
      ['unknown-layer', 'd'],
      ['unknown-layer', ''],
    ],
  );
  assert.match(findings[0]?.message ?? '', /Layer d takes from .*: nowhere, x\./);
  assert.deepEqual(edges(model), ['d → d:output']);
});

test('a circle of layers is shown and named', () => {
  const model = functional(
    [x, legacy('Dense', 'a', [[['b', 0, 0, {}]]]), legacy('Dense', 'b', [[['a', 0, 0, {}]]])],
    [['x', 0, 0]],
    [['b', 0, 0]],
  );
  assert.deepEqual(edges(model), ['b → a', 'a → b', 'b → b:output']);
  const { findings } = configuredModel(model);
  assert.deepEqual(
    findings.map(({ code }) => code),
    ['cyclic-layers'],
  );
  assert.match(findings[0]?.message ?? '', /a, b/);
});

test('names that stand twice, and ids that would', () => {
  const model = functional([x, x, legacy('Dense', 'x:output', [])], [['x', 0, 0]], [['x', 0, 0]]);
  const { findings } = configuredModel(model);
  assert.deepEqual(
    findings.map(({ code }) => code),
    ['duplicate-layer'],
  );
  assert.deepEqual(
    graphOf(model).nodes.map(({ id }) => id),
    ['x', 'x:output', 'x:output (2)'],
  );
});

test('10,000 inputs on one layer, and models in models without end', () => {
  const many = Array.from({ length: 10_000 }, () => ['x', 0, 0, {}]);
  assert.equal(
    edges(functional([x, legacy('Add', 'add', [many])], [['x', 0, 0]], [])).length,
    10_000,
  );
  let deep: Json = inner;
  for (let depth = 0; depth < 200; depth++) {
    deep = { class_name: 'Sequential', config: { name: 'deep', layers: [deep] } };
  }
  assert.ok(graphOf(deep).nodes.length < 300);
});

test('names that stand a hundred thousand times, and numbers that ask for a thousand million outputs', () => {
  const ends = Array.from({ length: 100_000 }, () => ['x', 0, 0]);
  assert.equal(graphOf(functional([x], [['x', 0, 0]], ends)).nodes.length, 100_001);
  const taken = Array.from({ length: 1000 }, (_, at) => [['d', 0, 1e9 + at, {}]]);
  const many = functional(
    [x, legacy('Dense', 'd', [[['x', 0, 0, {}]]], { units: 1 }), legacy('Add', 'add', taken)],
    [['x', 0, 0]],
    [],
  );
  assert.equal(graphOf(many).nodes.find(({ id }) => id === 'd')?.outputs.length, 1);
});

test('models that call models twice, in each other, are followed as far as that goes', () => {
  let model: Json = inner;
  for (let depth = 0; depth < 60; depth++) {
    const calls = [[['w', 0, 0, {}]], [['w', 1, 0, {}]]];
    model = functional(
      [
        x,
        legacy('Dense', 'w', [[['x', 0, 0, {}]], [['x', 0, 0, {}]]], { units: depth + 10 }),
        { ...model, name: 'n', inbound_nodes: calls },
      ],
      [['x', 0, 0]],
      [['n', 2, 0]],
      'n',
    );
  }
  assert.ok(graphOf(model).nodes.length > 200);
});

test('a configuration with more than is looked at says so', () => {
  const many = Array.from({ length: 700_000 }, () => ['x', 0, 0]);
  const { findings } = configuredModel(
    functional([x, legacy('Add', 'add', [many, many])], [['x', 0, 0]], []),
  );
  assert.ok(findings.some(({ code }) => code === 'limit-exceeded'));
});
