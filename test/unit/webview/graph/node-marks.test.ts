import assert from 'node:assert/strict';
import { it } from 'node:test';
import { cutText } from '../../../../webview/elements/graph/cut-text.ts';
import {
  detailAt,
  nodeMarks,
  onTwisty,
  type Measures,
} from '../../../../webview/elements/graph/node-marks.ts';
import type { PictureNode } from '../../../../src/protocol/graph.ts';
import { pictureNode } from './picture.ts';

const measure = (text: string): number => text.length * 7;
const measures: Measures = () => measure;

function texts(node: PictureNode): readonly string[] {
  return nodeMarks(node, 'full', measures).flatMap((mark) =>
    mark.kind === 'text' ? [mark.text] : [],
  );
}

it('cuts a name in the middle, narrows it where little is missing, and shows what cannot be seen', () => {
  assert.deepEqual(cutText('short', 100, measure), { text: 'short' });
  assert.deepEqual(cutText('a'.repeat(11), 70, measure), { text: 'a'.repeat(11), squeezed: 70 });
  const { text } = cutText('beginning_of_a_long_name_and_its_end', 105, measure);
  assert.match(text, /^begin.*….*end$/);
  assert.ok(measure(text) <= 105);
  assert.equal(cutText('a\u202eb', 200, measure).text, 'a\\u202eb');
  assert.ok(cutText('x'.repeat(1e6), 100, measure).text.length < 20);
});

it('shows of a layer name, class, note and parameters', () => {
  const layer = { id: 'head', class: 'Dense', note: 'sigmoid', parameters: 48_130, width: 240 };
  assert.deepEqual(texts(pictureNode(layer)), ['head', 'Dense · sigmoid', '48,130']);
});

it('shows of an end its dtype and shape, and of an op its type and weights', () => {
  const end = pictureNode({ id: 'user', kind: 'input', dtype: 'int64', shape: [null] });
  assert.deepEqual(texts(end), ['user', 'int64 (?)']);
  const op = pictureNode({
    ...{ id: 'scope/MatMul', kind: 'op', class: 'MatMul', height: 44 },
    weights: [
      { name: 'kernel', dtype: 'float32', shape: [64, 1], tensor: null },
      { name: 'left out', dtype: 'float32', shape: [64, 1], tensor: null },
    ],
  });
  assert.deepEqual(texts(op), ['MatMul', 'kernel 64×1']);
});

it('shows less of what is farther away', () => {
  assert.deepEqual([1, 0.4, 0.1].map(detailAt), ['full', 'names', 'blocks']);
  const layer = pictureNode({ id: 'head', class: 'Dense' });
  const blocks = nodeMarks(layer, 'blocks', measures);
  assert.deepEqual(
    blocks.map(({ kind, style }) => [kind, style]),
    [['rect', 'block-purple']],
  );
});

it('is opened at its right and closed at its left, and nowhere else', () => {
  const closed = pictureNode({ id: 'g', expanded: false });
  assert.ok(onTwisty(closed, 145, 15));
  assert.ok(!onTwisty(closed, 20, 15));
  assert.ok(!onTwisty(closed, 145, 45));
  const open = pictureNode({ id: 'g', expanded: true, height: 300 });
  assert.ok(onTwisty(open, 14, 15));
  assert.ok(!onTwisty(open, 145, 15));
  assert.ok(!onTwisty(pictureNode({ id: 'leaf' }), 145, 15));
});
