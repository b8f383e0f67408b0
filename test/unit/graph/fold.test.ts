import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AppError } from '../../../src/core/errors.ts';
import { fold, mostShown } from '../../../src/graph/fold.ts';
import { GraphIndex } from '../../../src/graph/graph-index.ts';
import type { Graph } from '../../../src/graph/graph.ts';
import type { GraphQuery } from '../../../src/protocol/graph.ts';
import { graph, node } from './some-graph.ts';

type How = Partial<Pick<GraphQuery, 'level' | 'opened' | 'closed'>>;

function folded(of: Graph, how: How = {}) {
  const index = new GraphIndex(of);
  const { nodes, edges, leftOut } = fold(index, {
    level: 'layers',
    opened: [],
    closed: [],
    ...how,
  });
  const id = (number: number): string => index.node(number).id;
  return {
    nodes: nodes.map(id),
    edges: edges.map(({ from, to, count }) => `${id(from)}>${id(to)} ${String(count)}`),
    leftOut,
  };
}

const group = (id: string, over = {}) => node(id, { kind: 'group', outputs: [], ...over });
const plumbing = (id: string, over = {}) => node(id, { isPlumbing: true, ...over });

const twoGroups = graph(
  [
    group('a'),
    node('a/1', { parent: 'a' }),
    node('a/2', { parent: 'a' }),
    group('b'),
    node('b/1', { parent: 'b' }),
    node('b/2', { parent: 'b' }),
  ],
  'a/1>a/2',
  'a/1>b/1',
  'a/2>b/1',
  'a/2>b/2',
);

test('a closed group stands for what it holds, and a tensor counts once however many take it', () => {
  assert.deepEqual(folded(twoGroups), { nodes: ['a', 'b'], edges: ['a>b 2'], leftOut: 0 });
});

test('an opened group shows what it holds, and its frame', () => {
  const { nodes, edges } = folded(twoGroups, { opened: ['a'] });
  assert.deepEqual(nodes, ['a', 'a/1', 'a/2', 'b']);
  assert.deepEqual(edges, ['a/1>a/2 1', 'a/1>b 1', 'a/2>b 1']);
});

test('a group that is open by itself can be closed', () => {
  const open = graph([group('a', { isOpen: true }), node('a/1', { parent: 'a' })]);
  assert.deepEqual(folded(open).nodes, ['a', 'a/1']);
  assert.deepEqual(folded(open, { closed: ['a'] }).nodes, ['a']);
});

test('what is in a closed group is not seen, whatever is open in it', () => {
  const nested = graph([
    group('a'),
    group('a/b', { parent: 'a', isOpen: true }),
    node('a/b/1', { parent: 'a/b' }),
  ]);
  assert.deepEqual(folded(nested, { opened: ['a/b'] }).nodes, ['a']);
});

const piped = graph(
  [
    node('x'),
    plumbing('identity'),
    plumbing('again'),
    node('y'),
    plumbing('const'),
    group('books'),
    plumbing('books/noop', { parent: 'books' }),
  ],
  'x>identity',
  'identity>again',
  'again>y',
  'const>y',
);

test('looking at layers, plumbing is passed through and left out, groups of it too', () => {
  assert.deepEqual(folded(piped), { nodes: ['x', 'y'], edges: ['x>y 1'], leftOut: 4 });
});

test('looking at ops, every op is there', () => {
  const { nodes, edges } = folded(piped, { level: 'ops', opened: ['books'] });
  assert.equal(nodes.length, 7);
  assert.deepEqual(edges, ['x>identity 1', 'identity>again 1', 'again>y 1', 'const>y 1']);
});

test('a circle of plumbing ends', () => {
  const circle = graph(
    [node('x'), plumbing('p'), plumbing('q'), node('y')],
    'x>p',
    'p>q',
    'q>p',
    'q>y',
  );
  assert.deepEqual(folded(circle).edges, ['x>y 1']);
});

test('edges from and to what is not there are left out', () => {
  const broken = graph([node('x'), node('y')], 'x>y', 'x>gone', 'gone>y');
  assert.deepEqual(folded(broken).edges, ['x>y 1']);
});

test('a layer applied to its own output has no edge to itself', () => {
  assert.deepEqual(folded(graph([node('x')], 'x>x')).edges, []);
});

test('10,000 inputs of one node are told in a moment', () => {
  const many = Array.from({ length: 10_000 }, (_, at) => `n${String(at)}`);
  const wide = graph(
    [group('all'), ...many.map((id) => node(id, { parent: 'all' })), node('sum')],
    ...many.map((id) => `${id}>sum`),
  );
  assert.deepEqual(folded(wide).edges, ['all>sum 10000']);
});

test('more than can be drawn is an error that says what to do', () => {
  const wide = graph(Array.from({ length: mostShown + 1 }, (_, at) => node(String(at))));
  assert.throws(
    () => folded(wide),
    (thrown) => thrown instanceof AppError && /3,001 nodes .* Close some/.test(thrown.message),
  );
});

test('parameters are those below, each tensor once', () => {
  const weight = { name: 'kernel', dtype: 'float32', shape: [4, 3], tensor: 'k' };
  const bias = { name: 'bias', dtype: 'float32', shape: [3], tensor: 'b' };
  const constant = { name: 'c', dtype: 'float32', shape: [100], tensor: null };
  const index = new GraphIndex(
    graph([
      group('a'),
      node('a/1', { parent: 'a', weights: [weight, constant] }),
      node('a/2', { parent: 'a', weights: [weight, bias] }),
    ]),
  );
  assert.deepEqual([...index.parameters], [15, 12, 15]);
});
