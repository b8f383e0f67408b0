import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';

import { cssProperties } from './css-properties.ts';
import { count, visible } from '../format.ts';
import { icon } from './icon.ts';
import { KeptScroll } from './kept-scroll.ts';
import { nextIndex } from './list-keys.ts';
import { ScrollAxis, type Sight } from './scroll-axis.ts';
import { base, scrollbars } from './shared-styles.ts';
import type { ScrollPlace } from '../state/memory.ts';
import { ValuePages, type LoadBlock } from './value-pages.ts';

const rowHeight = 20;
const headHeight = 22;
const characterWidth = 7.3;

/** Rows and columns that are wholly in sight. */
export interface ValueRange {
  readonly firstRow: number;
  readonly lastRow: number;
  readonly firstColumn: number;
  readonly lastColumn: number;
}

export interface Cell {
  readonly row: number;
  readonly column: number;
}

/** Values of a matrix of any size, by row and column. Only what is in sight is fetched and on the page. */
export class ValueGrid extends LitElement {
  static override properties = {
    label: { attribute: false },
    rows: { attribute: false },
    columns: { attribute: false },
    load: { attribute: false },
    tinted: { attribute: false },
    lines: { attribute: false },
    cellWidth: { attribute: false },
    cell: { attribute: false },
    place: { attribute: false },
    version: { state: true },
  };
  static override styles = [
    base,
    scrollbars,
    css`
      :host {
        display: block;
        position: relative;
        min-height: 0;
        contain: strict;
      }
      .scroller {
        position: absolute;
        inset: 0;
        overflow: auto;
      }
      .scroller:focus-visible {
        outline: none;
      }
      .extent {
        position: absolute;
        top: 0;
        left: 0;
        pointer-events: none;
      }
      .window {
        position: sticky;
        top: 0;
        left: 0;
        overflow: hidden;
        font-family: var(--mono);
        font-size: 12px;
        line-height: ${rowHeight}px;
        font-variant-numeric: tabular-nums;
      }
      .head,
      .row {
        position: absolute;
        left: 0;
        white-space: nowrap;
      }
      .head {
        top: 0;
        height: ${headHeight}px;
        line-height: ${headHeight - 1}px;
        width: 100%;
        background: var(--background);
        border-bottom: 1px solid var(--line);
        color: var(--secondary);
        font-size: 11px;
        z-index: 1;
      }
      .row {
        height: ${rowHeight}px;
      }
      .cell,
      .index {
        position: absolute;
        top: 0;
        height: 100%;
        padding: 0 8px;
        text-align: end;
        overflow: hidden;
      }
      .cell.line {
        text-align: start;
        text-overflow: ellipsis;
      }
      .index {
        left: 0;
        z-index: 1;
        color: var(--secondary);
        background: var(--background);
        border-inline-end: 1px solid var(--line);
      }
      .zero {
        color: var(--tertiary);
      }
      .plus {
        background: color-mix(in srgb, var(--blue) calc(var(--tint) * 40%), transparent);
      }
      .minus {
        background: color-mix(in srgb, var(--orange) calc(var(--tint) * 40%), transparent);
      }
      :host-context(.vscode-high-contrast) .cell {
        background: none;
      }
      .scroller:focus .current {
        outline: 1px solid var(--accent);
        outline-offset: -1px;
      }
      .damage {
        display: grid;
        grid-template-columns: 16px minmax(0, 1fr);
        gap: 8px;
        padding: 12px;
        overflow-wrap: anywhere;
      }
    `,
  ];
  declare label: string;
  declare rows: number;
  declare columns: number;
  /** A new function is a new matrix, or the same one written in another way. */
  declare load: LoadBlock;
  declare tinted: boolean;
  /** Strings: one column of text lines. */
  declare lines: boolean;
  /** The least, in CSS pixels; it grows with the texts that come. */
  declare cellWidth: number;
  /** The current one. */
  declare cell: Cell;
  /** Where its scroll position is kept; null: nowhere. */
  declare place: ScrollPlace | null;
  declare private version: number;
  #pages: ValuePages | null = null;
  #size = { width: 0, height: 0 };
  readonly #kept = new KeptScroll(
    this,
    () => (this.#size.width === 0 ? null : this.#scroller),
    () => this.place,
  );
  #range = '';
  readonly #resize = new ResizeObserver(([entry]) => {
    if (entry === undefined) return;
    this.#size = { width: entry.contentRect.width, height: entry.contentRect.height };
    this.requestUpdate();
  });

  constructor() {
    super();
    this.label = '';
    this.rows = 0;
    this.columns = 0;
    this.tinted = true;
    this.lines = false;
    this.cellWidth = 72;
    this.cell = { row: 0, column: 0 };
    this.place = null;
    this.version = 0;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resize.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
    this.#pages?.close();
    this.#pages = null;
    this.#range = '';
  }

  override focus(): void {
    this.#scroller?.focus();
  }

  get #scroller(): HTMLElement | null {
    // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- not there before the first update
    return this.renderRoot?.querySelector<HTMLElement>('.scroller') ?? null;
  }

  /** Room for the row numbers. */
  get #indexWidth(): number {
    return Math.max(40, String(Math.max(0, this.rows - 1)).length * characterWidth + 20);
  }

  get #columnWidth(): number {
    if (this.lines) return Math.max(120, this.#size.width - this.#indexWidth);
    const widest = this.#pages?.widest ?? 0;
    return Math.max(this.cellWidth, Math.ceil(widest * characterWidth) + 17);
  }

  get #down(): ScrollAxis {
    return new ScrollAxis(this.rows, rowHeight, this.#size.height - headHeight);
  }

  get #across(): ScrollAxis {
    return new ScrollAxis(this.columns, this.#columnWidth, this.#size.width - this.#indexWidth);
  }

  /** Puts a row at the top, and makes it the current one. */
  goToRow(row: number): void {
    const within = Math.min(Math.max(0, row), Math.max(0, this.rows - 1));
    this.#kept.release();
    this.#choose({ ...this.cell, row: within });
    if (this.#scroller !== null) this.#scroller.scrollTop = this.#down.scrollTo(within);
  }

  /** One screen of columns to the left or right. */
  turnColumns(direction: 1 | -1): void {
    const scroller = this.#scroller;
    if (scroller === null) return;
    this.#kept.release();
    const across = this.#across;
    const { first } = across.at(scroller.scrollLeft);
    scroller.scrollLeft = across.scrollTo(first + direction * across.whole);
  }

  #reveal({ row, column }: Cell): void {
    const scroller = this.#scroller;
    if (scroller === null) return;
    scroller.scrollTop = this.#down.reveal(row, scroller.scrollTop);
    scroller.scrollLeft = this.#across.reveal(column, scroller.scrollLeft);
  }

  #onKey(event: KeyboardEvent): void {
    const { row, column } = this.cell;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'c') {
      const text = this.#pages?.cell(row, column)?.text;
      if (text !== undefined) this.dispatchEvent(new CustomEvent('value-copy', { detail: text }));
      return;
    }
    if (event.altKey || event.metaKey) return;
    const within = (value: number, size: number): number =>
      Math.min(Math.max(0, value), Math.max(0, size - 1));
    let cell: Cell | null = null;
    if (event.key === 'ArrowRight') cell = { row, column: within(column + 1, this.columns) };
    else if (event.key === 'ArrowLeft') cell = { row, column: within(column - 1, this.columns) };
    else if (!event.ctrlKey && event.key === 'Home') cell = { row, column: 0 };
    else if (!event.ctrlKey && event.key === 'End') cell = { row, column: this.columns - 1 };
    else {
      const next = nextIndex(event.key, row, this.rows, this.#down.whole);
      if (next !== null) cell = { row: next, column };
    }
    if (cell === null) return;
    event.preventDefault();
    event.stopPropagation();
    this.#choose(cell);
    this.#reveal(cell);
  }

  #choose(cell: Cell): void {
    this.cell = cell;
    this.dispatchEvent(new CustomEvent<Cell>('value-cell', { detail: cell }));
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('load') || this.#pages === null) {
      this.#pages?.close();
      this.#range = '';
      this.#pages = new ValuePages(this.columns, this.load, () => {
        this.version += 1;
      });
    }
    if (changed.has('rows') || changed.has('columns')) {
      this.cell = {
        row: Math.min(this.cell.row, Math.max(0, this.rows - 1)),
        column: Math.min(this.cell.column, Math.max(0, this.columns - 1)),
      };
    }
  }

  /** What is wholly in sight now. */
  get range(): ValueRange {
    const { scrollTop = 0, scrollLeft = 0 } = this.#scroller ?? {};
    const [down, across] = [this.#down, this.#across];
    const firstWhole = ({ first, shift }: Sight): number => (shift > 1 ? first + 1 : first);
    const firstRow = firstWhole(down.at(scrollTop));
    const firstColumn = firstWhole(across.at(scrollLeft));
    return {
      firstRow,
      lastRow: Math.min(this.rows - 1, firstRow + down.whole - 1),
      firstColumn,
      lastColumn: Math.min(this.columns - 1, firstColumn + across.whole - 1),
    };
  }

  protected override updated(): void {
    const range = this.range;
    const text = Object.values(range).join(' ');
    if (this.#size.width === 0 || text === this.#range) return;
    this.#range = text;
    this.dispatchEvent(new CustomEvent<ValueRange>('value-range', { detail: range }));
  }

  protected override render(): TemplateResult {
    if (this.#pages?.error) {
      return html`<p class="damage" role="alert">
        ${icon('error', 'failed')}<span>${visible(this.#pages.error.message)}</span>
      </p>`;
    }
    const height = this.#down.extent;
    const width = this.#indexWidth + this.#across.extent;
    return html`<div
      class="scroller"
      tabindex="0"
      role="grid"
      aria-label=${this.label}
      aria-rowcount=${this.rows + 1}
      aria-colcount=${this.columns + 1}
      aria-activedescendant=${this.rows > 0 ? 'current' : nothing}
      @keydown=${this.#onKey}
      @scroll=${() => {
        this.requestUpdate();
      }}
    >
      <div
        class="extent"
        ${cssProperties({ height: `${height + headHeight}px`, width: `${width}px` })}
      ></div>
      <div
        class="window"
        ${cssProperties({
          width: `${Math.min(this.#size.width, width)}px`,
          height: `${Math.min(this.#size.height, height + headHeight)}px`,
        })}
      >
        ${this.#size.width === 0 || this.rows === 0 || this.columns === 0 ? nothing : this.#cells()}
      </div>
    </div>`;
  }

  #cells(): TemplateResult {
    const { scrollTop = 0, scrollLeft = 0 } = this.#scroller ?? {};
    const { first, shift } = this.#down.at(scrollTop);
    const { first: firstColumn, shift: aside } = this.#across.at(scrollLeft);
    const width = this.#columnWidth;
    const index = this.#indexWidth;
    // One more on each axis than fits wholly, for those that are cut off at both ends.
    const rows = Math.min(this.rows - first, this.#down.whole + 2);
    const columns = Math.min(this.columns - firstColumn, this.#across.whole + 2);
    this.#pages?.want({ row: first, rows, column: firstColumn, columns });
    const x = (column: number): string => `${index + (column - firstColumn) * width - aside}px`;
    const columnsShown = Array.from({ length: columns }, (_, at) => firstColumn + at);
    return html`<div class="head" role="row" aria-rowindex="1">
        <span class="index" role="columnheader" ${cssProperties({ width: `${index}px` })}
          >${this.lines ? '' : 'Row'}</span
        >
        ${
          this.lines
            ? nothing
            : columnsShown.map(
                (column) =>
                  html`<span
                    class="cell"
                    role="columnheader"
                    ${cssProperties({ left: x(column), width: `${width}px` })}
                    >${column}</span
                  >`,
              )
        }
      </div>
      ${Array.from({ length: rows }, (_, at) => {
        const row = first + at;
        return html`<div
          class="row"
          role="row"
          aria-rowindex=${row + 2}
          ${cssProperties({ transform: `translateY(${headHeight + at * rowHeight - shift}px)` })}
        >
          <span class="index" role="rowheader" ${cssProperties({ width: `${index}px` })}
            >${row}</span
          >
          ${columnsShown.map((column) => this.#cell(row, column, x(column), width))}
        </div>`;
      })}`;
  }

  #cell(row: number, column: number, left: string, width: number): unknown {
    const found = this.#pages?.cell(row, column);
    const current = row === this.cell.row && column === this.cell.column;
    if (found === undefined && !current) return nothing;
    const { text = '', tint = 0 } = found ?? {};
    const tinted = this.tinted && Math.abs(tint) > 0.01;
    const classes = [
      'cell',
      ...(this.lines ? ['line'] : []),
      ...(text === '0' ? ['zero'] : []),
      ...(tinted ? [tint > 0 ? 'plus' : 'minus'] : []),
      ...(current ? ['current'] : []),
    ];
    const style: Record<string, string> = { left, width: `${width}px` };
    if (tinted) style['--tint'] = Math.abs(tint).toFixed(2);
    return html`<span
      class=${classes.join(' ')}
      id=${current ? 'current' : nothing}
      role="gridcell"
      aria-colindex=${column + 2}
      title=${this.lines ? visible(text) : nothing}
      ${cssProperties(style)}
      @pointerdown=${() => {
        this.#choose({ row, column });
      }}
      >${visible(text)}</span
    >`;
  }
}

/** "Rows 410–422 of 500, columns 0–9 of 32". */
export function rangeText(range: ValueRange, rows: number, columns: number): string {
  const span = (first: number, last: number, all: number): string =>
    `${first === last ? count(first) : `${count(first)}–${count(last)}`} of ${count(all)}`;
  const across =
    columns > 1 ? `, columns ${span(range.firstColumn, range.lastColumn, columns)}` : '';
  return `Rows ${span(range.firstRow, range.lastRow, rows)}${across}`;
}

customElements.define('sm-value-grid', ValueGrid);
