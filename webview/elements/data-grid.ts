import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';

import { cssProperties } from './css-properties.ts';
import { dataGridStyles, headHeight, rowHeight } from './data-grid-styles.ts';
import { histogramStyles } from './histogram.ts';
import { icon } from './icon.ts';
import { nextIndex, Typed } from './list-keys.ts';
import { monoWidth } from './mono.ts';
import { base, scrollbars } from './shared-styles.ts';
import { VirtualRows } from './virtual-rows.ts';

export interface Column<Row> {
  readonly id: string;
  readonly title: string;
  /** CSS pixels; where `grows` or `text` is set, the least. */
  readonly width: number;
  readonly grows?: boolean;
  readonly align?: 'end';
  readonly sortable?: boolean;
  /** Figures and dtypes: the editor's font. */
  readonly mono?: boolean;
  readonly cell: (row: Row) => unknown;
  /** What a cell in the editor's font shows; the column grows to the longest in sight, so that none is cut. */
  readonly text?: (row: Row) => string;
}

/** Makes the grid a tree: how deep a row lies (1 is outermost) and whether it is open; null for a leaf. */
export interface Outline<Row> {
  readonly level: (row: Row) => number;
  readonly expanded: (row: Row) => boolean | null;
}

export interface SortState {
  readonly column: string;
  readonly descending: boolean;
}

export interface GridEvents {
  /** A row became the current one, by key or click. */
  'grid-select': CustomEvent<{ index: number; by: 'key' | 'click' }>;
  /** Enter or a double click on a row. */
  'grid-open': CustomEvent<{ index: number }>;
  /** A row of a tree is to be opened or closed. */
  'grid-toggle': CustomEvent<{ index: number }>;
  /** A head was clicked; `sort` null: the file's order again. */
  'grid-sort': CustomEvent<{ sort: SortState | null }>;
  'grid-width': CustomEvent<{ column: string; width: number }>;
  /** Rows that came into sight. */
  'grid-range': CustomEvent<{ first: number; last: number }>;
  /** Ctrl+C, or the context menu at a place. */
  'grid-copy': CustomEvent<null>;
  'grid-menu': CustomEvent<{ x: number; y: number; index: number }>;
}

const leastWidth = 40;

/** Beside the text of a cell: room to the next column. */
const cellPadding = 12;

/** The first cell keeps off the edge of the pane. */
const paneEdge = 12;

/** Texts beyond this are cut with an ellipsis after all. Characters. */
const longestText = 32;

/**
 * A table or tree of any length: only the rows on screen are on the page. The scroller holds the focus and
 * names the current row (`aria-activedescendant`), because a row that scrolls out of sight leaves the page
 * and would take the focus with it.
 */
export class DataGrid<Row> extends LitElement {
  static override properties = {
    label: { attribute: false },
    columns: { attribute: false },
    rowCount: { attribute: false },
    row: { attribute: false },
    nameOf: { attribute: false },
    selected: { attribute: false },
    sort: { attribute: false },
    widths: { attribute: false },
    outline: { attribute: false },
    headless: { type: Boolean, reflect: true },
    fit: { type: Number },
    version: { attribute: false },
  };
  static override styles = [base, scrollbars, histogramStyles, dataGridStyles];

  declare label: string;
  declare columns: readonly Column<Row>[];
  declare rowCount: number;
  /** undefined: not here yet; drawn as a line. */
  declare row: (index: number) => Row | undefined;
  /** What typed letters are matched with. */
  declare nameOf: ((row: Row) => string) | null;
  /** Index of the current row, −1 for none. */
  declare selected: number;
  declare sort: SortState | null;
  declare widths: Readonly<Record<string, number>>;
  declare outline: Outline<Row> | null;
  declare headless: boolean;
  /** As tall as its rows, up to so many; 0: as tall as its place. */
  declare fit: number;
  /** Anything that changes when rows do, although `row` is the same function. */
  declare version: unknown;

  readonly #virtual = new VirtualRows(
    this,
    () => this.#scroller,
    rowHeight,
    () => (this.headless ? 0 : headHeight),
  );
  readonly #typed = new Typed();
  /** Longest text that was in sight, by column; characters. */
  readonly #longest = new Map<string, number>();
  #range = '';

  constructor() {
    super();
    this.label = '';
    this.columns = [];
    this.rowCount = 0;
    this.row = () => undefined;
    this.nameOf = null;
    this.selected = -1;
    this.sort = null;
    this.widths = {};
    this.outline = null;
    this.headless = false;
    this.fit = 0;
  }

  get #scroller(): HTMLElement | null {
    // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- not there before the first update
    return this.renderRoot?.querySelector<HTMLElement>('.scroller') ?? null;
  }

  override focus(): void {
    this.#scroller?.focus();
  }

  get scrollPosition(): number {
    return this.#scroller?.scrollTop ?? 0;
  }

  set scrollPosition(top: number) {
    if (this.#scroller !== null) this.#scroller.scrollTop = top;
  }

  reveal(index: number): void {
    this.#virtual.reveal(index);
  }

  #tell<Name extends keyof GridEvents>(name: Name, detail: GridEvents[Name]['detail']): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  #select(index: number, by: 'key' | 'click'): void {
    this.reveal(index);
    this.#tell('grid-select', { index, by });
  }

  #onKey(event: KeyboardEvent): void {
    if (event.target !== this.#scroller) return;
    const handled =
      this.#onCommand(event) ||
      this.#onOutlineKey(event) ||
      this.#onMove(event) ||
      this.#onLetter(event);
    if (!handled) return;
    event.preventDefault();
    event.stopPropagation();
  }

  #onCommand(event: KeyboardEvent): boolean {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'c') {
      if (String(document.getSelection()) !== '') return false;
      this.#tell('grid-copy', null);
      return true;
    }
    if (event.shiftKey && event.key === 'F10') {
      const at = this.renderRoot.querySelector('.row.selected') ?? this;
      const { left, bottom } = at.getBoundingClientRect();
      this.#tell('grid-menu', { x: left + 24, y: bottom, index: this.selected });
      return true;
    }
    if (event.key === 'Enter' && this.selected >= 0) {
      this.#tell('grid-open', { index: this.selected });
      return true;
    }
    return false;
  }

  #onOutlineKey(event: KeyboardEvent): boolean {
    const row = this.outline === null ? undefined : this.row(this.selected);
    if (this.outline === null || row === undefined) return false;
    const expanded = this.outline.expanded(row);
    if (event.key === ' ' && expanded !== null) this.#tell('grid-toggle', { index: this.selected });
    else if (event.key === 'ArrowRight') {
      if (expanded === false) this.#tell('grid-toggle', { index: this.selected });
      else if (expanded === true) this.#select(this.selected + 1, 'key');
    } else if (event.key === 'ArrowLeft') {
      if (expanded === true) this.#tell('grid-toggle', { index: this.selected });
      else this.#selectParent(this.outline.level(row));
    } else return false;
    return true;
  }

  #selectParent(level: number): void {
    for (let index = this.selected - 1; index >= 0; index -= 1) {
      const row = this.row(index);
      if (row !== undefined && (this.outline?.level(row) ?? 0) < level) {
        this.#select(index, 'key');
        return;
      }
    }
  }

  #onMove(event: KeyboardEvent): boolean {
    if (event.altKey || event.metaKey) return false;
    const { rowsPerPage } = this.#virtual;
    const index = nextIndex(event.key, this.selected, this.rowCount, rowsPerPage);
    if (index === null) return false;
    this.#select(index, 'key');
    return true;
  }

  #onLetter(event: KeyboardEvent): boolean {
    const text = this.nameOf === null ? null : this.#typed.add(event);
    if (text === null) return false;
    const from = text.length === 1 ? this.selected + 1 : Math.max(0, this.selected);
    for (let step = 0; step < this.rowCount; step += 1) {
      const index = (from + step) % this.rowCount;
      const row = this.row(index);
      if (row !== undefined && this.nameOf?.(row).toLowerCase().startsWith(text) === true) {
        this.#select(index, 'key');
        break;
      }
    }
    return true;
  }

  #onHead(column: Column<Row>): void {
    const current = this.sort?.column === column.id ? this.sort : null;
    const sort =
      current === null
        ? { column: column.id, descending: false }
        : current.descending
          ? null
          : { column: column.id, descending: true };
    this.#tell('grid-sort', { sort });
  }

  #onEdgeDown(event: PointerEvent, column: Column<Row>): void {
    const edge = event.currentTarget as HTMLElement;
    const head = edge.parentElement?.getBoundingClientRect().width ?? column.width;
    const start = column === this.columns[0] ? head - paneEdge : head;
    const from = event.clientX;
    const onMove = (move: PointerEvent): void => {
      const width = Math.max(leastWidth, Math.round(start + move.clientX - from));
      this.#tell('grid-width', { column: column.id, width });
    };
    edge.setPointerCapture(event.pointerId);
    edge.addEventListener('pointermove', onMove);
    edge.addEventListener(
      'lostpointercapture',
      () => {
        edge.removeEventListener('pointermove', onMove);
      },
      { once: true },
    );
    event.preventDefault();
  }

  /** As wide as the widest cell on screen. */
  #fitColumn(column: Column<Row>): void {
    const at = this.columns.indexOf(column) + 1;
    const cells = this.renderRoot.querySelectorAll<HTMLElement>(`.row > :nth-child(${at})`);
    const range = document.createRange();
    let width = leastWidth;
    for (const cell of cells) {
      range.selectNodeContents(cell);
      const content = [...cell.querySelectorAll('.path > *, .cut')].reduce(
        (sum, part) => sum + part.scrollWidth,
        0,
      );
      width = Math.max(width, content, range.getBoundingClientRect().width);
    }
    this.#tell('grid-width', { column: column.id, width: Math.ceil(width) + cellPadding + 6 });
  }

  /** Rows of another order or filter have other texts. */
  #measure(changed: PropertyValues<this>): void {
    if (changed.has('rowCount') || changed.has('sort')) this.#longest.clear();
    for (const { index } of this.#virtual.items(this.rowCount)) {
      const row = this.row(index);
      if (row === undefined) continue;
      for (const { id, text } of this.columns) {
        if (text === undefined) continue;
        const { length } = text(row);
        if (length > (this.#longest.get(id) ?? 0)) this.#longest.set(id, length);
      }
    }
  }

  #widthOf(column: Column<Row>): number {
    const own = this.widths[column.id];
    if (own !== undefined) return own;
    const longest = Math.min(longestText, this.#longest.get(column.id) ?? 0);
    return Math.max(column.width, monoWidth(longest) + cellPadding);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.#measure(changed);
    const widths = this.columns.map((column, at) => ({
      width: this.#widthOf(column) + (at === 0 ? paneEdge : 0),
      grows: column.grows === true && this.widths[column.id] === undefined,
    }));
    const tracks = widths.map(({ width, grows }) =>
      grows ? `minmax(${width}px, 1fr)` : `${width}px`,
    );
    this.style.setProperty('--tracks', tracks.join(' '));
    const least = widths.reduce((sum, { width }) => sum + width, 0);
    this.style.setProperty('--least-width', `${least}px`);
  }

  protected override updated(): void {
    if (this.fit > 0) {
      const rows = Math.min(this.fit, this.rowCount);
      this.style.height = `${rows * rowHeight + (this.headless ? 0 : headHeight)}px`;
    }
    const { first, last } = this.#virtual.range;
    const range = `${first} ${last} ${this.rowCount}`;
    if (range === this.#range || this.rowCount === 0) return;
    this.#range = range;
    this.#tell('grid-range', { first, last: Math.min(last, this.rowCount - 1) });
  }

  protected override render(): TemplateResult {
    const items = this.#virtual.items(this.rowCount);
    return html`<div
      class="scroller"
      tabindex="0"
      role=${this.outline === null ? 'grid' : 'treegrid'}
      aria-label=${this.label}
      aria-rowcount=${this.rowCount + (this.headless ? 0 : 1)}
      aria-colcount=${this.columns.length}
      aria-activedescendant=${this.selected >= 0 ? `row-${this.selected}` : nothing}
      @keydown=${this.#onKey}
      @scroll=${(event: Event) => {
        const scroller = event.currentTarget as HTMLElement;
        scroller.classList.toggle('aside', scroller.scrollLeft > 0);
      }}
    >
      ${this.headless ? nothing : this.#head()}
      <div
        class="body"
        role="rowgroup"
        ${cssProperties({ height: `${this.rowCount * rowHeight}px` })}
      >
        ${items.map((item) => this.#row(item.index, item.start))}
      </div>
    </div>`;
  }

  #head(): TemplateResult {
    return html`<div class="head" role="row" aria-rowindex="1">
      ${this.columns.map((column) => {
        const sorted = this.sort?.column === column.id ? this.sort : null;
        const direction = sorted === null ? 'none' : sorted.descending ? 'descending' : 'ascending';
        return html`<div
          role="columnheader"
          class=${column.align ?? ''}
          aria-sort=${column.sortable === true ? direction : nothing}
        >
          ${
            column.sortable === true
              ? html`<button
                  type="button"
                  @click=${() => {
                    this.#onHead(column);
                  }}
                >
                  ${column.title}${
                    sorted === null ? nothing : icon(sorted.descending ? 'arrow-down' : 'arrow-up')
                  }
                </button>`
              : html`<span>${column.title}</span>`
          }
          <span
            class="edge"
            @pointerdown=${(event: PointerEvent) => {
              this.#onEdgeDown(event, column);
            }}
            @dblclick=${() => {
              this.#fitColumn(column);
            }}
          ></span>
        </div>`;
      })}
    </div>`;
  }

  #row(index: number, start: number): TemplateResult {
    const row = this.row(index);
    const level = row === undefined ? undefined : this.outline?.level(row);
    const expanded = row === undefined ? null : (this.outline?.expanded(row) ?? null);
    const selected = index === this.selected;
    return html`<div
      id="row-${index}"
      class="row ${selected ? 'selected' : ''}"
      role="row"
      aria-rowindex=${index + (this.headless ? 1 : 2)}
      aria-selected=${selected}
      aria-level=${level ?? nothing}
      aria-expanded=${expanded ?? nothing}
      ${cssProperties({ transform: `translateY(${start}px)` })}
      @click=${() => {
        this.#select(index, 'click');
      }}
      @dblclick=${() => {
        this.#tell('grid-open', { index });
      }}
      @contextmenu=${(event: MouseEvent) => {
        event.preventDefault();
        this.#select(index, 'click');
        this.#tell('grid-menu', { x: event.clientX, y: event.clientY, index });
      }}
    >
      ${
        row === undefined
          ? html`<div class="waiting" role="gridcell"><span class="line"></span></div>`
          : this.columns.map(
              (column, at) =>
                html`<div
                  role="gridcell"
                  class="${column.align ?? ''} ${column.mono === true ? 'mono' : ''}"
                >
                  ${at === 0 && level !== undefined ? this.#twisty(index, level, expanded) : nothing}${column.cell(
                    row,
                  )}
                </div>`,
            )
      }
    </div>`;
  }

  #twisty(index: number, level: number, expanded: boolean | null): TemplateResult {
    return html`${Array.from({ length: level - 1 }, () => html`<span class="guide"></span>`)}<span
        class="twisty"
        @click=${(event: Event) => {
          if (expanded === null) return;
          event.stopPropagation();
          this.#select(index, 'click');
          this.#tell('grid-toggle', { index });
        }}
        @dblclick=${(event: Event) => {
          event.stopPropagation();
        }}
        >${expanded === null ? nothing : icon(expanded ? 'chevron-down' : 'chevron-right')}</span
      >`;
  }
}

customElements.define('sm-data-grid', DataGrid);
