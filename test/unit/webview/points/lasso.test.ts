import assert from 'node:assert/strict';
import { it } from 'node:test';
import { pointsInside, thinned } from '../../../../webview/elements/points/lasso.ts';

const places = [1, 1, 3, 3, 5, 1, 9, 9, 3, 0];

it('finds the points inside an edge, however it is drawn', () => {
  const square = [0, 0.5, 4, 0.5, 4, 4, 0, 4];
  assert.deepEqual(pointsInside(places, square), [0, 1]);
  const backwards = [0, 4, 4, 4, 4, 0.5, 0, 0.5];
  assert.deepEqual(pointsInside(places, backwards), [0, 1]);
  // A bay of the edge that the second point lies in.
  const bay = [0, 0.5, 4, 0.5, 4, 4, 3.5, 4, 3.5, 2, 2.5, 2, 2.5, 4, 0, 4];
  assert.deepEqual(pointsInside(places, bay), [0]);
});

it('counts what an edge goes around twice as inside', () => {
  const twice = [0, 0, 4, 0, 4, 4, 0, 4, 0, 0, 4, 0, 4, 4, 0, 4];
  assert.deepEqual(pointsInside([2, 2], twice), [0]);
});

it('finds nothing in an edge of less than three corners, and nothing that is nowhere', () => {
  assert.deepEqual(pointsInside(places, [0, 0, 9, 9]), []);
  assert.deepEqual(pointsInside(places, []), []);
  assert.deepEqual(pointsInside([NaN, 1, 1, NaN], [0, 0, 4, 0, 4, 4, 0, 4]), []);
});

it('keeps a bounded number of corners, evenly', () => {
  const short = [1, 2, 3, 4, 5, 6];
  assert.deepEqual(thinned(short), short);
  const long = Array.from({ length: 2 * 5000 }, (_, at) => at);
  const kept = thinned(long);
  assert.ok(kept.length <= 800 && kept.length > 700, String(kept.length));
  assert.deepEqual(kept.slice(0, 4), [0, 1, 26, 27]);
});
