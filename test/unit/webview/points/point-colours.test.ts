import assert from 'node:assert/strict';
import { it } from 'node:test';
import {
  normRange,
  palette,
  pointColours,
} from '../../../../webview/elements/points/point-colours.ts';

const points = { norms: Float32Array.of(1, 3, 2), clusters: Uint8Array.of(0, 4, 9) };

it('gives every cluster a colour of the palette, also those beyond it', () => {
  assert.deepEqual([...pointColours('cluster', points, 3)], [0, 4, 4]);
  assert.equal(palette('cluster', () => [1, 2, 3]).length, 5);
});

it('gives the smallest norm the first shade and the largest the last', () => {
  const shades = palette('norm', (token) => (token === '--blue' ? [0, 0, 255] : [255, 255, 255]));
  const colours = pointColours('norm', points, 3);
  assert.equal(colours[0], 0);
  assert.equal(colours[1], shades.length - 1);
  assert.ok((colours[2] ?? 0) > 10 && (colours[2] ?? 0) < 20);
  assert.deepEqual(shades.at(-1), [0, 0, 255]);
});

it('takes norms that are all equal, and none at all', () => {
  const equal = { norms: Float32Array.of(2, 2), clusters: new Uint8Array(2) };
  assert.equal(new Set(pointColours('norm', equal, 2)).size, 1);
  assert.deepEqual(normRange(new Float32Array()), { least: 0, most: 0 });
  assert.deepEqual([...pointColours('nothing', points, 3)], [0, 0, 0]);
});
