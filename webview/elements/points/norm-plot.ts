import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { Rgb } from '../../contrast.ts';
import { OwnSize } from '../own-size.ts';
import { base } from '../shared-styles.ts';
import { hex, themeColours } from '../theme-colours.ts';
import { ThemeWatch } from '../theme-watch.ts';

export interface NormPlotEvents {
  /** A column was clicked. */
  'norm-choose': CustomEvent<{ column: number }>;
}

/** CSS pixels: of the plot, of the marks of zeros at its foot, and of a dot. */
const [height, foot, dot] = [72, 5, 1.3];

/** Up to so many rows in a column each is a dot: of two the smallest and the largest are both. */
const few = 2;

/** What is said of a column under the pointer. */
export type ColumnWords = (column: number) => string;

/**
 * Norms along the rows: a dot for each, or where there are more rows than columns a band from the smallest to the
 * largest of each column with the mean in it. It is painted, because there may be as many columns as pixels.
 */
export class NormPlot extends LitElement {
  static override properties = {
    label: { attribute: false },
    columns: { attribute: false },
    each: { attribute: false },
    chosen: { attribute: false },
    words: { attribute: false },
  };
  static override styles = [
    base,
    css`
      :host {
        display: block;
        position: relative;
        height: 72px;
        cursor: crosshair;
        --soft: color-mix(in srgb, var(--blue) 40%, var(--background));
      }
      canvas {
        display: block;
        width: 100%;
        height: 100%;
        forced-color-adjust: none;
      }
    `,
  ];
  declare label: string;
  /** Smallest, mean and largest norm of each column; NaN where no norm is finite. */
  declare columns: Float32Array;
  /** Rows in a column. */
  declare each: number;
  /** Column of the chosen row, −1 for none. */
  declare chosen: number;
  declare words: ColumnWords;
  #colour: ((token: string) => Rgb) | null = null;

  constructor() {
    super();
    this.label = '';
    this.columns = new Float32Array();
    this.each = 1;
    this.chosen = -1;
    this.words = () => '';
    new OwnSize(this, () => {
      this.#paint();
    });
    new ThemeWatch(this, () => {
      this.#colour = null;
      this.#paint();
    });
  }

  get #count(): number {
    return Math.floor(this.columns.length / 3);
  }

  #columnAt(event: MouseEvent): number {
    const { left, width } = this.getBoundingClientRect();
    const column = Math.floor(((event.clientX - left) / width) * this.#count);
    return column >= 0 && column < this.#count ? column : -1;
  }

  protected override updated(): void {
    this.#paint();
  }

  #paint(): void {
    // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- not there before the first update
    const canvas = this.renderRoot?.querySelector('canvas') ?? null;
    const width = this.clientWidth;
    const context = canvas?.getContext('2d') ?? null;
    if (canvas === null || context === null || width === 0) return;
    this.#colour ??= themeColours(this);
    const scale = devicePixelRatio;
    [canvas.width, canvas.height] = [Math.round(width * scale), Math.round(height * scale)];
    context.scale(scale, scale);
    const { least, most } = normScale(this.columns);
    const ground = height - foot - 1;
    const y = (norm: number): number =>
      ground - ((norm - least) / (most - least || 1)) * (ground - 3);
    const step = width / Math.max(1, this.#count);
    context.fillStyle = hex(this.#colour('--node-line'));
    context.fillRect(0, height - 1, width, 1);
    const [data, soft, zero] = (['--data', '--soft', '--warning'] as const).map((token) =>
      hex(this.#colour?.(token) ?? [0, 0, 0]),
    );
    const fill = (colour = ''): void => {
      context.fillStyle = colour;
    };
    const spot = (middle: number, norm: number): void => {
      context.beginPath();
      context.arc(middle, y(norm), dot, 0, 2 * Math.PI);
      context.fill();
    };
    for (let column = 0; column < this.#count; column += 1) {
      const [low = NaN, mean = NaN, high = NaN] = this.columns.subarray(3 * column, 3 * column + 3);
      if (Number.isNaN(high)) continue;
      const middle = (column + 0.5) * step;
      if (low === 0) {
        fill(zero);
        context.fillRect(middle - 1, height - foot, Math.max(2, step), foot);
      }
      if (high === 0) continue;
      // A zero row is marked at the foot; a band down to it would hide what the others do.
      const lowest = low === 0 ? high : low;
      if (this.each <= few) {
        fill(data);
        spot(middle, high);
        if (lowest < high) spot(middle, lowest);
        continue;
      }
      fill(soft);
      context.fillRect(
        middle - step / 2,
        y(high),
        Math.max(1, step),
        Math.max(1, y(lowest) - y(high)),
      );
      fill(data);
      context.fillRect(
        middle - step / 2,
        y(low === 0 ? high : mean) - 0.75,
        Math.max(1, step),
        1.5,
      );
    }
    if (this.chosen < 0 || this.chosen >= this.#count) return;
    context.fillStyle = hex(this.#colour('--accent'));
    context.fillRect((this.chosen + 0.5) * step - 0.75, 0, 1.5, height);
  }

  protected override render(): TemplateResult {
    return html`<canvas
      role="img"
      aria-label=${this.label || nothing}
      @pointermove=${(event: PointerEvent) => {
        const column = this.#columnAt(event);
        const title = column < 0 ? '' : this.words(column);
        if (this.title !== title) this.title = title;
      }}
      @click=${(event: MouseEvent) => {
        const column = this.#columnAt(event);
        if (column >= 0) this.dispatchEvent(new CustomEvent('norm-choose', { detail: { column } }));
      }}
    ></canvas>`;
  }
}

/** From where to where the norms are drawn: from 0, unless they are all far from it and would make a straight line. */
export function normScale(columns: Float32Array): {
  readonly least: number;
  readonly most: number;
} {
  let [least, most] = [Infinity, 0];
  for (let at = 0; at + 2 < columns.length; at += 3) {
    const [low = NaN, high = NaN] = [columns[at], columns[at + 2]];
    if (low > 0 && low < least) least = low;
    if (high > most) most = high;
  }
  if (least > 0.6 * most && least < most) return { least: least - (most - least) * 0.1, most };
  return { least: 0, most };
}

customElements.define('sm-norm-plot', NormPlot);

declare global {
  interface HTMLElementTagNameMap {
    'sm-norm-plot': NormPlot;
  }
}
