import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import type { PictureEdge, PictureNode } from '../../../src/protocol/graph.ts';
import { visible } from '../../format.ts';
import type { Mark } from './drawing-styles.ts';
import type { Rect } from './geometry.ts';
import { frameMark, nodeMarks, type Detail, type Measures } from './node-marks.ts';
import type { PictureIndex } from './picture-index.ts';

/** What is on the page of a picture. */
export interface Drawn {
  readonly index: PictureIndex;
  readonly part: Rect;
  readonly detail: Detail;
  /** Id of the current node. */
  readonly selected: string | null;
  /** Ids of what a search has found; null: nobody searches. */
  readonly found: ReadonlySet<string> | null;
  readonly measures: Measures;
}

/** The id that a node has on the page. */
export function elementId(index: PictureIndex, node: PictureNode): string {
  return `node-${index.numbers.get(node.id) ?? -1}`;
}

/** The node that an element on the page shows. */
export function nodeOfElement(index: PictureIndex, { id }: Element): PictureNode | undefined {
  return index.picture.nodes[Number(id.slice('node-'.length))];
}

/** Open groups beneath, lines over them, everything else over these. */
export function drawing(drawn: Drawn): TemplateResult {
  const { index, part, detail, selected } = drawn;
  const nodes = index.nodesIn(part);
  const current = selected === null ? undefined : index.byId.get(selected);
  // The pane names the current node, so that is there wherever it lies.
  const shown = current === undefined || nodes.includes(current) ? nodes : [...nodes, current];
  const { width, height } = index.picture;
  return html`<svg role="presentation" width=${width} height=${height}>
    ${svg`<g aria-hidden="true">${repeat(
      shown.filter(({ expanded }) => expanded === true),
      ({ id }) => id,
      (node) => frame(node, drawn),
    )}</g>
    <g class="edges" aria-hidden="true">${guard([index, part, detail, selected], () =>
      edges(drawn, current),
    )}</g>
    ${repeat(
      shown,
      ({ id }) => id,
      (node) => nodeTemplate(node, drawn),
    )}`}
  </svg>`;
}

function mark(drawn: Mark): SVGTemplateResult {
  switch (drawn.kind) {
    case 'rect': {
      const { x, y, width, height, radius } = drawn;
      return svg`<rect class="m-${drawn.style}" x=${x} y=${y} width=${width} height=${height} rx=${radius}></rect>`;
    }
    case 'path':
      return svg`<path class="m-${drawn.style}" d=${drawn.d}></path>`;
    case 'text': {
      const { x, y, anchor, squeezed } = drawn;
      return svg`<text class="m-${drawn.style}" x=${x} y=${y} text-anchor=${anchor} textLength=${squeezed ?? nothing} lengthAdjust=${squeezed === undefined ? nothing : 'spacingAndGlyphs'}>${drawn.text}</text>`;
    }
  }
}

function isDim({ id }: PictureNode, { found }: Drawn): boolean {
  return found !== null && !found.has(id);
}

function ring({ x, y, width, height, kind }: PictureNode): SVGTemplateResult {
  const radius = kind === 'input' || kind === 'output' ? height / 2 : 4;
  return mark({ kind: 'rect', style: 'ring', x, y, width, height, radius });
}

function frame(node: PictureNode, drawn: Drawn): SVGTemplateResult {
  return svg`<g class=${isDim(node, drawn) ? 'dim' : ''}>${mark(frameMark(node))}${
    node.id === drawn.selected ? ring(node) : nothing
  }</g>`;
}

function edges({ index, part, detail }: Drawn, current: PictureNode | undefined): unknown {
  const chosen = new Set(
    current === undefined ? [] : [...index.into(current), ...index.outOf(current)],
  );
  const plain = index.edgesIn(part).filter((edge) => !chosen.has(edge));
  // One path for all of them: a thousand edges are two elements.
  const paths = (all: readonly PictureEdge[], suffix: '' | '-chosen'): unknown =>
    all.length === 0
      ? nothing
      : svg`<path class="m-line${suffix}" d=${all.map((edge) => index.line(edge).path).join('')}></path>
          <path class="m-head${suffix}" d=${all.map((edge) => index.line(edge).head).join('')}></path>`;
  const labels =
    detail === 'full'
      ? index
          .labelsIn(part)
          .map(({ x, y, text }) =>
            mark({ kind: 'text', style: 'type', ...{ x, y: y + 11, text, anchor: 'start' } }),
          )
      : nothing;
  return [paths(plain, ''), paths([...chosen], '-chosen'), labels];
}

function nodeTemplate(node: PictureNode, drawn: Drawn): SVGTemplateResult {
  const { index, detail, measures } = drawn;
  const open = node.expanded === true;
  const selected = node.id === drawn.selected;
  return svg`<g
    id=${elementId(index, node)}
    class="node ${open ? 'open' : ''} ${isDim(node, drawn) ? 'dim' : ''}"
    role="button"
    aria-label=${index.spoken(node)}
    aria-expanded=${node.expanded ?? nothing}
    aria-pressed=${selected}
  >${guard([node, detail], () => [
    // The blanks part the words of one line from those of the next for who hears them.
    nodeMarks(node, detail, measures).map((each) => svg`${mark(each)} `),
  ])}${selected && !open ? ring(node) : nothing}</g>`;
}

/** A node's hover: its whole name, and what there is no room for in the picture. */
export function titleOf({ name, class: className, inferred, weights }: PictureNode): string {
  const what = className === null ? '' : `\n${visible(className)}${inferred ? ' (inferred)' : ''}`;
  const entering = weights.slice(0, 8).map((weight) => `\n${visible(weight.name)}`);
  return `${visible(name)}${what}${entering.join('')}`;
}
