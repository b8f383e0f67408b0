import { html, svg, type TemplateResult } from 'lit';
import type { GraphPicture } from '../../../src/protocol/graph.ts';
import { cssProperties } from '../css-properties.ts';
import type { CategoryColour } from '../kinds.ts';
import { mapSize } from './map-geometry.ts';
import { colourOf } from './node-marks.ts';

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
