import { aligned, tabSeparated, type CopyFormat } from '../../copy.ts';
import type { Block, LoadBlock } from '../../elements/block.ts';
import { isWhole } from '../../format.ts';

/** More cells than these are not put on the clipboard: a spreadsheet takes no more, and a file is the way for all. */
export const mostCopied = 500_000;

/** The rows of a block that may be copied: as many whole ones as the limit allows. */
export function copiable(block: Block): Block {
  const rows = Math.max(1, Math.floor(mostCopied / Math.max(1, block.columns)));
  return { ...block, rows: Math.min(block.rows, rows) };
}

/**
 * Values of a block as text, row by row, however many pages they come in.
 * @throws RequestError where they cannot be read
 */
export async function readBlock(
  load: LoadBlock,
  block: Block,
): Promise<readonly (readonly string[])[]> {
  const lines: string[][] = Array.from({ length: block.rows }, () => []);
  const { signal } = new AbortController();
  let { column } = block;
  while (column < block.column + block.columns) {
    let row = block.row;
    let wide = 0;
    while (row < block.row + block.rows) {
      const rest = {
        rows: block.row + block.rows - row,
        columns: block.column + block.columns - column,
      };
      const page = await load({ row, column, ...rest }, signal);
      if (page.rows === 0 || page.columns === 0) return lines;
      for (let at = 0; at < page.rows; at += 1) {
        const cells = page.cells.slice(at * page.columns, (at + 1) * page.columns);
        lines[row - block.row + at]?.push(...cells);
      }
      row += page.rows;
      wide = page.columns;
    }
    column += wide;
  }
  return lines;
}

/** A value as JSON knows it: a number where a double holds it exactly, else its text. */
function jsonValue(text: string, dtype: string): unknown {
  if (dtype === 'bool') return text === 'true';
  if (isWhole(dtype)) {
    const number = Number(text);
    return Number.isSafeInteger(number) ? number : text;
  }
  if (!/float/.test(dtype)) return text;
  const number = Number(text);
  return Number.isFinite(number) ? number : text;
}

/**
 * A block of values for the clipboard. JSON nests as the matrix does: one value alone, one column as a list. Bits
 * in hexadecimal stay text.
 */
export function copiedValues(
  lines: readonly (readonly string[])[],
  dtype: string,
  format: CopyFormat,
  hex: boolean,
): string {
  if (format === 'tsv') return tabSeparated(lines);
  if (format === 'text') return aligned(lines);
  const rows = lines.map((line) => line.map((text) => (hex ? text : jsonValue(text, dtype))));
  const narrow = rows.every((row) => row.length === 1);
  const value = narrow ? rows.flat() : rows;
  const [only] = value;
  return `${JSON.stringify(narrow && value.length === 1 ? only : value)}\n`;
}
