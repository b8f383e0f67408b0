/** Neighbouring rows, by index. */
export interface RowRange {
  readonly first: number;
  readonly last: number;
}

/**
 * Rows that are selected together: the current one, and with Shift all from where Shift was first held. What the
 * current row is, the owner of the table decides.
 */
export class RowSelection {
  #anchor: number | null = null;
  #range: RowRange | null = null;

  /** What is selected where `current` is the current row, −1 for none. */
  range(current: number): RowRange | null {
    if (this.#range !== null) return this.#range;
    return current < 0 ? null : { first: current, last: current };
  }

  has(index: number, current: number): boolean {
    const range = this.range(current);
    return range !== null && index >= range.first && index <= range.last;
  }

  /** The current row moves on and takes the selection with it. */
  extend(from: number, to: number): void {
    this.#anchor ??= Math.max(0, from);
    this.#range = { first: Math.min(this.#anchor, to), last: Math.max(this.#anchor, to) };
  }

  all(count: number): void {
    this.#anchor = 0;
    this.#range = { first: 0, last: count - 1 };
  }

  /** Back to the current row alone. Returns whether there was more. */
  clear(): boolean {
    const more = this.#range !== null;
    this.#anchor = null;
    this.#range = null;
    return more;
  }

  /** The current row was changed by something else. */
  follow(current: number): void {
    const { first = 0, last = -1 } = this.#range ?? {};
    if (current < first || current > last) this.clear();
  }
}
