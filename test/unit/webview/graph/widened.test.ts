import assert from 'node:assert/strict';
import { it } from 'node:test';
import { trimmed, widened } from '../../../../webview/elements/graph/widened.ts';
import { lensIn, mapSize } from '../../../../webview/elements/graph/map-geometry.ts';
import { pictureEdge, pictureNode, pictureOf } from './picture.ts';

const row = pictureOf(
  ['a', 'b', 'c'].map((id, at) => pictureNode({ id, x: at * 200, width: 100 })),
  [pictureEdge('a', 'b', [100, 20, 150, 20, 200, 20])],
);

it('widens the gaps between columns and not the columns, and lines stay tied', () => {
  const wide = widened(row, 600);
  assert.equal(wide.width, 600);
  assert.deepEqual(
    wide.nodes.map(({ x, width }) => [x, width]),
    [
      [0, 100],
      [250, 100],
      [500, 100],
    ],
  );
  assert.deepEqual(wide.edges[0]?.points, [100, 20, 175, 20, 250, 20]);
});

it('leaves what is wide enough, and widens no gap without end', () => {
  assert.equal(widened(row, 400), row);
  assert.equal(widened(row, 1e6).width, row.width + 400);
  assert.equal(widened(pictureOf([]), 500).width, 0);
});

it('takes away the room around a picture', () => {
  const moved = pictureOf([pictureNode({ id: 'a', x: 30, y: 40 })]);
  const [node] = trimmed(moved).nodes;
  assert.deepEqual([node?.x, node?.y], [1, 1]);
  assert.equal(trimmed(moved).width, 162);
});

it('has a map that can be told, however long and thin the picture', () => {
  assert.deepEqual(mapSize({ width: 960, height: 540 }), { width: 96, height: 54 });
  assert.deepEqual(mapSize({ width: 500, height: 50_000 }), { width: 40, height: 108 });
  const lens = lensIn({ width: 960, height: 540 }, { x: -100, y: 270, width: 580, height: 9999 });
  assert.deepEqual(lens, { left: 0, top: 27, right: 48, bottom: 54 });
});
