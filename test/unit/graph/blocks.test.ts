import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inBlocks } from '../../../src/graph/blocks.ts';
import type { Graph, GraphEdge, GraphNode } from '../../../src/graph/graph.ts';
import { graph, node } from './some-graph.ts';

const layer = (id: string, className: string): GraphNode =>
  node(id, { kind: 'layer', class: className });

/** Layers one after the other, and what else goes from one to another. */
function chain(
  layers: readonly GraphNode[],
  more: readonly (readonly [string, string])[] = [],
): Graph {
  const steps = layers.slice(1).map(({ id }, at) => [layers[at]?.id ?? '', id] as const);
  const edges: GraphEdge[] = [...steps, ...more].map(([from, to]) => ({ from, to, output: 0 }));
  return { ...graph([node('in', { kind: 'input' }), ...layers]), edges };
}

const top = ({ nodes }: Graph): readonly string[] =>
  nodes.filter(({ parent }) => parent === null).map(({ name, note }) => `${name} ${note}`.trim());

test('blocks that come again and again begin where the fewest tensors pass', () => {
  // Normalisation as an embedding has it before the blocks, too: by classes alone they could begin there.
  const kinds = ['Attention', 'Add', 'Norm', 'Dense', 'Add', 'Norm'];
  const blocks = Array.from({ length: 6 }, (_, block) =>
    kinds.map((kind, at) => layer(`b${String(block)}.${String(at)}`, kind)),
  );
  const layers = [
    layer('embed', 'Embedding'),
    layer('norm', 'Norm'),
    ...blocks.flat(),
    layer('head', 'Dense'),
  ];
  const around = blocks.flatMap((block, at) => [
    [at === 0 ? 'norm' : `b${String(at - 1)}.5`, block[1]?.id ?? ''] as const,
    [block[2]?.id ?? '', block[4]?.id ?? ''] as const,
  ]);
  const folded = inBlocks(chain(layers, around));
  assert.deepEqual(top(folded), [
    'in',
    'embed',
    'norm',
    ...Array.from({ length: 6 }, (_, at) => `b${String(at)}.0 … b${String(at)}.5 6 layers`),
    'head',
  ]);
  assert.equal(folded.nodes.length, 1 + layers.length + 6);
  assert.equal(folded.nodes.filter(({ kind, isOpen }) => kind === 'group' && isOpen).length, 0);
});

test('blocks that their author has named are called by that name, whatever is in them', () => {
  const layers = [layer('stem', 'Conv2D')];
  for (let block = 1; block <= 8; block++) {
    const name = `conv2_block${String(block)}`;
    if (block % 2 === 0) layers.push(layer(`${name}_0_conv`, 'Conv2D'));
    layers.push(
      ...['1_conv', '1_bn', '1_relu', 'out'].map((part) => layer(`${name}_${part}`, part)),
    );
  }
  assert.deepEqual(top(inBlocks(chain(layers))), [
    'in',
    'stem',
    ...Array.from(
      { length: 8 },
      (_, at) => `conv2_block${String(at + 1)} ${at % 2 ? 5 : 4} layers`,
    ),
  ]);
});

test('of more than thirty blocks those that are alike are one group', () => {
  const layers = Array.from({ length: 48 }, (_, at) => [
    layer(`attention_${String(at)}`, 'Attention'),
    layer(`dense_${String(at)}`, 'Dense'),
  ]).flat();
  const folded = inBlocks(chain(layers));
  assert.deepEqual(top(folded), ['in', 'attention_0 … dense_47 48 × 2 layers']);
  const groups = folded.nodes.filter(({ kind }) => kind === 'group');
  assert.equal(groups.length, 49);
  // Each layer is in its block, and the blocks are in one.
  assert.equal(groups[1]?.parent, groups[0]?.id);
  assert.equal(folded.nodes.find(({ id }) => id === 'dense_0')?.parent, groups[1]?.id);
});

test('twelve blocks that are alike stand in an open frame, and four do not', () => {
  const blocks = (count: number): Graph => {
    const layers = Array.from({ length: count }, (_, at) => layer(`block_${String(at)}`, 'Block'));
    const inner = layers.map(({ id }) => ({ ...layer(`${id}/dense`, 'Dense'), parent: id }));
    const others = Array.from({ length: 10 }, (_, at) =>
      layer(`o${String(at)}`, `Other${String(at)}`),
    );
    return graph([...layers, ...inner, ...others]);
  };
  const framed = inBlocks(blocks(12));
  const frame = framed.nodes.find(({ kind }) => kind === 'group');
  assert.equal(frame?.note, '12 × Block');
  assert.equal(frame.isOpen, true);
  assert.equal(framed.nodes.find(({ id }) => id === 'block_7')?.parent, frame.id);
  assert.equal(framed.nodes.find(({ id }) => id === 'block_7/dense')?.parent, 'block_7');
  const four = blocks(4);
  assert.equal(inBlocks(four), four);
});

test('forty embeddings side by side are one group that says so', () => {
  const layers = Array.from({ length: 40 }, (_, at) => layer(`feature_${String(at)}`, 'Embedding'));
  assert.deepEqual(top(inBlocks(graph([...layers, layer('concat', 'Concatenate')]))), [
    'feature_0 … feature_39 40 × Embedding',
    'concat',
  ]);
});

test('thirty layers and fewer stay as they are, and so do many that have nothing in common', () => {
  const few = graph(Array.from({ length: 30 }, (_, at) => layer(`dense_${String(at)}`, 'Dense')));
  assert.equal(inBlocks(few), few);
  const motley = graph(
    Array.from({ length: 60 }, (_, at) => layer(`l${String(at)}`, `Kind${String(at)}`)),
  );
  assert.equal(inBlocks(motley), motley);
});

test('a layer that is called as a group would be keeps its name for itself', () => {
  const layers = Array.from({ length: 40 }, (_, at) => layer(`l${String(at)}`, 'Dense'));
  const folded = inBlocks(graph([...layers, layer('l0/…', 'Odd')]));
  assert.equal(new Set(folded.nodes.map(({ id }) => id)).size, folded.nodes.length);
});
