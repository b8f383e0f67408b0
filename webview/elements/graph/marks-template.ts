import { svg, type SVGTemplateResult } from 'lit';
import type { Mark } from './drawing-styles.ts';

/** A mark on the page. */
export function markTemplate(mark: Mark): SVGTemplateResult {
  switch (mark.kind) {
    case 'rect':
      return svg`<rect class="m-${mark.style}" x=${mark.x} y=${mark.y} width=${mark.width} height=${mark.height} rx=${mark.radius}></rect>`;
    case 'path':
      return svg`<path class="m-${mark.style}" d=${mark.d}></path>`;
    case 'text':
      return svg`<text class="m-${mark.style}" x=${mark.x} y=${mark.y} text-anchor=${mark.anchor}>${mark.text}</text>`;
  }
}
