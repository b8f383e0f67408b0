import type { RowQuery, RowsOfAKind } from '../../protocol/embeddings.ts';
import { limits } from '../../protocol/limits.ts';

/** Kinds that are not told by a row's norm or its number. */
const bits = { duplicate: 1, 'near-duplicate': 2, untrained: 4 } as const;

export type MarkedKind = keyof typeof bits;

/** What kind each row is of: its norm tells zero rows and those with NaN, a byte of marks the rest. */
export class RowKinds {
  readonly norms: Float32Array;
  /** Rows from here on have no label. */
  readonly labelled: { readonly from: number; readonly to: number } | null;
  readonly #marks: Uint8Array;

  constructor(
    norms: Float32Array,
    marks: Uint8Array,
    labelled: { readonly from: number; readonly to: number } | null,
  ) {
    this.norms = norms;
    this.#marks = marks;
    this.labelled = labelled;
  }

  get rows(): number {
    return this.norms.length;
  }

  is(row: number, kind: RowQuery['kind']): boolean {
    const norm = this.norms[row] as number;
    switch (kind) {
      case 'all':
        return true;
      case 'zero':
        return norm === 0;
      case 'non-finite':
        return Number.isNaN(norm);
      case 'unlabelled':
        return this.labelled !== null && (row < this.labelled.from || row >= this.labelled.to);
      default:
        return ((this.#marks[row] as number) & bits[kind]) !== 0;
    }
  }

  mark(row: number, kind: MarkedKind): void {
    this.#marks[row] = (this.#marks[row] as number) | bits[kind];
  }

  /** How many rows there are of a kind, and the first of them. */
  of(kind: RowQuery['kind']): RowsOfAKind {
    const first: number[] = [];
    let count = 0;
    for (let row = 0; row < this.norms.length; row++) {
      if (!this.is(row, kind)) continue;
      count++;
      if (first.length < limits.listedRows) first.push(row);
    }
    return { count, first };
  }

  /** The same rows with other labels. */
  with(labelled: RowKinds['labelled']): RowKinds {
    return new RowKinds(this.norms, this.#marks, labelled);
  }
}
