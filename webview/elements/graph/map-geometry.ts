import type { Rect, Size } from './geometry.ts';

/** Room that the whole picture has in the map, and that it takes of it at least. CSS pixels. */
const [mostWidth, mostHeight, leastSide] = [96, 108, 40];

/** Size of the map of a picture. One that is long and thin is drawn wider than it is, or nothing of it could be told. */
export function mapSize({ width, height }: Size): Size {
  const scale = Math.min(mostWidth / Math.max(1, width), mostHeight / Math.max(1, height));
  return { width: Math.max(leastSide, width * scale), height: Math.max(leastSide, height * scale) };
}

/** Where the lens lies over a part of the picture, as far as that lies in the map. CSS pixels. */
export function lensIn(
  picture: Size,
  part: Rect,
): {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
} {
  const map = mapSize(picture);
  const along = (value: number, whole: number, size: number): number =>
    Math.min(size, Math.max(0, (value / Math.max(1, whole)) * size));
  return {
    left: along(part.x, picture.width, map.width),
    top: along(part.y, picture.height, map.height),
    right: along(part.x + part.width, picture.width, map.width),
    bottom: along(part.y + part.height, picture.height, map.height),
  };
}
