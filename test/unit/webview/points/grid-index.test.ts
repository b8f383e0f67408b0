import assert from 'node:assert/strict';
import { it } from 'node:test';
import { seededRandom } from '../../../support/seeded-random.ts';
import { GridIndex, spread } from '../../../../webview/elements/points/grid-index.ts';

/** What looking at every point finds. */
function nearestOfAll(places: Float32Array, x: number, y: number, radius: number): number {
  let [found, least] = [-1, radius];
  for (let point = 0; point < places.length / 2; point += 1) {
    const far = Math.hypot((places[2 * point] ?? NaN) - x, (places[2 * point + 1] ?? NaN) - y);
    if (far <= least) [found, least] = [point, far];
  }
  return found;
}

it('finds what looking at every point finds, near and far, dense and sparse', () => {
  const random = seededRandom(7);
  const places = Float32Array.from({ length: 2000 }, (_, at) =>
    at % 3 === 0 ? random() * 1e-3 : random() * 40 - 20,
  );
  const index = new GridIndex(places);
  let hits = 0;
  for (let turn = 0; turn < 500; turn += 1) {
    const [x, y] = [random() * 60 - 30, random() * 60 - 30];
    const radius = random() * 4;
    const found = index.nearest(x, y, radius);
    const wanted = nearestOfAll(places, x, y, radius);
    const far = (point: number): number =>
      Math.hypot((places[2 * point] ?? NaN) - x, (places[2 * point + 1] ?? NaN) - y);
    if (wanted === -1) assert.equal(found, -1);
    else assert.equal(far(found), far(wanted));
    hits += wanted === -1 ? 0 : 1;
  }
  assert.ok(hits > 100 && hits < 500, `${hits} of 500 found something`);
});

it('finds points that all lie in one place or in a line, and the only one', () => {
  assert.equal(new GridIndex([3, 4]).nearest(3.5, 4, 1), 0);
  assert.equal(new GridIndex([3, 4, 3, 4, 3, 4]).nearest(3, 4, 0) >= 0, true);
  const line = Float32Array.from({ length: 200 }, (_, at) => (at % 2 === 0 ? at / 2 : 5));
  assert.equal(new GridIndex(line).nearest(41.8, 5.2, 1), 42);
});

it('leaves out what is nowhere', () => {
  const places = [NaN, 0, 1, 1, Infinity, 2];
  assert.equal(new GridIndex(places).nearest(0, 0, 9), 1);
  assert.deepEqual(spread(places), { left: 1, top: 1, width: 0, height: 0 });
  assert.equal(new GridIndex([]).nearest(0, 0, 1e9), -1);
  assert.deepEqual(spread([NaN, NaN]), { left: 0, top: 0, width: 0, height: 0 });
});
