import { css, unsafeCSS } from 'lit';
import type { CategoryColour } from '../kinds.ts';

/** Design tokens that a picture is drawn in: CSS custom properties, of the page or of the element itself. */
type Token = `--${string}`;

/** How something is drawn, in words that a style sheet, an SVG file and a canvas have alike. */
export interface DrawingStyle {
  readonly fill?: Token;
  readonly stroke?: Token;
  /** Of the stroke; 1 where it is not said. Pixels of the picture. */
  readonly width?: number;
  readonly dash?: string;
  /** Of a text. */
  readonly font?: 'ui' | 'mono';
  readonly size?: number;
  readonly weight?: 400 | 600;
  readonly slanted?: boolean;
}

const colours: readonly CategoryColour[] = ['blue', 'purple', 'orange', 'green', 'grey'];

function perColour<Name extends string>(
  name: Name,
  style: (colour: CategoryColour) => DrawingStyle,
): Readonly<Record<`${Name}-${CategoryColour}`, DrawingStyle>> {
  return Object.fromEntries(
    colours.map((colour) => [`${name}-${colour}`, style(colour)]),
  ) as Record<`${Name}-${CategoryColour}`, DrawingStyle>;
}

export const drawingStyles = {
  end: { fill: '--background', stroke: '--tertiary' },
  card: { fill: '--node-fill', stroke: '--node-line' },
  op: { fill: '--node-fill', stroke: '--node-line' },
  ...perColour('edge', (colour) => ({ fill: `--${colour}` })),
  ...perColour('frame', (colour) => ({
    fill: `--frame-${colour}`,
    stroke: `--frame-line-${colour}`,
  })),
  ...perColour('block', (colour) => ({ fill: `--${colour}` })),
  ring: { stroke: '--accent', width: 2 },
  line: { stroke: '--tertiary' },
  head: { fill: '--tertiary' },
  'line-chosen': { stroke: '--accent', width: 1.5 },
  'head-chosen': { fill: '--accent' },
  name: { fill: '--text', font: 'ui', size: 13, weight: 600 },
  'name-far': { fill: '--text', font: 'ui', size: 20, weight: 600 },
  'op-name': { fill: '--text', font: 'ui', size: 12 },
  class: { fill: '--secondary', font: 'ui', size: 12 },
  'class-inferred': { fill: '--secondary', font: 'ui', size: 12, slanted: true },
  figure: { fill: '--secondary', font: 'mono', size: 12 },
  type: { fill: '--secondary', font: 'mono', size: 11 },
  twisty: { stroke: '--secondary', width: 1.2 },
} as const satisfies Readonly<Record<string, DrawingStyle>>;

export type StyleName = keyof typeof drawingStyles;

/** Something drawn: text where it stands on its line, everything else by its outline. Pixels of the picture. */
export type Mark =
  | {
      readonly kind: 'rect';
      readonly style: StyleName;
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly radius: number;
    }
  | { readonly kind: 'path'; readonly style: StyleName; readonly d: string }
  | {
      readonly kind: 'text';
      readonly style: StyleName;
      readonly x: number;
      readonly y: number;
      readonly text: string;
      readonly anchor: 'start' | 'middle' | 'end';
      /** Width that it is narrowed to. */
      readonly squeezed?: number;
    };

/** Fonts' families, as the page has them. */
const families = { ui: 'var(--vscode-font-family)', mono: 'var(--vscode-editor-font-family)' };

function rule(name: string, style: DrawingStyle): string {
  const { fill, stroke, width = 1, dash, font, size, weight = 400, slanted } = style;
  const text =
    font === undefined
      ? ''
      : `font:${slanted === true ? 'italic ' : ''}${weight} ${size ?? 12}px ${families[font]};`;
  const line =
    stroke === undefined
      ? 'stroke:none;'
      : `stroke:var(${stroke});stroke-width:${width}px;${dash === undefined ? '' : `stroke-dasharray:${dash};`}`;
  return `.m-${name}{fill:${fill === undefined ? 'none' : `var(${fill})`};${line}${text}}`;
}

/** The same as a style sheet, and the tokens that are the picture's own. */
export const drawingSheet = css`
  :host {
    ${unsafeCSS(
      colours
        .map(
          (colour) =>
            `--frame-${colour}:color-mix(in srgb,var(--${colour}) 6%,var(--background));` +
            `--frame-line-${colour}:color-mix(in srgb,var(--${colour}) 55%,var(--background));`,
        )
        .join(''),
    )}
  }
  :host-context(.vscode-high-contrast) {
    ${unsafeCSS(
      colours
        .map((colour) => `--frame-${colour}:var(--background);--frame-line-${colour}:var(--line);`)
        .join(''),
    )}
  }
  ${unsafeCSS(
    Object.entries(drawingStyles)
      .map(([name, style]) => rule(name, style))
      .join('\n'),
  )}
`;

/** A style's font as a canvas takes it. */
export function canvasFont(
  style: DrawingStyle,
  families: Readonly<Record<'ui' | 'mono', string>>,
): string {
  const { font = 'ui', size = 12, weight = 400, slanted } = style;
  return `${slanted === true ? 'italic ' : ''}${weight} ${size}px ${families[font]}`;
}
