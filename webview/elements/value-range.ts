import { count } from '../format.ts';

/** Rows and columns that are wholly in sight. */
export interface ValueRange {
  readonly firstRow: number;
  readonly lastRow: number;
  readonly firstColumn: number;
  readonly lastColumn: number;
}

/** "Rows 410–422 of 500, columns 0–9 of 32". */
export function rangeText(range: ValueRange, rows: number, columns: number): string {
  const span = (first: number, last: number, all: number): string =>
    `${first === last ? count(first) : `${count(first)}–${count(last)}`} of ${count(all)}`;
  const across =
    columns > 1 ? `, columns ${span(range.firstColumn, range.lastColumn, columns)}` : '';
  return `Rows ${span(range.firstRow, range.lastRow, rows)}${across}`;
}
