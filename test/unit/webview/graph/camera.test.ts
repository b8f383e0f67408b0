import assert from 'node:assert/strict';
import { it } from 'node:test';
import {
  first,
  fitted,
  kept,
  panned,
  seenBy,
  showing,
  stillZoom,
  zoomedAt,
} from '../../../../webview/elements/graph/camera.ts';

const pane = { width: 400, height: 300 };

it('zooms with the point under the pointer where it is', () => {
  const camera = { x: 50, y: 60, zoom: 1 };
  const pointer = { x: 100, y: 250 };
  const nearer = zoomedAt(camera, pane, pointer, 2);
  const before = seenBy(camera, pane);
  const after = seenBy(nearer, pane);
  assert.equal(nearer.zoom, 2);
  assert.equal(before.x + pointer.x / camera.zoom, after.x + pointer.x / nearer.zoom);
  assert.equal(before.y + pointer.y / camera.zoom, after.y + pointer.y / nearer.zoom);
});

it('goes no nearer and no farther than its limits', () => {
  const camera = { x: 0, y: 0, zoom: 1 };
  assert.equal(zoomedAt(camera, pane, { x: 0, y: 0 }, 1e9).zoom, 3);
  assert.equal(zoomedAt(camera, pane, { x: 0, y: 0 }, 1e-9).zoom, 0.02);
});

it('pans by pixels of the pane, whatever the zoom', () => {
  const camera = panned({ x: 10, y: 10, zoom: 0.5 }, 20, -30);
  assert.deepEqual(camera, { x: -30, y: 70, zoom: 0.5 });
});

it('never loses the picture', () => {
  const far = { x: 9999, y: -9999, zoom: 1 };
  assert.deepEqual(kept(far, { width: 100, height: 50 }), { x: 100, y: 0, zoom: 1 });
});

it('fits all of a picture, and makes none larger than it is', () => {
  const { zoom } = fitted({ width: 4000, height: 100 }, pane);
  assert.equal(zoom, (pane.width - 48) / 4000);
  assert.equal(fitted({ width: 100, height: 50 }, pane).zoom, 1);
  assert.equal(stillZoom({ width: 100, height: 50 }, 1000), 1);
  assert.equal(stillZoom({ width: 100, height: 50 }, 50), 0.5);
});

it('shows at first all of what can be read so, else where the data come in', () => {
  const small = first({ width: 300, height: 200 }, pane, null, true);
  assert.deepEqual(small, { x: 150, y: 100, zoom: 1 });
  const start = { x: 1800, y: 16, width: 100, height: 40 };
  const deep = first({ width: 2000, height: 9000 }, pane, start, true);
  assert.equal(deep.zoom, 0.9);
  const seen = seenBy(deep, pane);
  assert.ok(seen.y <= start.y && seen.y > -100, 'its beginning is at the top');
  assert.ok(seen.x <= start.x && seen.x + seen.width >= start.x + start.width);
});

it('moves no more than is needed to show a part, and not at all where it is in sight', () => {
  const camera = { x: 200, y: 150, zoom: 1 };
  assert.equal(showing(camera, pane, { x: 10, y: 10, width: 50, height: 50 }), camera);
  const right = showing(camera, pane, { x: 500, y: 100, width: 100, height: 50 });
  assert.deepEqual(right, { x: 424, y: 150, zoom: 1 });
  const above = showing(camera, pane, { x: 100, y: -300, width: 100, height: 50 });
  assert.deepEqual(above, { x: 200, y: -174, zoom: 1 });
});

it('shows the beginning of what is larger than the pane', () => {
  const { y } = showing({ x: 200, y: 150, zoom: 1 }, pane, {
    ...{ x: 0, y: 1000, width: 10, height: 5000 },
  });
  assert.equal(y - pane.height / 2, 1000 - 24);
});
