import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';

import { visible } from '../format.ts';
import type { Block, LoadBlock } from './block.ts';
import { CellSelection, type Cell } from './cell-selection.ts';
import { cssProperties } from './css-properties.ts';
import { KeptScroll } from './kept-scroll.ts';
import { nextIndex } from './list-keys.ts';
import { monoWidth } from './mono.ts';
import { problem, problemStyles } from './problem.ts';
import { ScrollAxis, type Sight } from './scroll-axis.ts';
import { base, scrollbars } from './shared-styles.ts';
import type { ScrollPlace } from '../state/memory.ts';
import { headHeight, rowHeight, valueGridStyles } from './value-grid-styles.ts';
import { ValuePages } from './value-pages.ts';
import type { ValueRange } from './value-range.ts';

/** Events of the grid of values. */
export interface ValueGridEvents {
  /** What is wholly in sight has changed. */
  'value-range': CustomEvent<ValueRange>;
  /** Another cell is the current one. */
  'value-cell': CustomEvent<Cell>;
  /** Ctrl+C on these cells. */
  'value-copy': CustomEvent<Block>;
  /** The context menu of these cells is wanted at a place. */
  'value-menu': CustomEvent<{ x: number; y: number; block: Block }>;
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
  static override styles = [base, scrollbars, problemStyles, valueGridStyles];
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
  readonly #selection = new CellSelection();
  #pages: ValuePages | null = null;
  #size = { width: 0, height: 0 };
  readonly #kept = new KeptScroll(
    this,
    () => (this.#size.width === 0 ? null : this.#scroller),
    () => this.place,
  );
  #range = '';
  /** Whether it has shown its current cell; from then on it stays where it is scrolled to. */
  #begun = false;
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
    return Math.max(40, monoWidth(String(Math.max(0, this.rows - 1)).length) + 20);
  }

  get #columnWidth(): number {
    if (this.lines) return Math.max(120, this.#size.width - this.#indexWidth);
    const widest = this.#pages?.widest ?? 0;
    return Math.max(this.cellWidth, monoWidth(widest) + 17);
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
    this.#moveTo({ ...this.cell, row: within }, false);
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

  #tell<Name extends keyof ValueGridEvents>(
    name: Name,
    detail: ValueGridEvents[Name]['detail'],
  ): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  /** `extend`: with Shift, so that what lies between is selected, too. */
  #moveTo(cell: Cell, extend: boolean): void {
    if (extend) this.#selection.extendFrom(this.cell);
    else this.#selection.clear();
    this.cell = cell;
    this.#tell('value-cell', cell);
  }

  #onKey(event: KeyboardEvent): void {
    const command = event.ctrlKey || event.metaKey;
    if (command && event.key.toLowerCase() === 'c') {
      this.#tell('value-copy', this.#selection.block(this.cell));
    } else if (command && event.key.toLowerCase() === 'a') {
      this.#moveTo({ row: 0, column: 0 }, false);
      this.#moveTo({ row: this.rows - 1, column: this.columns - 1 }, true);
    } else {
      const cell = event.altKey || event.metaKey ? null : this.#nextCell(event);
      if (cell === null) return;
      this.#moveTo(cell, event.shiftKey);
      this.#reveal(cell);
    }
    event.preventDefault();
    event.stopPropagation();
  }

  /** Where a key leads from the current cell; null where it leads nowhere. */
  #nextCell({ key, ctrlKey }: KeyboardEvent): Cell | null {
    const { row, column } = this.cell;
    const last = { row: Math.max(0, this.rows - 1), column: Math.max(0, this.columns - 1) };
    switch (key) {
      case 'ArrowRight':
        return { row, column: Math.min(last.column, column + 1) };
      case 'ArrowLeft':
        return { row, column: Math.max(0, column - 1) };
      case 'Home':
        return ctrlKey ? { row: 0, column: 0 } : { row, column: 0 };
      case 'End':
        return ctrlKey ? last : { row, column: last.column };
      default: {
        const next = nextIndex(key, row, this.rows, this.#down.whole);
        return next === null ? null : { row: next, column };
      }
    }
  }

  /** `cell`: the one under the pointer, null with the key for the menu. */
  #onMenu(event: MouseEvent, cell: Cell | null): void {
    event.preventDefault();
    event.stopPropagation();
    if (cell !== null && !this.#selection.has(cell, this.cell)) this.#moveTo(cell, false);
    const at = cell === null ? this.renderRoot.querySelector('#current') : null;
    const { left = event.clientX, bottom = event.clientY } = at?.getBoundingClientRect() ?? {};
    this.#tell('value-menu', { x: left, y: bottom, block: this.#selection.block(this.cell) });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('load') || this.#pages === null) {
      this.#pages?.close();
      this.#selection.clear();
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
    if (!this.#begun && this.#size.width > 0) {
      this.#begun = true;
      if (this.place?.kept === null) this.#reveal(this.cell);
    }
    const range = this.range;
    const text = Object.values(range).join(' ');
    if (this.#size.width === 0 || text === this.#range) return;
    this.#range = text;
    this.#tell('value-range', range);
  }

  protected override render(): TemplateResult {
    if (this.#pages?.error) return problem(this.#pages.error.message, 'damage');
    const height = this.#down.extent;
    const width = this.#indexWidth + this.#across.extent;
    return html`<div
      class="scroller"
      tabindex="0"
      role="grid"
      aria-label=${this.label}
      aria-rowcount=${this.rows + 1}
      aria-colcount=${this.columns + 1}
      aria-multiselectable="true"
      aria-activedescendant=${this.rows > 0 ? 'current' : nothing}
      @keydown=${this.#onKey}
      @contextmenu=${(event: MouseEvent) => {
        if (event.target === event.currentTarget) this.#onMenu(event, null);
      }}
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
    const at = { row, column };
    const current = row === this.cell.row && column === this.cell.column;
    const chosen = this.#selection.has(at, this.cell);
    if (found === undefined && !current) return nothing;
    const { text = '', tint = 0 } = found ?? {};
    const tinted = this.tinted && Math.abs(tint) > 0.01;
    const classes = [
      'cell',
      ...(this.lines ? ['line'] : []),
      ...(text === '0' ? ['zero'] : []),
      ...(tinted ? [tint > 0 ? 'plus' : 'minus'] : []),
      ...(current ? ['current'] : []),
      ...(chosen && !this.#selection.single ? ['chosen'] : []),
    ];
    const style: Record<string, string> = { left, width: `${width}px` };
    if (tinted) style['--tint'] = Math.abs(tint).toFixed(2);
    return html`<span
      class=${classes.join(' ')}
      id=${current ? 'current' : nothing}
      role="gridcell"
      aria-colindex=${column + 2}
      aria-selected=${chosen}
      title=${this.lines ? visible(text) : nothing}
      ${cssProperties(style)}
      @pointerdown=${({ button, shiftKey }: PointerEvent) => {
        if (button === 0) this.#moveTo(at, shiftKey);
      }}
      @pointerenter=${({ buttons }: PointerEvent) => {
        if (buttons === 1) this.#moveTo(at, true);
      }}
      @contextmenu=${(event: MouseEvent) => {
        this.#onMenu(event, at);
      }}
      >${visible(text)}</span
    >`;
  }
}

customElements.define('sm-value-grid', ValueGrid);
