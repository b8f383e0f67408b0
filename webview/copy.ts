/** A table for the clipboard. */
export interface CopiedColumn<Row> {
  readonly title: string;
  /** Plain: no separators, nothing rounded. */
  readonly text: (row: Row) => string;
  /** For JSON, where it is no text. */
  readonly json?: (row: Row) => unknown;
}

export type CopyFormat = 'text' | 'tsv' | 'json';

export const copyFormats: readonly { readonly format: CopyFormat; readonly label: string }[] = [
  { format: 'text', label: 'Copy as Text' },
  { format: 'tsv', label: 'Copy as TSV' },
  { format: 'json', label: 'Copy as JSON' },
];

/** Rows as aligned text, tab-separated values or a JSON list of objects. */
export function copiedTable<Row>(
  columns: readonly CopiedColumn<Row>[],
  rows: readonly Row[],
  format: CopyFormat,
): string {
  if (format === 'json') {
    const objects = rows.map((row) =>
      Object.fromEntries(
        columns.map(({ title, text, json }) => [title, json ? json(row) : text(row)]),
      ),
    );
    return `${JSON.stringify(objects, null, 2)}\n`;
  }
  const cells = [
    columns.map(({ title }) => title),
    ...rows.map((row) => columns.map(({ text }) => text(row))),
  ];
  if (format === 'tsv') {
    return cells
      .map((line) => `${line.map((cell) => cell.replace(/[\t\r\n]/g, ' ')).join('\t')}\n`)
      .join('');
  }
  const widths = columns.map((_, at) => Math.max(...cells.map((line) => (line[at] ?? '').length)));
  return cells
    .map(
      (line) =>
        `${line
          .map((cell, at) => cell.padEnd(widths[at] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}
