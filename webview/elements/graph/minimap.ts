import { html, svg, type TemplateResult } from 'lit';
import type { GraphPicture } from '../../../src/protocol/graph.ts';
import { cssProperties } from '../css-properties.ts';
import type { CategoryColour } from '../kinds.ts';
import type { Size } from './geometry.ts';
import { colourOf } from './node-marks.ts';

/** Room that the whole picture has in the map. CSS pixels. */
const [mostWidth, mostHeight] = [96, 108];
/** What is thinner could not be hit. */
const leastSide = 12;

/** CSS pixels of the map for one of the picture's. */
export function mapScale({ width, height }: Size): number {
  return Math.min(mostWidth / Math.max(1, width), mostHeight / Math.max(1, height));
}

/** All of a picture on a stamp: nodes in the colours of their kinds. The lens shows what the pane does. */
export function minimap(picture: GraphPicture): TemplateResult {
  const scale = mapScale(picture);
  const paths = new Map<CategoryColour | 'open', string[]>();
  for (const node of picture.nodes) {
    const key = node.expanded === true ? 'open' : colourOf(node);
    const path = `M${node.x} ${node.y}h${node.width}v${node.height}h${-node.width}z`;
    const found = paths.get(key);
    if (found === undefined) paths.set(key, [path]);
    else found.push(path);
  }
  const open = paths.get('open') ?? [];
  const size = {
    width: `${Math.max(leastSide, picture.width * scale)}px`,
    height: `${Math.max(leastSide, picture.height * scale)}px`,
  };
  return html`<div ${cssProperties(size)}>
    <svg width="100%" height="100%" viewBox="0 0 ${picture.width} ${picture.height}">
      ${svg`<path class="m-card" d=${open.join('')}></path>`}
      ${[...paths].map(([colour, list]) =>
        colour === 'open' ? svg`` : svg`<path class="m-block-${colour}" d=${list.join('')}></path>`,
      )}
    </svg>
    <div class="lens"></div>
  </div>`;
}
