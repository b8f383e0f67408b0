import { visibleText } from '../src/protocol/visible-text.ts';

/** A column of a table for the clipboard. */
export interface CopiedColumn<Row> {
  readonly title: string;
  /** What JSON knows: nothing rounded, no separators. Absent values are null. */
  readonly value: (row: Row) => unknown;
}

export type CopyFormat = 'text' | 'tsv' | 'json';

export const copyFormats: readonly { readonly format: CopyFormat; readonly label: string }[] = [
  { format: 'text', label: 'Text' },
  { format: 'tsv', label: 'TSV' },
  { format: 'json', label: 'JSON' },
];

/** A value in a table of text: a string as it is, nothing for null, all else as JSON. */
function cellText(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === null || value === undefined ? '' : JSON.stringify(value);
}

/** Rows as aligned text, tab-separated values or a JSON list of objects. */
export function copiedTable<Row>(
  columns: readonly CopiedColumn<Row>[],
  rows: readonly Row[],
  format: CopyFormat,
): string {
  if (format === 'json') {
    const objects = rows.map((row) =>
      Object.fromEntries(columns.map(({ title, value }) => [title, value(row) ?? null])),
    );
    return `${JSON.stringify(objects, null, 2)}\n`;
  }
  const head = columns.map(({ title }) => title);
  const body = rows.map((row) => columns.map(({ value }) => cellText(value(row))));
  return format === 'tsv' ? tabSeparated([head, ...body]) : aligned([head, ...body]);
}

/**
 * Lines of cells as tab-separated values. A cell with a tab, a line end or a quote in it stands in quotes, and its
 * quotes twice: so spreadsheets, pandas and Python's csv read back exactly what it holds.
 */
export function tabSeparated(lines: readonly (readonly string[])[]): string {
  return lines.map((line) => `${line.map(quoted).join('\t')}\n`).join('');
}

function quoted(cell: string): string {
  return /[\t\r\n"]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** Characters that a column is made wide for; a longer cell moves what follows it in its own line. */
const widest = 120;

/** Lines of cells to be read, each column as wide as its longest cell; what cannot be seen as escapes. */
export function aligned(lines: readonly (readonly string[])[]): string {
  const shown = lines.map((line) => line.map(visibleText));
  const widths: number[] = [];
  for (const line of shown) {
    line.forEach((cell, at) => {
      widths[at] = Math.min(widest, Math.max(widths[at] ?? 0, cell.length));
    });
  }
  return shown
    .map(
      (line) =>
        `${line
          .map((cell, at) => cell.padEnd(widths[at] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}
