import type { ValuesPage } from '../../src/protocol/tensors.ts';

/** A part of a matrix, in cells. */
export interface Block {
  readonly row: number;
  readonly rows: number;
  readonly column: number;
  readonly columns: number;
}

export type LoadBlock = (block: Block, signal: AbortSignal) => Promise<ValuesPage>;
