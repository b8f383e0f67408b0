import { AppError } from '../../../core/errors.ts';
import { visibleBytes } from '../../../core/text.ts';
import { plural } from '../../../protocol/figures.ts';
import { limits } from '../../../protocol/limits.ts';

/** Words for the rows of a table, held as they were read: their bytes one behind the other. */
export class LabelList {
  /** The row of the first label. */
  readonly firstRow: number;
  readonly count: number;
  readonly #bytes: Uint8Array;
  /** Where each label begins, and the last one ends. */
  readonly #starts: Uint32Array;

  constructor(bytes: Uint8Array, starts: Uint32Array, firstRow: number) {
    this.#bytes = bytes;
    this.#starts = starts;
    this.firstRow = firstRow;
    this.count = starts.length - 1;
  }

  /** As it may be shown; null for a row without one. */
  at(row: number): string | null {
    const bytes = this.bytesAt(row);
    if (bytes === null) return null;
    const cut = bytes.length >= limits.shownStringBytes;
    return visibleBytes(bytes) + (cut ? '…' : '');
  }

  /** The label's own bytes; null for a row without one. */
  bytesAt(row: number): Uint8Array | null {
    const index = row - this.firstRow;
    if (index < 0 || index >= this.count) return null;
    const start = this.#starts[index] as number;
    const end = this.#starts[index + 1] as number;
    return start === end ? null : this.#bytes.subarray(start, end);
  }

  /** The first row with this label, letter by letter; null where there is none. */
  rowOf(label: string): number | null {
    const wanted = Buffer.from(label);
    for (let index = 0; index < this.count; index++) {
      const start = this.#starts[index] as number;
      const end = this.#starts[index + 1] as number;
      if (end - start !== wanted.length) continue;
      if (wanted.equals(this.#bytes.subarray(start, end))) return this.firstRow + index;
    }
    return null;
  }

  /** The same labels for rows that begin elsewhere. */
  from(firstRow: number): LabelList {
    return firstRow === this.firstRow ? this : new LabelList(this.#bytes, this.#starts, firstRow);
  }

  /** The same labels, each for the row that a number of its own says; null where the numbers are no rows. */
  forRows(rows: ArrayLike<number>): LabelList | null {
    if (rows.length !== this.count || this.count === 0) return null;
    let [first, last, inOrder] = [Infinity, -Infinity, true];
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index] as number;
      if (!Number.isInteger(row) || row < 0) return null;
      first = Math.min(first, row);
      last = Math.max(last, row);
      inOrder &&= row === (rows[0] as number) + index;
    }
    if (inOrder) return this.from(first);
    if (last - first >= limits.labels) return null;
    const indices = new Int32Array(last - first + 1).fill(-1);
    for (let index = 0; index < rows.length; index++) {
      indices[(rows[index] as number) - first] = index;
    }
    const builder = new LabelBuilder('');
    for (const index of indices) {
      builder.add(
        index < 0 ? new Uint8Array(0) : (this.bytesAt(this.firstRow + index) ?? new Uint8Array(0)),
      );
    }
    return builder.list(first);
  }
}

/** Puts a list together, of which nobody knows how long it will be. */
export class LabelBuilder {
  readonly #where: string;
  #bytes = new Uint8Array(4096);
  #starts = new Uint32Array(256);
  #count = 0;
  #end = 0;

  /** @param where what the labels are read from, for people */
  constructor(where: string) {
    this.#where = where;
  }

  get count(): number {
    return this.#count;
  }

  /** @throws AppError `limit-exceeded` */
  add(label: Uint8Array): void {
    const length = shownLength(label);
    if (this.#count >= limits.labels || this.#end + length > limits.labelBytes) {
      throw new AppError({
        code: 'limit-exceeded',
        message: `${this.#where} holds more words than are kept for the rows of a table: ${plural(limits.labels, 'label')}, ${String(limits.labelBytes / 1024 ** 2)} MB. Choose a file with fewer.`,
      });
    }
    if (this.#end + length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.#end + length));
      larger.set(this.#bytes.subarray(0, this.#end));
      this.#bytes = larger;
    }
    if (this.#count + 2 > this.#starts.length) {
      const larger = new Uint32Array(2 * this.#starts.length);
      larger.set(this.#starts);
      this.#starts = larger;
    }
    this.#bytes.set(label.subarray(0, length), this.#end);
    this.#end += length;
    this.#starts[++this.#count] = this.#end;
  }

  list(firstRow: number): LabelList {
    return new LabelList(
      this.#bytes.slice(0, this.#end),
      this.#starts.slice(0, this.#count + 1),
      firstRow,
    );
  }
}

/** Of a label that is longer than any that is shown, the bytes of its beginning: whole characters. */
function shownLength(label: Uint8Array): number {
  let length = Math.min(label.length, limits.shownStringBytes);
  if (length === label.length) return length;
  while (length > 0 && ((label[length] as number) & 0xc0) === 0x80) length--;
  return length;
}
