import { visibleText } from '../../protocol/visible-text.ts';
import type { Paint, Style } from './terminal.ts';

export interface Column {
  readonly head: string;
  readonly align?: 'left' | 'right';
  readonly style?: Style;
  /** May be cut in the middle where the terminal is too narrow. */
  readonly shrinks?: boolean;
}

export interface TableOptions {
  readonly paint: Paint;
  /** Columns of the terminal. */
  readonly width: number;
  readonly indent?: number;
  /** Whether to print the line of heads. */
  readonly heads?: boolean;
}

const gap = '  ';

/** Characters of one cell, however wide the terminal: a name may have a million of them, which `--json` has whole. */
const longestCell = 500;

/** Characters of a sentence. */
const longestSentence = 1500;

/** Lines of an aligned table, without trailing blanks. Cells are plain text of one line. */
export function table(
  columns: readonly Column[],
  wholeRows: readonly (readonly string[])[],
  { paint, width, indent = 2, heads = true }: TableOptions,
): string[] {
  const rows = wholeRows.map((row) => row.map((cell) => cutMiddle(cell, longestCell)));
  const widths = columns.map((column, index) =>
    Math.max(heads ? textWidth(column.head) : 0, ...rows.map((row) => textWidth(row[index] ?? ''))),
  );
  shrink(columns, widths, width - indent);
  const line = (cells: readonly string[], style: (column: Column) => Style | undefined) =>
    ' '.repeat(indent) +
    columns
      .map((column, index) => {
        const cell = cutMiddle(cells[index] ?? '', widths[index] ?? 0);
        const blanks = ' '.repeat((widths[index] ?? 0) - textWidth(cell));
        const wanted = style(column);
        const painted = wanted ? paint(wanted, cell) : cell;
        if (column.align === 'right') return blanks + painted;
        return index === columns.length - 1 ? painted : painted + blanks;
      })
      .join(gap)
      .trimEnd();
  return [
    ...(heads && columns.some(({ head }) => head !== '')
      ? [
          line(
            columns.map(({ head }) => head),
            () => 'dim',
          ),
        ]
      : []),
    ...rows.map((row) => line(row, ({ style }) => style)),
  ];
}

/** Takes from the columns that may shrink, the widest first, until the table fits or they have 12 columns left. */
function shrink(columns: readonly Column[], widths: number[], available: number): void {
  const total = () =>
    widths.reduce((sum, width) => sum + width, 0) + gap.length * (widths.length - 1);
  while (total() > available) {
    const candidates = widths.flatMap((width, index) =>
      columns[index]?.shrinks && width > 12 ? [index] : [],
    );
    const widest = candidates.sort((a, b) => (widths[b] ?? 0) - (widths[a] ?? 0))[0];
    if (widest === undefined) return;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
}

/** A long text cut in the middle: its beginning and its end say most. */
export function cutMiddle(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  const characters = Array.from(text);
  const tail = Math.ceil((width - 1) / 2);
  return `${characters.slice(0, width - 1 - tail).join('')}…${characters.slice(-tail).join('')}`;
}

/** A sentence or a list out of a file, as text of one line and of a length: it may quote names of any length. */
export function shownSentence(text: string): string {
  return cutMiddle(visibleText(text), longestSentence);
}

/** Columns that a text takes: one for each character, which is right for names as people give them. */
function textWidth(text: string): number {
  return Array.from(text).length;
}
