import type { ErrorData } from '../../src/protocol/errors.ts';
import type { ValuesPage } from '../../src/protocol/tensors.ts';
import { errorData, isCancelled } from '../rpc.ts';
import type { Block, LoadBlock } from './block.ts';

const blockColumns = 64;
/** Cells of one block: some screens of them, and few enough to be here in a blink. */
const blockCells = 8192;
const keptBlocks = 48;

/** Values of a matrix by blocks, as they come into sight; the oldest are forgotten. */
export class ValuePages {
  readonly #load: LoadBlock;
  readonly #onChange: () => void;
  readonly #columns: number;
  readonly #rowsPerBlock: number;
  readonly #blocks = new Map<string, ValuesPage | null>();
  readonly #abort = new AbortController();
  /** Largest magnitude among the values that have come, where pages say it; one scale for every tint. */
  largest = 0;
  /** Characters of the longest text that has come. */
  widest = 0;
  error: ErrorData | null = null;

  constructor(totalColumns: number, load: LoadBlock, onChange: () => void) {
    this.#columns = Math.min(blockColumns, Math.max(1, totalColumns));
    this.#rowsPerBlock = Math.max(1, Math.floor(blockCells / this.#columns));
    this.#load = load;
    this.#onChange = onChange;
  }

  close(): void {
    this.#abort.abort();
  }

  /** Text and tint (−1 … 1) of a cell; undefined while it is on its way. */
  cell(row: number, column: number): { readonly text: string; readonly tint: number } | undefined {
    const page = this.#blocks.get(this.#key(row, column));
    if (page === undefined || page === null) return undefined;
    const at = (row - page.row) * page.columns + (column - page.column);
    const text = page.cells[at];
    if (text === undefined) return undefined;
    const scale =
      page.largest === undefined || this.largest === 0 ? 1 : page.largest / this.largest;
    return { text, tint: (page.tint?.[at] ?? 0) * scale };
  }

  /** Asks for the blocks that hold these cells. */
  want({ row, rows, column, columns }: Block): void {
    for (let r = row - (row % this.#rowsPerBlock); r < row + rows; r += this.#rowsPerBlock) {
      for (let c = column - (column % this.#columns); c < column + columns; c += this.#columns) {
        void this.#fetch(r, c);
      }
    }
  }

  #key(row: number, column: number): string {
    return `${Math.floor(row / this.#rowsPerBlock)} ${Math.floor(column / this.#columns)}`;
  }

  async #fetch(row: number, column: number): Promise<void> {
    const key = this.#key(row, column);
    if (this.#blocks.has(key) || this.error !== null) return;
    this.#blocks.set(key, null);
    try {
      const block = { row, rows: this.#rowsPerBlock, column, columns: this.#columns };
      const page = await this.#load(block, this.#abort.signal);
      this.#blocks.set(key, page);
      this.largest = Math.max(this.largest, page.largest ?? 0);
      for (const { length } of page.cells) this.widest = Math.max(this.widest, length);
      for (const old of this.#blocks.keys()) {
        if (this.#blocks.size <= keptBlocks) break;
        this.#blocks.delete(old);
      }
    } catch (error) {
      this.#blocks.delete(key);
      if (isCancelled(error)) return;
      this.error = errorData(error);
    }
    this.#onChange();
  }
}
