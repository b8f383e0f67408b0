import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GraphIndex } from '../../../src/graph/graph-index.ts';
import { inParts } from '../../../src/graph/long-lists.ts';
import { graph, node } from './some-graph.ts';

for (const length of [301, 5000, 100_000]) {
  test(`a list of ${String(length)} is shown in parts of at most 300, and holds all that it held`, () => {
    const ids = Array.from({ length }, (_, at) => `n${String(at)}`);
    const whole = graph([
      node('a', { kind: 'group' }),
      ...ids.map((id) => node(id, { parent: 'a' })),
    ]);
    const index = new GraphIndex(inParts(whole));
    assert.ok(index.children.every((children) => children.length <= 300));
    assert.equal(index.ops[0], length);
    // Groups before what they hold, and the list's order kept.
    index.parents.forEach((parent, number) => {
      assert.ok(parent < number);
    });
    const leaves: string[] = [];
    const stack = [0];
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      const { kind, id } = index.node(at);
      if (kind === 'op') leaves.push(id);
      stack.push(...(index.children[at] ?? []).toReversed());
    }
    assert.deepEqual(leaves, ids);
  });
}

test('parts are named by what they begin and end with', () => {
  const ids = Array.from({ length: 301 }, (_, at) => `n${String(at)}`);
  const { nodes } = inParts(graph(ids.map((id) => node(id))));
  const parts = nodes.filter(({ kind }) => kind === 'group').map(({ name }) => name);
  assert.deepEqual(parts.slice(0, 2), ['n0 … n99', 'n100 … n199']);
});

test('a graph without long lists stays as it is', () => {
  const small = graph([node('a'), node('b')]);
  assert.equal(inParts(small), small);
});
