import { visible } from '../../format.ts';
import { drawingStyles, type DrawingStyle, type Mark } from './drawing-styles.ts';
import { frameMark, nodeMarks, type Measures } from './node-marks.ts';
import type { PictureIndex } from './picture-index.ts';

/** What a file needs to know of the page: it is looked at where there is no theme. */
export interface Look {
  /** A design token as a colour: #rrggbb. */
  readonly colour: (token: string) => string;
  readonly families: Readonly<Record<'ui' | 'mono', string>>;
  readonly measures: Measures;
}

/** Room around the picture. Pixels. */
export const margin = 24;

/** All of a picture, the undermost first. */
export function wholeDrawing(index: PictureIndex, measures: Measures): readonly Mark[] {
  const { nodes, edges } = index.picture;
  return [
    ...nodes.filter(({ expanded }) => expanded === true).map(frameMark),
    ...edges.flatMap((edge): readonly Mark[] => [
      { kind: 'path', style: 'line', d: index.line(edge).path },
      { kind: 'path', style: 'head', d: index.line(edge).head },
    ]),
    ...index.labels.map(({ x, y, text }): Mark => ({
      kind: 'text',
      style: 'type',
      ...{ x, y: y + 11, text, anchor: 'start' },
    })),
    ...nodes.flatMap((node) => nodeMarks(node, 'full', measures)),
  ];
}

const inXml: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** Text between tags or in quotes. Two characters are no part of XML, and nobody sees them. */
function escaped(text: string): string {
  return text
    .replace(/[\ufffe\uffff]/g, '\ufffd')
    .replace(/[&<>"]/g, (found) => inXml[found] ?? found);
}

function attributes(values: Readonly<Record<string, string | number | undefined>>): string {
  return Object.entries(values)
    .flatMap(([name, value]) =>
      value === undefined ? [] : [` ${name}="${escaped(String(value))}"`],
    )
    .join('');
}

function styleAttributes(style: DrawingStyle, { colour, families }: Look): string {
  const { fill, stroke, width, font, size, weight, slanted } = style;
  return attributes({
    fill: fill === undefined ? 'none' : colour(fill),
    stroke: stroke === undefined ? undefined : colour(stroke),
    'stroke-width': stroke === undefined ? undefined : width,
    'font-family': font === undefined ? undefined : families[font],
    'font-size': size,
    'font-weight': weight,
    'font-style': slanted === true ? 'italic' : undefined,
  });
}

function element(mark: Mark, look: Look): string {
  const style = styleAttributes(drawingStyles[mark.style], look);
  switch (mark.kind) {
    case 'rect': {
      const { x, y, width, height, radius } = mark;
      return `<rect${attributes({ x, y, width, height, rx: radius })}${style}/>`;
    }
    case 'path':
      return `<path${attributes({ d: mark.d })}${style}/>`;
    case 'text': {
      const { x, y, text, anchor, squeezed } = mark;
      const place = attributes({
        ...{ x, y, 'text-anchor': anchor, textLength: squeezed },
        lengthAdjust: squeezed === undefined ? undefined : 'spacingAndGlyphs',
      });
      return `<text${place}${style} xml:space="preserve">${escaped(text)}</text>`;
    }
  }
}

/** The whole picture as an SVG document that needs nothing beside it. */
export function svgFile(index: PictureIndex, title: string, look: Look): string {
  const { width, height } = index.picture;
  const [wide, high] = [Math.ceil(width) + 2 * margin, Math.ceil(height) + 2 * margin];
  const box = { x: -margin, y: -margin, width: wide, height: high };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<svg xmlns="http://www.w3.org/2000/svg" width="${wide}" height="${high}" viewBox="${-margin} ${-margin} ${wide} ${high}">`,
    `<title>${escaped(visible(title))}</title>`,
    `<rect${attributes(box)}${attributes({ fill: look.colour('--background') })}/>`,
    ...wholeDrawing(index, look.measures).map((mark) => element(mark, look)),
    '</svg>',
    '',
  ].join('\n');
}
