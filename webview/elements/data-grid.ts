import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';

import { cssProperties } from './css-properties.ts';
import { ColumnWidths, widestCell, type Column, type OwnWidths } from './data-grid-columns.ts';
import { gridHead, type SortState } from './data-grid-head.ts';
import { spoken } from './names.ts';
import { dataGridStyles, headHeight, rowHeight } from './data-grid-styles.ts';
import { histogramStyles } from './histogram.ts';
import { icon } from './icon.ts';
import { KeptScroll } from './kept-scroll.ts';
import { nextIndex, Typed } from './list-keys.ts';
import { charactersIn } from './text-room.ts';
import { RowSelection, type RowRange } from './row-selection.ts';
import { base, scrollbars } from './shared-styles.ts';
import type { ScrollPlace } from '../state/memory.ts';
import { VirtualRows } from './virtual-rows.ts';

/** Room that a level of a tree takes. CSS pixels. */
const indentation = 16;

/** Makes the grid a tree: how deep a row lies (1 is outermost) and whether it is open; null for a leaf. */
export interface Outline<Row> {
  readonly level: (row: Row) => number;
  readonly expanded: (row: Row) => boolean | null;
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
  /** Ctrl+C; null where no row is selected. */
  'grid-copy': CustomEvent<{ range: RowRange | null }>;
  /** The context menu of the selected rows is wanted at a place. */
  'grid-menu': CustomEvent<{ x: number; y: number; range: RowRange }>;
}

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
    place: { attribute: false },
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
  declare widths: OwnWidths;
  declare outline: Outline<Row> | null;
  declare headless: boolean;
  /** As tall as its rows, up to so many; 0: as tall as its place. */
  declare fit: number;
  /** Anything that changes when rows do, although `row` is the same function. */
  declare version: unknown;
  /** Where its scroll position is kept; null: nowhere. */
  declare place: ScrollPlace | null;

  readonly #virtual = new VirtualRows(
    this,
    () => this.#scroller,
    rowHeight,
    () => (this.headless ? 0 : headHeight),
  );
  readonly #kept = new KeptScroll(
    this,
    () => this.#scroller,
    () => (this.rowCount === 0 ? null : this.place),
  );
  readonly #typed = new Typed();
  readonly #widths = new ColumnWidths<Row>();
  readonly #selection = new RowSelection();
  #range = '';
  #order = '';
  /** What each column has for its text, CSS pixels; without end while a column is fitted to its cells. */
  #insides: readonly number[] = [];
  #fitting = false;

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
    this.place = null;
  }

  get #scroller(): HTMLElement | null {
    // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- not there before the first update
    return this.renderRoot?.querySelector<HTMLElement>('.scroller') ?? null;
  }

  override focus(): void {
    if (this.#scroller !== null) this.#scroller.focus();
    else void this.updateComplete.then(() => this.#scroller?.focus());
  }

  scrollToTop(): void {
    this.#kept.release();
    if (this.#scroller !== null) this.#scroller.scrollTop = 0;
  }

  reveal(index: number): void {
    this.#kept.release();
    this.#virtual.reveal(index);
  }

  #tell<Name extends keyof GridEvents>(name: Name, detail: GridEvents[Name]['detail']): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  /** `extend`: with Shift, so that what lies between is selected, too. */
  #select(index: number, by: 'key' | 'click', extend = false): void {
    if (extend) this.#selection.extend(this.selected, index);
    else this.#selection.clear();
    this.reveal(index);
    this.requestUpdate();
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
    const key = event.ctrlKey || event.metaKey ? `Ctrl+${event.key.toLowerCase()}` : event.key;
    switch (key) {
      case 'Ctrl+c':
        if (String(document.getSelection()) !== '') return false;
        this.#tell('grid-copy', { range: this.#selection.range(this.selected) });
        return true;
      case 'Ctrl+a':
        this.#selection.all(this.rowCount);
        this.requestUpdate();
        return true;
      case 'Escape':
        this.requestUpdate();
        return this.#selection.clear();
      case 'Enter':
        if (this.selected < 0) return false;
        this.#tell('grid-open', { index: this.selected });
        return true;
      default:
        return false;
    }
  }

  /** From a row or, with the key for it, from the grid itself. */
  #onMenu(event: MouseEvent, index: number): void {
    event.preventDefault();
    event.stopPropagation();
    if (index >= 0 && !this.#selection.has(index, this.selected)) this.#select(index, 'click');
    const range = this.#selection.range(index < 0 ? this.selected : index);
    if (range === null) return;
    const row = index < 0 ? this.renderRoot.querySelector('.row.current') : null;
    const { left = 0, bottom = 0 } = row?.getBoundingClientRect() ?? {};
    const place =
      row === null ? { x: event.clientX, y: event.clientY } : { x: left + 24, y: bottom };
    this.#tell('grid-menu', { ...place, range });
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
    this.#select(index, 'key', event.shiftKey);
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

  protected override willUpdate(changed: PropertyValues<this>): void {
    const order = [this.rowCount, this.sort?.column, this.sort?.descending].join(' ');
    if (order !== this.#order) {
      this.#order = order;
      this.#widths.forget();
      this.#selection.clear();
    } else if (changed.has('selected')) this.#selection.follow(this.selected);
    for (const { index } of this.#virtual.items(this.rowCount)) {
      const row = this.row(index);
      if (row !== undefined) this.#widths.see(this.columns, row);
    }
    const { tracks, least } = this.#widths.tracks(this.columns, this.widths);
    const insides = this.#widths.insides(this.columns, this.widths, this.clientWidth);
    const room = this.#fitting ? insides.map(() => Infinity) : insides;
    // The same list as long as it says the same: cells are drawn again when it is another.
    if (room.join(' ') !== this.#insides.join(' ')) this.#insides = room;
    this.style.setProperty('--tracks', tracks);
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
        aria-multiselectable="true"
        aria-activedescendant=${this.selected >= 0 ? `row-${this.selected}` : nothing}
        @keydown=${this.#onKey}
        @contextmenu=${(event: MouseEvent) => {
          if (event.target === event.currentTarget) this.#onMenu(event, -1);
        }}
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
          <div
            class="window"
            ${cssProperties({ transform: `translateY(${items[0]?.start ?? 0}px)` })}
          >
            ${
              // By index: what stays in sight while it scrolls is not touched.
              repeat(
                items,
                ({ index }) => index,
                ({ index }) => this.#row(index),
              )
            }
          </div>
        </div>
      </div>
      <div class="ring"></div>`;
  }

  #head(): TemplateResult {
    return gridHead(this.columns, this.sort, {
      onSort: (sort) => {
        this.#tell('grid-sort', { sort });
      },
      onWidth: ({ id }, width) => {
        this.#tell('grid-width', { column: id, width });
      },
      onFit: (column) => {
        void this.#fit(column);
      },
      onLeave: () => {
        this.focus();
      },
    });
  }

  /** Makes a column as wide as the widest of its cells on screen, uncut. */
  async #fit(column: Column<Row>): Promise<void> {
    this.#fitting = true;
    this.requestUpdate();
    await this.updateComplete;
    const at = this.columns.indexOf(column) + 1;
    const cells = this.renderRoot.querySelectorAll<HTMLElement>(`.row > :nth-child(${at})`);
    this.#fitting = false;
    this.#tell('grid-width', { column: column.id, width: widestCell(cells) });
    this.requestUpdate();
  }

  #row(index: number): TemplateResult {
    const row = this.row(index);
    const level = row === undefined ? undefined : this.outline?.level(row);
    const expanded = row === undefined ? null : (this.outline?.expanded(row) ?? null);
    const selected = this.#selection.has(index, this.selected);
    return html`<div
      id="row-${index}"
      class="row ${selected ? 'selected' : ''} ${index === this.selected ? 'current' : ''}"
      role="row"
      aria-rowindex=${index + (this.headless ? 1 : 2)}
      aria-selected=${selected}
      aria-level=${level ?? nothing}
      aria-expanded=${expanded ?? nothing}
      @click=${(event: MouseEvent) => {
        this.#select(index, 'click', event.shiftKey);
      }}
      @dblclick=${() => {
        this.#tell('grid-open', { index });
      }}
      @contextmenu=${(event: MouseEvent) => {
        this.#onMenu(event, index);
      }}
    >
      ${
        row === undefined
          ? html`<div class="waiting" role="gridcell"><span class="line"></span></div>`
          : // Scrolling renders every row in sight again; cells change with the row or the columns only.
            guard([row, this.columns, this.version, expanded, this.#insides], () =>
              this.#cells(row, index, level, expanded),
            )
      }
    </div>`;
  }

  #cells(row: Row, index: number, level: number | undefined, expanded: boolean | null): unknown {
    return this.columns.map(
      (column, at) =>
        html`<div
          role="gridcell"
          aria-label=${at === 0 ? (this.#wholeName(row, level) ?? nothing) : nothing}
          class="${column.align ?? ''} ${column.mono === true ? 'mono' : ''}"
        >
          ${at === 0 && level !== undefined ? this.#twisty(index, level, expanded) : nothing}${column.cell(
            row,
            this.#room(at, level),
          )}
        </div>`,
    );
  }

  /** A row's name for who hears it, where there is no room to show all of it. */
  #wholeName(row: Row, level = 0): string | undefined {
    if (this.nameOf === null) return undefined;
    const whole = spoken(this.nameOf(row));
    return whole.length > this.#room(0, level) ? whole : undefined;
  }

  /** How many characters there is room for in a column, at a row's level. */
  #room(column: number, level = 0): number {
    return charactersIn((this.#insides[column] ?? 0) - (column === 0 ? level * indentation : 0));
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
