import assert from 'node:assert/strict';
import { it } from 'node:test';
import { treemap } from '../../../webview/views/architecture/treemap.ts';

const value = (share: number): number => share;

it('gives each value a surface in its share, the largest first, and fills the rectangle', () => {
  const tiles = treemap([1, 32_000, 65, 16_000], value, 356, 84);
  assert.deepEqual(
    tiles.map((tile) => tile.value),
    [32_000, 16_000, 65, 1],
  );
  const whole = tiles.reduce((sum, { width, height }) => sum + width * height, 0);
  assert.ok(Math.abs(whole - 356 * 84) < 1e-6);
  for (const tile of tiles) {
    const share = (tile.width * tile.height) / (356 * 84);
    assert.ok(Math.abs(share - tile.value / 48_066) < 1e-9);
    assert.ok(tile.x >= 0 && tile.x + tile.width <= 356 + 1e-6);
    assert.ok(tile.y >= 0 && tile.y + tile.height <= 84 + 1e-6);
  }
});

it('keeps tiles square where it can', () => {
  const tiles = treemap(
    Array.from({ length: 12 }, () => 1),
    value,
    400,
    300,
  );
  for (const { width, height } of tiles) {
    assert.ok(Math.max(width / height, height / width) < 2, `${width} × ${height}`);
  }
});

it('leaves out what has no share', () => {
  assert.deepEqual(treemap([0, -1], value, 100, 100), []);
  assert.deepEqual(treemap([], value, 100, 100), []);
});
