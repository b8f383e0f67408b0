import type { Block } from './block.ts';

/** A cell of a matrix. */
export interface Cell {
  readonly row: number;
  readonly column: number;
}

/**
 * Cells that are selected together: the rectangle from where Shift was first held to the current cell. Which is
 * the current one, whoever holds the matrix knows.
 */
export class CellSelection {
  #anchor: Cell | null = null;

  /** Whether it is the current cell alone. */
  get single(): boolean {
    return this.#anchor === null;
  }

  block(current: Cell): Block {
    const other = this.#anchor ?? current;
    return {
      row: Math.min(current.row, other.row),
      rows: Math.abs(current.row - other.row) + 1,
      column: Math.min(current.column, other.column),
      columns: Math.abs(current.column - other.column) + 1,
    };
  }

  has({ row, column }: Cell, current: Cell): boolean {
    const block = this.block(current);
    const [down, across] = [row - block.row, column - block.column];
    return down >= 0 && down < block.rows && across >= 0 && across < block.columns;
  }

  /** The current cell is about to move on and takes the selection with it. */
  extendFrom(current: Cell): void {
    this.#anchor ??= current;
  }

  /** Back to the current cell alone. */
  clear(): void {
    this.#anchor = null;
  }
}
