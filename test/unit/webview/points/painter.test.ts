import assert from 'node:assert/strict';
import { it } from 'node:test';
import { paint, type Painting, type Pixels } from '../../../../webview/elements/points/painter.ts';

function blank(width: number, height: number): Pixels {
  return { width, height, data: new Uint8ClampedArray(4 * width * height) };
}

function pixel({ data, width }: Pixels, x: number, y: number): readonly number[] {
  return [...data.slice(4 * (y * width + x), 4 * (y * width + x) + 4)];
}

const one: Painting = {
  places: Float32Array.of(10.5, 6.5),
  colours: Uint8Array.of(1),
  palette: [
    [0, 0, 255],
    [255, 0, 0],
  ],
  ground: [10, 20, 30],
  chosen: null,
  radius: 2,
  opacity: 1,
};
const here = { left: 0, top: 0, zoom: 1 };

it('paints a point where it is, in its colour, on an opaque ground', () => {
  const image = blank(20, 12);
  paint(image, one, here);
  assert.deepEqual(pixel(image, 10, 6), [255, 0, 0, 255]);
  assert.deepEqual(pixel(image, 0, 0), [10, 20, 30, 255]);
  assert.deepEqual(pixel(image, 14, 6), [10, 20, 30, 255]);
});

it('follows the viewpoint', () => {
  const image = blank(20, 12);
  paint(image, one, { left: 10, top: 6, zoom: 10 });
  assert.deepEqual(pixel(image, 5, 5), [255, 0, 0, 255]);
  assert.deepEqual(pixel(image, 10, 6), [10, 20, 30, 255]);
});

it('paints what is cut by an edge as far as it is in sight, and nothing of what is nowhere', () => {
  const image = blank(8, 8);
  const places = Float32Array.of(0, 0, 8, 8, NaN, 3, -50, 4, 1e30, 1e30);
  paint(image, { ...one, places, colours: new Uint8Array(5) }, here);
  assert.deepEqual(pixel(image, 0, 0), [0, 0, 255, 255]);
  assert.deepEqual(pixel(image, 7, 7), [0, 0, 255, 255]);
  assert.deepEqual(pixel(image, 4, 4), [10, 20, 30, 255]);
  assert.deepEqual(pixel(image, 7, 0), [10, 20, 30, 255]);
  assert.deepEqual(pixel(image, 0, 7), [10, 20, 30, 255]);
});

it('lays points over each other by their opacity', () => {
  const image = blank(20, 12);
  const places = Float32Array.of(10.5, 6.5, 10.5, 6.5);
  paint(image, { ...one, places, colours: Uint8Array.of(1, 1), opacity: 0.5 }, here);
  const [red = 0] = pixel(image, 10, 6);
  assert.ok(Math.abs(red - (255 - (255 - 10) / 4)) <= 2, String(red));
});

it('dims what does not stand out, and paints what does above it', () => {
  const image = blank(30, 12);
  const places = Float32Array.of(10.5, 6.5, 11.5, 6.5, 20.5, 6.5);
  const colours = Uint8Array.of(1, 0, 0);
  paint(image, { ...one, places, colours, chosen: Uint8Array.of(1, 0, 0) }, here);
  assert.deepEqual(pixel(image, 10, 6), [255, 0, 0, 255]);
  const [, , blue = 0] = pixel(image, 20, 6);
  assert.ok(blue > 30 && blue < 120, String(blue));
});
