import { centre, type Point, type Rect, type Size } from './geometry.ts';

/**
 * From where a picture is looked at: what point of it lies in the middle of the pane, and how many CSS pixels one of
 * its pixels takes. So it stays the same when the pane becomes larger or smaller.
 */
export interface Camera extends Point {
  readonly zoom: number;
}

/** How far and how near one can go, as zooms. */
export type ZoomRange = readonly [farthest: number, nearest: number];
const graphRange: ZoomRange = [0.02, 3];
/** One step of the buttons and keys. */
export const zoomStep = 1.25;
/** Room around the picture. CSS pixels. */
const margin = 24;
/** A picture that would have to be smaller than this is shown from its beginning, as large as the second. */
const [leastReadable, readable] = [0.75, 0.9];

export function clampZoom(zoom: number, [farthest, nearest] = graphRange): number {
  return Math.min(nearest, Math.max(farthest, zoom));
}

/** The part of the picture that a pane shows. */
export function seenBy({ x, y, zoom }: Camera, pane: Size): Rect {
  const [width, height] = [pane.width / zoom, pane.height / zoom];
  return { x: x - width / 2, y: y - height / 2, width, height };
}

/** Nearer or farther, with the point of the picture under the pointer where it is. `at`: in the pane. */
export function zoomedAt(
  camera: Camera,
  pane: Size,
  at: Point,
  factor: number,
  range: ZoomRange = graphRange,
): Camera {
  const zoom = clampZoom(camera.zoom * factor, range);
  const [dx, dy] = [at.x - pane.width / 2, at.y - pane.height / 2];
  return {
    x: camera.x + dx / camera.zoom - dx / zoom,
    y: camera.y + dy / camera.zoom - dy / zoom,
    zoom,
  };
}

/** The picture moved by so many CSS pixels of the pane. */
export function panned({ x, y, zoom }: Camera, dx: number, dy: number): Camera {
  return { x: x - dx / zoom, y: y - dy / zoom, zoom };
}

/** Never so far away that nothing of the picture is in sight. */
export function kept(camera: Camera, picture: Size): Camera {
  return {
    x: Math.min(picture.width, Math.max(0, camera.x)),
    y: Math.min(picture.height, Math.max(0, camera.y)),
    zoom: camera.zoom,
  };
}

/** All of a picture in a pane, not larger than it is. */
export function fitted(picture: Size, pane: Size): Camera {
  const zoom = Math.min(
    1,
    (pane.width - 2 * margin) / Math.max(1, picture.width),
    (pane.height - 2 * margin) / Math.max(1, picture.height),
  );
  return { x: picture.width / 2, y: picture.height / 2, zoom: clampZoom(zoom) };
}

/** Size of a picture that stands still in a page so wide: not larger than it is. */
export function stillZoom(picture: Size, width: number): number {
  return Math.min(1, width / Math.max(1, picture.width));
}

/**
 * How a picture is first seen: all of it where it can be read then, else where its data come in, as far away as it can
 * be read.
 */
export function first(picture: Size, pane: Size, start: Rect | null, down: boolean): Camera {
  const all = fitted(picture, pane);
  if (all.zoom >= leastReadable) return all;
  const zoom = readable;
  const { width, height } = seenBy({ ...all, zoom }, pane);
  // Of an entrance that is wider than the pane its beginning is seen.
  const from =
    start === null
      ? { x: 0, y: 0 }
      : centre({
          ...start,
          width: Math.min(start.width, width),
          height: Math.min(start.height, height),
        });
  /** In the middle where all of it has room, else around the start, and not over the picture's edge. */
  const along = (whole: number, seen: number, at: number): number => {
    const room = margin / zoom;
    if (whole + 2 * room <= seen) return whole / 2;
    return Math.min(whole + room - seen / 2, Math.max(seen / 2 - room, at));
  };
  return {
    x: along(picture.width, width, down ? from.x : 0),
    y: along(picture.height, height, down ? 0 : from.y),
    zoom,
  };
}

/** As little as is needed for a part of the picture to be in sight; the same camera where it is. */
export function showing(camera: Camera, pane: Size, { x, y, width, height }: Rect): Camera {
  const room = margin / camera.zoom;
  const seen = seenBy(camera, pane);
  const along = (from: number, size: number, start: number, length: number): number => {
    // Of what is larger than the pane its beginning is shown.
    if (size + 2 * room > length) return start - room - from;
    return Math.min(0, start - room - from) + Math.max(0, start + size + room - from - length);
  };
  const inSight = (from: number, size: number, start: number, length: number): boolean =>
    start >= from && start + size <= from + length;
  const move = (from: number, size: number, start: number, length: number): number =>
    inSight(from, size, start, length) ? 0 : along(from, size, start, length);
  const dx = move(seen.x, width, x, seen.width);
  const dy = move(seen.y, height, y, seen.height);
  return dx === 0 && dy === 0 ? camera : { x: camera.x + dx, y: camera.y + dy, zoom: camera.zoom };
}

/** A camera that looks at a part of the picture from where it can be read. */
export function at(camera: Camera, part: Rect): Camera {
  return { ...centre(part), zoom: Math.max(camera.zoom, readable) };
}
