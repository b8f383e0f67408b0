import type { ByteSource } from '../../io/byte-source.ts';

/** What is put in order at a time where a reader goes through all of it, bytes. */
const bandBytes = 32 * 1024 ** 2;

/** Runs of the file that lie closer together than this are read at once, bytes. */
const mergedGap = 16 * 1024;

/** The longest of such reads, bytes. */
const longestRead = 1024 ** 2;

/** An array whose first index changes fastest (Fortran order), in its file. */
export interface ColumnMajor {
  readonly source: ByteSource;
  readonly offset: number;
  readonly shape: readonly number[];
  /** Bytes of one element. */
  readonly itemBytes: number;
}

/** Elements of one column: next to each other in the file, and in the result a row apart. */
interface Run {
  /** The first in the file, in elements. */
  readonly from: number;
  /** Where it goes in the result, in elements. */
  readonly to: number;
}

/**
 * The elements of an array in Fortran order as if they were stored row by row. It is taken as a matrix: the first
 * dimension are its rows, and all others together its columns, which the file holds one after the other.
 */
export class RowMajor {
  readonly #array: ColumnMajor;
  readonly #rows: number;
  /** Elements of one row. */
  readonly #width: number;
  #band: { readonly start: number; readonly bytes: Uint8Array } | null = null;
  /** Where the last read ended: one that goes on there goes through all of it. */
  #ended = -1;

  constructor(array: ColumnMajor) {
    this.#array = array;
    this.#rows = array.shape[0] ?? 1;
    this.#width = array.shape.slice(1).reduce((product, size) => product * size, 1);
  }

  /** Where an element lies in the file, by its place in row-major order. */
  place(element: number): number {
    const row = Math.floor(element / this.#width);
    const column = this.#columnOf(element % this.#width);
    return this.#array.offset + (column * this.#rows + row) * this.#array.itemBytes;
  }

  /** Bytes of elements `start` … `start + count − 1` in row-major order. */
  async read(start: number, count: number, signal?: AbortSignal): Promise<Uint8Array> {
    const { itemBytes } = this.#array;
    const end = start + count;
    let band = this.#band;
    if (!band || start < band.start || end > band.start + band.bytes.length / itemBytes) {
      const elements = this.#rows * this.#width;
      // Only whole rows: of a part of one, every element is a run of its own.
      const ahead =
        start === this.#ended && this.#width * itemBytes <= bandBytes
          ? Math.floor(bandBytes / itemBytes)
          : 0;
      const wanted = Math.min(Math.max(count, ahead), elements - start);
      band = { start, bytes: await this.#gather(start, wanted, signal) };
      this.#band = band;
    }
    this.#ended = end;
    const from = (start - band.start) * itemBytes;
    return band.bytes.slice(from, from + count * itemBytes);
  }

  async #gather(
    start: number,
    count: number,
    signal: AbortSignal | undefined,
  ): Promise<Uint8Array> {
    const out = new Uint8Array(count * this.#array.itemBytes);
    const end = start + count;
    const width = this.#width;
    const firstWhole = Math.ceil(start / width);
    const lastWhole = Math.floor(end / width);
    if (firstWhole > lastWhole) {
      // Within one row.
      await this.#gatherPart(out, start, end, 0, signal);
      return out;
    }
    await this.#gatherPart(out, start, firstWhole * width, 0, signal);
    await this.#gatherRows(out, firstWhole, lastWhole, firstWhole * width - start, signal);
    await this.#gatherPart(out, lastWhole * width, end, lastWhole * width - start, signal);
    return out;
  }

  /** Whole rows: of each column one run. */
  async #gatherRows(
    out: Uint8Array,
    first: number,
    last: number,
    to: number,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const rows = last - first;
    if (rows === 0) return;
    const runs = this.#columns((column, place) => ({
      from: column * this.#rows + first,
      to: to + place,
    }));
    await this.#copy(out, runs, rows, signal);
  }

  /** Some elements of one row. */
  async #gatherPart(
    out: Uint8Array,
    start: number,
    end: number,
    to: number,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    if (start === end) return;
    const row = Math.floor(start / this.#width);
    const runs = Array.from({ length: end - start }, (_, index) => ({
      from: this.#columnOf((start + index) % this.#width) * this.#rows + row,
      to: to + index,
    }));
    await this.#copy(
      out,
      runs.sort((a, b) => a.from - b.from),
      1,
      signal,
    );
  }

  /** Every column in the file's order, with its place in a row. */
  *#columns(run: (column: number, place: number) => Run): Generator<Run> {
    const inner = this.#array.shape.slice(1);
    const strides = inner.map((_, axis) =>
      inner.slice(axis + 1).reduce((product, size) => product * size, 1),
    );
    const index = inner.map(() => 0);
    let place = 0;
    for (let column = 0; column < this.#width; column++) {
      yield run(column, place);
      for (let axis = 0; axis < inner.length; axis++) {
        index[axis] = (index[axis] ?? 0) + 1;
        place += strides[axis] ?? 0;
        if ((index[axis] ?? 0) < (inner[axis] ?? 0)) break;
        place -= (index[axis] ?? 0) * (strides[axis] ?? 0);
        index[axis] = 0;
      }
    }
  }

  /** Column of the file for a place in a row: there the last axis changes fastest, and the first in the file. */
  #columnOf(place: number): number {
    const inner = this.#array.shape.slice(1);
    const indices: number[] = [];
    let rest = place;
    for (let axis = inner.length - 1; axis >= 0; axis--) {
      const size = inner[axis] ?? 1;
      indices[axis] = rest % size;
      rest = Math.floor(rest / size);
    }
    return indices.reduceRight((column, index, axis) => column * (inner[axis] ?? 1) + index, 0);
  }

  /** Reads runs of `length` elements, neighbours at once, and puts each element into its row. */
  async #copy(
    out: Uint8Array,
    runs: Iterable<Run>,
    length: number,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const { itemBytes } = this.#array;
    let group: Run[] = [];
    let [groupStart, groupEnd] = [0, 0];
    for (const run of runs) {
      const from = run.from * itemBytes;
      const end = from + length * itemBytes;
      if (group.length > 0 && (from - groupEnd > mergedGap || end - groupStart > longestRead)) {
        await this.#copyGroup(out, group, groupStart, groupEnd, length, signal);
        group = [];
      }
      if (group.length === 0) groupStart = from;
      group.push(run);
      groupEnd = end;
    }
    if (group.length > 0) {
      await this.#copyGroup(out, group, groupStart, groupEnd, length, signal);
    }
  }

  async #copyGroup(
    out: Uint8Array,
    group: readonly Run[],
    start: number,
    end: number,
    length: number,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const { source, offset, itemBytes } = this.#array;
    const bytes = await source.read(offset + start, end - start, signal);
    // Whole words where the element is made of them: an element byte by byte takes eight times as long.
    const word = itemBytes % 4 === 0 && bytes.byteOffset % 4 === 0 ? 4 : 1;
    const input = words(bytes, word);
    const output = words(out, word);
    const wordsEach = itemBytes / word;
    for (const run of group) {
      let from = (run.from - start / itemBytes) * wordsEach;
      let to = run.to * wordsEach;
      for (let row = 0; row < length; row++) {
        for (let index = 0; index < wordsEach; index++)
          output[to + index] = input[from + index] ?? 0;
        from += wordsEach;
        to += this.#width * wordsEach;
      }
    }
  }
}

function words(bytes: Uint8Array, word: 1 | 4): Uint8Array | Uint32Array {
  return word === 1
    ? bytes
    : new Uint32Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.length / 4));
}
