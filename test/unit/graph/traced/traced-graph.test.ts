import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OpGraph } from '../../../../src/core/op-graph.ts';
import { Pacer } from '../../../../src/core/pacer.ts';
import { inTurns } from '../../../../src/core/steps.ts';
import { tracedGraph } from '../../../../src/graph/traced/traced-graph.ts';
import type { Layer } from '../../../../src/protocol/model.ts';
import { fn, op, opGraph, variable } from './some-ops.ts';
import { denseLayer } from '../../../support/layer-info.ts';

const spec = { dtype: 'float32', shape: [null, 4] };

/** A layer with a kernel, below the one that its path names. */
function layer(path: string, over: Partial<Layer> = {}): Layer {
  return denseLayer(path, {
    parent: path === '' ? null : path.slice(0, Math.max(0, path.lastIndexOf('/'))),
    weights: path === '' ? [] : [`${path}/kernel`],
    ...over,
  });
}

/** The graph of one function that is called with x and has captured the kernels of these layers. */
function called(layers: readonly string[], ...nodes: Parameters<typeof fn>[3][]): OpGraph {
  const kernels = layers.map((path) => `${path.replaceAll('/', '_')}_kernel`);
  const last = nodes.at(-1)?.name ?? '';
  return opGraph(
    [
      op('x', 'Placeholder'),
      op('StatefulPartitionedCall', 'StatefulPartitionedCall', ['x'], { callees: ['f'] }),
    ],
    [fn('f', ['x', ...kernels], [`${last}:0`], ...nodes)],
    { f: layers.map((path) => variable(`${path}/kernel`)) },
  );
}

async function traced(ops: OpGraph, layers: readonly Layer[]) {
  const { nodes, edges, source } = await inTurns(
    tracedGraph(
      ops,
      {
        inputs: new Map([['x', 'x']]),
        inputSpecs: new Map([['x', spec]]),
        outputs: new Map([['y', { tensor: 'StatefulPartitionedCall:0', spec }]]),
      },
      layers,
      [],
    ),
    new Pacer(undefined),
  );
  const shown = nodes.filter(({ isPlumbing }) => !isPlumbing);
  return {
    source,
    nodes: shown.map(
      ({ id, parent, kind, layer: of, class: className }) =>
        `${kind} ${id} in ${parent ?? '-'}${of === null ? '' : ` = ${of}`} ${className ?? '?'}`,
    ),
    edges: edges.map(({ from, to }) => `${from}>${to}`),
    all: nodes,
  };
}

test('a scope whose ops take the weights of one layer is that layer, whatever its name', async () => {
  const graph = called(
    ['user', 'item'],
    op('m/embedding/lookup', 'ResourceGather', ['user_kernel', 'x']),
    op('m/embedding_1/lookup', 'ResourceGather', ['item_kernel', 'x']),
    op('m/concat', 'ConcatV2', ['m/embedding/lookup:0', 'm/embedding_1/lookup:0']),
  );
  const { nodes, edges } = await traced(graph, [layer(''), layer('user'), layer('item')]);
  assert.deepEqual(nodes, [
    'input input:x in - ?',
    'op m/concat:op in - ConcatV2',
    'layer m/embedding in - = user Dense',
    'op m/embedding/lookup:op in m/embedding ResourceGather',
    'layer m/embedding_1 in - = item Dense',
    'op m/embedding_1/lookup:op in m/embedding_1 ResourceGather',
    'output output:y in - ?',
  ]);
  assert.ok(edges.includes('m/embedding/lookup:op>m/concat:op'));
  assert.ok(edges.includes('m/concat:op>output:y'));
});

test('a weight that is read and cast first belongs to what takes it then', async () => {
  const graph = called(
    ['d'],
    op('m/d/MatMul/ReadVariableOp', 'ReadVariableOp', ['d_kernel']),
    op('m/d/MatMul/Cast', 'Cast', ['m/d/MatMul/ReadVariableOp:0']),
    op('m/d/MatMul', 'MatMul', ['x', 'm/d/MatMul/Cast:0']),
  );
  const { all } = await traced(graph, [layer(''), layer('d')]);
  const product = all.find(({ class: type }) => type === 'MatMul');
  assert.deepEqual(
    product?.weights.map(({ name, tensor }) => [name, tensor]),
    [['kernel', 'd/kernel']],
  );
  assert.equal(product.parent, 'm/d');
});

test('ops of a layer that stand in no scope of its own become its node', async () => {
  const graph = called(
    ['first', 'second'],
    op('MatMul', 'MatMul', ['x', 'first_kernel']),
    op('Relu', 'Relu', ['MatMul:0']),
    op('MatMul_1', 'MatMul', ['Relu:0', 'second_kernel']),
  );
  const { nodes } = await traced(graph, [layer(''), layer('first'), layer('second')]);
  assert.deepEqual(nodes, [
    'input input:x in - ?',
    'layer /first:layer in - = first Dense',
    'op MatMul:op in /first:layer MatMul',
    'op Relu:op in - Relu',
    'layer /second:layer in - = second Dense',
    'op MatMul_1:op in /second:layer MatMul',
    'output output:y in - ?',
  ]);
});

test('layers without weights are told by their names, and a default name by its class', async () => {
  const graph = called(
    [],
    op('m/mine/Mul', 'Mul', ['x']),
    op('m/mine/Sub', 'Sub', ['m/mine/Mul:0']),
    op('m/dropout_3/Mul', 'Mul', ['m/mine/Sub:0']),
    op('m/what/Mul', 'Mul', ['m/dropout_3/Mul:0']),
    op('m/what/Exp', 'Exp', ['m/what/Mul:0']),
  );
  const mine = layer('mine', { class: 'Scale', custom: true, weights: [] });
  const { nodes, all } = await traced(graph, [layer(''), mine]);
  assert.ok(nodes.includes('layer m/mine in - = mine Scale'));
  assert.ok(nodes.includes('layer m/dropout_3 in - Dropout'));
  assert.ok(nodes.includes('group m/what in - ?'));
  assert.deepEqual(
    all.filter(({ inferred }) => inferred).map(({ id }) => id),
    ['m/dropout_3'],
  );
});

test('where scopes have a number more than their layers, those without weights are found by that', async () => {
  const graph = called(
    ['dense'],
    op('m_1/dropout_1/Mul', 'Mul', ['x']),
    op('m_1/dropout_1/Sub', 'Sub', ['m_1/dropout_1/Mul:0']),
    op('m_1/dense_1/MatMul', 'MatMul', ['m_1/dropout_1/Sub:0', 'dense_kernel']),
    op('m_1/dropout_1_2/Mul', 'Mul', ['m_1/dense_1/MatMul:0']),
    op('m_1/dropout_1_2/Sub', 'Sub', ['m_1/dropout_1_2/Mul:0']),
  );
  const dropouts = ['dropout', 'dropout_1'].map((path) => layer(path, { weights: [] }));
  const { nodes } = await traced(graph, [layer(''), layer('dense'), ...dropouts]);
  assert.ok(nodes.includes('layer m_1/dropout_1 in - = dropout Dense'), nodes.join('\n'));
  assert.ok(nodes.includes('layer m_1/dropout_1_2 in - = dropout_1 Dense'));
});

test('a layer that holds layers stands around them', async () => {
  const graph = called(
    ['tower/a', 'tower/b', 'head'],
    op('m/tower_1/dense/MatMul', 'MatMul', ['x', 'tower_a_kernel']),
    op('m/tower_1/dense_1/MatMul', 'MatMul', ['m/tower_1/dense/MatMul:0', 'tower_b_kernel']),
    op('m/head/MatMul', 'MatMul', ['m/tower_1/dense_1/MatMul:0', 'head_kernel']),
  );
  const layers = ['', 'tower', 'tower/a', 'tower/b', 'head'].map((path) =>
    layer(path, path === 'tower' ? { weights: [] } : {}),
  );
  const { nodes } = await traced(graph, layers);
  assert.ok(nodes.includes('layer m/tower_1 in - = tower Dense'), nodes.join('\n'));
  assert.ok(nodes.includes('layer m/tower_1/dense in m/tower_1 = tower/a Dense'));
});

test('a shared layer that is called twice is shown where it is called', async () => {
  const graph = called(
    ['d'],
    op('m/d/MatMul', 'MatMul', ['x', 'd_kernel']),
    op('m/d_1/MatMul', 'MatMul', ['m/d/MatMul:0', 'd_kernel']),
    op('m/add', 'AddV2', ['m/d/MatMul:0', 'm/d_1/MatMul:0']),
  );
  const { nodes } = await traced(graph, [layer(''), layer('d')]);
  const places = nodes.filter((each) => each.includes('= d '));
  assert.deepEqual(places, ['layer m/d in - = d Dense', 'layer m/d_1 in - = d Dense']);
});

test('what the outputs do not need is not told', async () => {
  const graph = called([], op('m/unused', 'Exp', ['x']), op('m/used', 'Relu', ['x']));
  const { nodes } = await traced(graph, []);
  assert.deepEqual(nodes, [
    'input input:x in - ?',
    'op m/used:op in - Relu',
    'output output:y in - ?',
  ]);
});

test('a variable of TensorFlow 1 is a weight by its name', async () => {
  const ops = opGraph([
    op('x', 'Placeholder'),
    op('hidden/kernel', 'VariableV2', [], { valueShape: [4, 4] }),
    op('hidden/kernel/read', 'Identity', ['hidden/kernel']),
    op('StatefulPartitionedCall', 'MatMul', ['x', 'hidden/kernel/read']),
  ]);
  const { nodes } = await traced(ops, [layer('hidden', { parent: null })]);
  assert.ok(nodes.includes('layer /hidden:layer in - = hidden Dense'), nodes.join('\n'));
});

test('names that differ by what stands before them are told apart', async () => {
  const graph = opGraph(
    [
      op('x', 'Placeholder'),
      op('a/PartitionedCall', 'PartitionedCall', ['x'], { callees: ['f'] }),
      op('a/PartitionedCall_1', 'PartitionedCall', ['a/PartitionedCall'], { callees: ['f'] }),
      op('StatefulPartitionedCall', 'Relu', ['a/PartitionedCall_1']),
    ],
    [fn('f', ['x'], ['Exp:0'], op('Exp', 'Exp', ['x']))],
  );
  const { all, edges } = await traced(graph, []);
  assert.equal(new Set(all.map(({ id }) => id)).size, all.length);
  assert.ok(edges.includes('a/Exp:op>a/Exp:op#2'), edges.join());
});
