import assert from 'node:assert/strict';
import { it } from 'node:test';
import { edgeLabels, labelText } from '../../../../webview/elements/graph/edge-labels.ts';
import { overlap } from '../../../../webview/elements/graph/geometry.ts';
import { PictureIndex } from '../../../../webview/elements/graph/picture-index.ts';
import { pictureEdge, pictureNode, pictureOf, towers } from './picture.ts';

it('says the shape, and of how many tensors a line stands for', () => {
  assert.equal(labelText({ shape: [null, 32], count: 1 }), '(?, 32)');
  assert.equal(labelText({ shape: [null, 32], count: 3 }), '(?, 32) ×3');
  assert.equal(labelText({ shape: null, count: 1 }), '');
  assert.equal(labelText({ shape: null, count: 2 }), '×2');
  assert.equal(labelText({ shape: Array.from({ length: 60 }, () => 7), count: 1 }), '');
});

it('stands beside its line, on no node, on no line and on no other label', () => {
  const { labels, picture } = new PictureIndex(towers, true);
  assert.equal(labels.length, 2);
  for (const label of labels) {
    for (const node of picture.nodes) assert.ok(!overlap(label, node));
    for (const other of labels) if (other !== label) assert.ok(!overlap(label, other));
  }
});

it('is left out where it would hide something', () => {
  const nodes = [
    pictureNode({ id: 'a', y: 0 }),
    pictureNode({ id: 'b', y: 56 }),
    pictureNode({ id: 'c', x: 170, y: 0, height: 108 }),
    pictureNode({ id: 'd', x: -170, y: 0, height: 108 }),
  ];
  const picture = pictureOf(nodes, [pictureEdge('a', 'b', [80, 52, 80, 56])]);
  assert.deepEqual(
    edgeLabels(picture, true, ({ points }) => points),
    [],
  );
});

it('does not stand on the head of an open group, nor on its outline', () => {
  const group = pictureNode({ id: 'g', expanded: true, width: 300, height: 300 });
  const inner = pictureNode({ id: 'i', parent: 'g', x: 60, y: 120 });
  const picture = pictureOf([group, inner], [pictureEdge('x', 'i', [140, -60, 140, 120])]);
  for (const { y, height } of new PictureIndex(picture, true).labels) {
    assert.ok(y + height <= 0 || y >= 52, `${y}`);
  }
});
