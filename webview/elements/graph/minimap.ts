import { html, svg, type TemplateResult } from 'lit';
import type { GraphPicture } from '../../../src/protocol/graph.ts';
import { cssProperties } from '../css-properties.ts';
import type { CategoryColour } from '../kinds.ts';
import type { Rect, Size } from './geometry.ts';
import { colourOf } from './node-marks.ts';

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

/** All of a picture on a stamp: nodes in the colours of their kinds. The lens shows what the pane does. */
export function minimap(picture: GraphPicture): TemplateResult {
  const paths = new Map<CategoryColour | 'open', string[]>();
  for (const node of picture.nodes) {
    const key = node.expanded === true ? 'open' : colourOf(node);
    const path = `M${node.x} ${node.y}h${node.width}v${node.height}h${-node.width}z`;
    const found = paths.get(key);
    if (found === undefined) paths.set(key, [path]);
    else found.push(path);
  }
  const open = paths.get('open') ?? [];
  const { width, height } = mapSize(picture);
  return html`<div ${cssProperties({ width: `${width}px`, height: `${height}px` })}>
    <svg
      width="100%"
      height="100%"
      viewBox="0 0 ${picture.width} ${picture.height}"
      preserveAspectRatio="none"
    >
      ${svg`<path class="m-card" d=${open.join('')}></path>`}
      ${[...paths].map(([colour, list]) =>
        colour === 'open' ? svg`` : svg`<path class="m-block-${colour}" d=${list.join('')}></path>`,
      )}
    </svg>
    <div class="lens"></div>
  </div>`;
}
