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

/** Lines of cells as tab-separated values; a tab or line end inside a cell becomes a blank. */
export function tabSeparated(lines: readonly (readonly string[])[]): string {
  return lines
    .map((line) => `${line.map((cell) => cell.replace(/[\t\r\n]/g, ' ')).join('\t')}\n`)
    .join('');
}

/** Lines of cells, each column as wide as its longest cell. */
export function aligned(lines: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const line of lines) {
    line.forEach((cell, at) => {
      widths[at] = Math.max(widths[at] ?? 0, cell.length);
    });
  }
  return lines
    .map(
      (line) =>
        `${line
          .map((cell, at) => cell.padEnd(widths[at] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}
