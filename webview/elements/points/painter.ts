import type { Rgb } from '../../contrast.ts';
import { mixed } from '../../contrast.ts';

/** Places between two pixels that are told apart, in each direction: points glide, and do not jump from one to the next. */
const steps = 4;

/** How a point covers the pixels around it, for each place between two pixels; 0 … 256. */
interface Stamp {
  /** Pixels from the point's own one to the first that is covered, and how many there are in a line. */
  readonly reach: number;
  readonly size: number;
  readonly covers: readonly Uint16Array[];
}

function stampOf(radius: number, opacity: number): Stamp {
  const reach = Math.ceil(radius + 0.5);
  const size = 2 * reach + 1;
  const covers = Array.from({ length: steps * steps }, (_, place) => {
    const [dx, dy] = [((place % steps) + 0.5) / steps, (Math.floor(place / steps) + 0.5) / steps];
    const cover = new Uint16Array(size * size);
    for (let at = 0; at < cover.length; at += 1) {
      const x = (at % size) - reach + 0.5 - dx;
      const y = Math.floor(at / size) - reach + 0.5 - dy;
      const part = Math.min(1, Math.max(0, radius + 0.5 - Math.hypot(x, y)));
      cover[at] = Math.round(part * opacity * 256);
    }
    return cover;
  });
  return { reach, size, covers };
}

/** An image, 4 bytes for each pixel. */
export interface Pixels {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

/** What is painted, and how. */
export interface Painting {
  /** x and y of each point. */
  readonly places: Float32Array;
  /** Index of each point's colour in the palette. */
  readonly colours: Uint8Array;
  readonly palette: readonly Rgb[];
  readonly ground: Rgb;
  /** Points that stand out, 1 for each of them; all others are dimmed. null: all are alike. */
  readonly chosen: Uint8Array | null;
  /** Of a point, in pixels of the image. */
  readonly radius: number;
  readonly opacity: number;
}

/** From where the points are seen: pixel = (place − left or top) · zoom. */
export interface Viewpoint {
  readonly left: number;
  readonly top: number;
  readonly zoom: number;
}

/** How much of its colour a point has that does not stand out, per cent. */
const dimShare = 22;

/** Paints points into an image: 100,000 of them within a frame, which as many calls of a canvas would not be. */
export function paint(image: Pixels, painting: Painting, from: Viewpoint): void {
  const { ground, palette, chosen, radius, opacity } = painting;
  const [red, green, blue] = ground.map(Math.round) as [number, number, number];
  new Uint32Array(image.data.buffer).fill(((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0);
  const flat = (colours: readonly Rgb[]): Uint8Array => Uint8Array.from(colours.flat());
  if (chosen === null) {
    stampAll(image, painting, from, stampOf(radius, opacity), flat(palette), null);
    return;
  }
  const dim = palette.map((colour) => mixed(colour, dimShare, ground));
  stampAll(image, painting, from, stampOf(radius, opacity), flat(dim), 0);
  stampAll(image, painting, from, stampOf(radius + 0.5, 1), flat(palette), 1);
}

/** `which`: of `chosen`, the points to paint; null for all. */
function stampAll(
  image: Pixels,
  { places, colours, chosen }: Painting,
  { left, top, zoom }: Viewpoint,
  { reach, size, covers }: Stamp,
  palette: Uint8Array,
  which: 0 | 1 | null,
): void {
  const { data, width, height } = image;
  for (let point = 0; point < colours.length; point += 1) {
    if (which !== null && chosen?.[point] !== which) continue;
    const px = ((places[2 * point] ?? NaN) - left) * zoom;
    const py = ((places[2 * point + 1] ?? NaN) - top) * zoom;
    const [x, y] = [Math.floor(px), Math.floor(py)];
    // Also what is nowhere: a comparison with NaN is never true.
    const inSight = x >= -reach && x < width + reach && y >= -reach && y < height + reach;
    if (!inSight) continue;
    const place = Math.floor((py - y) * steps) * steps + Math.floor((px - x) * steps);
    const cover = covers[place];
    if (cover === undefined) continue;
    const colour = 3 * (colours[point] ?? 0);
    const red = palette[colour] ?? 0;
    const green = palette[colour + 1] ?? 0;
    const blue = palette[colour + 2] ?? 0;
    const [firstLine, lastLine] = [Math.max(0, reach - y), Math.min(size, height - y + reach)];
    const [first, last] = [Math.max(0, reach - x), Math.min(size, width - x + reach)];
    for (let line = firstLine; line < lastLine; line += 1) {
      let at = 4 * ((y - reach + line) * width + x - reach + first);
      for (let column = first; column < last; column += 1, at += 4) {
        const part = cover[line * size + column] ?? 0;
        if (part === 0) continue;
        // Written out: a helper or a list for the three would cost more than the rest of the loop.
        const r = data[at] ?? 0;
        const g = data[at + 1] ?? 0;
        const b = data[at + 2] ?? 0;
        data[at] = r + (((red - r) * part) >> 8);
        data[at + 1] = g + (((green - g) * part) >> 8);
        data[at + 2] = b + (((blue - b) * part) >> 8);
      }
    }
  }
}
