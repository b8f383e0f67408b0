import { monoWidth } from './mono.ts';

/** A column of a table. */
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
  /** `characters`: how many of a name fit into the column. */
  readonly cell: (row: Row, characters: number) => unknown;
  /** What a cell in the editor's font shows; the column grows to the longest in sight, so that none is cut. */
  readonly text?: (row: Row) => string;
  /** The longest that a figure on its way may become, so that nothing moves when it comes. */
  readonly longest?: (row: Row) => string;
}

/** Widths that somebody has set, by column. CSS pixels. */
export type OwnWidths = Readonly<Record<string, number>>;

export const leastWidth = 40;

/** Beside the text of a cell: room to the next column. */
const cellPadding = 12;

/** The first cell keeps off the edge of the pane. */
export const paneEdge = 12;

/** Texts beyond this are cut with an ellipsis after all. Characters. */
const longestText = 32;

/** How wide the columns of a table are: as somebody has set them, else as what is in sight needs. */
export class ColumnWidths<Row> {
  /** Longest text that was in sight, by column; characters. */
  readonly #longest = new Map<string, number>();

  /** Rows of another order or filter have other texts. */
  forget(): void {
    this.#longest.clear();
  }

  /** A row that is in sight. */
  see(columns: readonly Column<Row>[], row: Row): void {
    for (const { id, text, longest } of columns) {
      if (text === undefined) continue;
      const length = Math.max(text(row).length, longest?.(row).length ?? 0);
      if (length > (this.#longest.get(id) ?? 0)) this.#longest.set(id, length);
    }
  }

  /** `grid-template-columns`, and the least width of a row in CSS pixels. */
  tracks(columns: readonly Column<Row>[], own: OwnWidths): { tracks: string; least: number } {
    const widths = this.#widths(columns, own);
    return {
      tracks: widths
        .map(({ width, grows }) => (grows ? `minmax(${width}px, 1fr)` : `${width}px`))
        .join(' '),
      least: widths.reduce((sum, { width }) => sum + width, 0),
    };
  }

  /** What each column has for its text in a table so wide. CSS pixels. */
  insides(columns: readonly Column<Row>[], own: OwnWidths, whole: number): readonly number[] {
    const widths = this.#widths(columns, own);
    const least = widths.reduce((sum, { width }) => sum + width, 0);
    const growing = widths.filter(({ grows }) => grows).length;
    const more = growing === 0 ? 0 : Math.max(0, whole - least) / growing;
    return widths.map(
      ({ width, grows }, at) =>
        width + (grows ? more : 0) - cellPadding - (at === 0 ? paneEdge : 0),
    );
  }

  #widths(
    columns: readonly Column<Row>[],
    own: OwnWidths,
  ): readonly { width: number; grows: boolean }[] {
    return columns.map((column, at) => ({
      width: this.#widthOf(column, own) + (at === 0 ? paneEdge : 0),
      grows: column.grows === true && own[column.id] === undefined,
    }));
  }

  #widthOf(column: Column<Row>, own: OwnWidths): number {
    const longest = Math.min(longestText, this.#longest.get(column.id) ?? 0);
    return own[column.id] ?? Math.max(column.width, monoWidth(longest) + cellPadding);
  }
}

/** The width at which none of these cells is cut. CSS pixels. */
export function widestCell(cells: Iterable<HTMLElement>): number {
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
  return Math.ceil(width) + cellPadding + 6;
}
