import assert from 'node:assert/strict';
import { it } from 'node:test';
import {
  closedAround,
  groupsAround,
  layerAround,
  nodeOfLayer,
} from '../../../../webview/views/architecture/graph-places.ts';
import { pictureNode, pictureOf } from './picture.ts';

const picture = pictureOf([
  pictureNode({ id: '1', layer: 'user_tower', expanded: true }),
  pictureNode({ id: '2', layer: 'user_tower/embedding', parent: '1', expanded: true }),
  pictureNode({ id: '3', kind: 'op', parent: '2' }),
  pictureNode({ id: '4', layer: 'item_tower', expanded: false }),
  pictureNode({ id: '5', kind: 'op' }),
]);

it('finds the node of a layer, and the closed group in which it is', () => {
  assert.equal(nodeOfLayer(picture, 'user_tower/embedding')?.id, '2');
  assert.equal(nodeOfLayer(picture, 'item_tower/embedding'), null);
  assert.equal(closedAround(picture, 'item_tower/embedding')?.id, '4');
  assert.equal(closedAround(picture, 'item_tower_2'), null);
  assert.equal(closedAround(picture, 'item_tower'), null);
});

it('finds the layer in which an op is', () => {
  assert.equal(layerAround(picture, '3'), 'user_tower/embedding');
  assert.equal(layerAround(picture, '5'), null);
  assert.deepEqual(
    groupsAround(picture, '3').map(({ id }) => id),
    ['1', '2'],
  );
});

it('ends where groups hold each other', () => {
  const circle = pictureOf([
    pictureNode({ id: 'a', parent: 'b' }),
    pictureNode({ id: 'b', parent: 'a' }),
  ]);
  assert.ok(groupsAround(circle, 'a').length <= 2);
});
