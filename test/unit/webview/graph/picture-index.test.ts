import assert from 'node:assert/strict';
import { it } from 'node:test';
import { PictureIndex } from '../../../../webview/elements/graph/picture-index.ts';
import { pictureEdge, pictureNode, pictureOf, towers } from './picture.ts';

const index = new PictureIndex(towers, true);
const node = (id: string) => {
  const found = index.byId.get(id);
  assert.ok(found);
  return found;
};

it('names nodes as they are heard', () => {
  assert.equal(index.spoken(node('a')), 'a, float32, input, to c');
  assert.equal(index.spoken(node('b')), 'b, Embedding, 16,000 parameters, to c');
  assert.equal(index.spoken(node('c')), 'c, Concatenate, from a and b');
});

it('names a guess as one, an op by its type, and of many neighbours the first', () => {
  const sources = Array.from({ length: 9 }, (_, at) => pictureNode({ id: `s${at}` }));
  const op = pictureNode({ id: 'scope/MatMul', kind: 'op', class: 'MatMul', parameters: 1 });
  const guess = pictureNode({ id: 'guess', class: 'Dense', inferred: true });
  const many = new PictureIndex(
    pictureOf(
      [...sources, op, guess],
      sources.map(({ id }) => pictureEdge(id, op.id, [0, 0, 0, 9])),
    ),
    true,
  );
  assert.equal(many.spoken(op), 'MatMul, 1 parameter, from s0 and s1 and s2 and s3 and 5 more');
  assert.equal(many.spoken(guess), 'guess, Dense, inferred');
});

it('is seen by what lies in a part of the picture alone', () => {
  const part = { x: 190, y: 0, width: 50, height: 40 };
  assert.deepEqual(
    index.nodesIn(part).map(({ id }) => id),
    ['b'],
  );
  assert.equal(index.edgesIn({ x: 500, y: 500, width: 10, height: 10 }).length, 0);
  assert.equal(index.edgesIn({ x: 240, y: 55, width: 10, height: 10 }).length, 1);
});

it('is walked along its edges, and from side to side', () => {
  assert.equal(index.step('a', 'ArrowDown')?.id, 'c');
  assert.equal(index.step('c', 'ArrowUp')?.id, 'a');
  assert.equal(index.step('a', 'ArrowRight')?.id, 'b');
  assert.equal(index.step('b', 'ArrowLeft')?.id, 'a');
  assert.equal(index.step('c', 'ArrowDown'), null);
  const right = new PictureIndex(towers, false);
  assert.equal(right.step('a', 'ArrowRight')?.id, 'c');
  assert.equal(right.step('a', 'ArrowDown')?.id, 'c');
});

it('counts what leads into an open group and out of it, and not what stays in it', () => {
  const group = pictureNode({ id: 'g', expanded: true, width: 400, height: 400 });
  const inner = ['x', 'y'].map((id, at) => pictureNode({ id, parent: 'g', y: 60 + at * 80 }));
  const picture = pictureOf(
    [pictureNode({ id: 'in' }), group, ...inner, pictureNode({ id: 'out' })],
    [
      pictureEdge('in', 'x', [0, 0, 0, 60]),
      pictureEdge('x', 'y', [0, 112, 0, 140]),
      pictureEdge('y', 'out', [0, 192, 0, 500]),
    ],
  );
  const held = new PictureIndex(picture, true);
  assert.deepEqual(
    held.into(group).map(({ from }) => from),
    ['in'],
  );
  assert.deepEqual(
    held.outOf(group).map(({ to }) => to),
    ['out'],
  );
  assert.equal(held.spoken(group), 'g, from in, to out');
});

it('begins where the data come in', () => {
  assert.equal(index.start?.id, 'a');
  assert.equal(new PictureIndex(pictureOf([]), true).start, null);
});
