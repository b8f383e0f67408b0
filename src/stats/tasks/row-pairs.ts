import { cosine, rowNorm, squareOf } from '../embeddings/norm.ts';
import type { Work } from '../threads/work.ts';
import { RowMemory, type RowShape } from './row-memory.ts';

export interface PairsParams extends RowShape {
  /** Rows that all others are compared with, none of them zero or NaN: row by row, in memory that threads share. */
  readonly asked: Float64Array;
  /** Tells lists of rows apart: a thread that has this one already need not lay it down again. */
  readonly list: number;
  /** Cosine that has to be passed. */
  readonly over: number;
}

/** What float32 may be off in a cosine. */
const uncertain = 1e-5;

/** Compares rows with a list of rows, by the cosine: which of the list has another near it that is not the same. */
export class PairsWork implements Work<'rowPairs'> {
  readonly #memory = new RowMemory();
  readonly kernel = this.#memory.kernel;
  #params: PairsParams = { dtype: '', dimensions: 1, asked: new Float64Array(0), list: 0, over: 1 };
  #norms = new Float64Array(0);
  #marked = new Uint8Array(0);
  #left = 0;
  #asked = 0;
  #squares = 0;
  #inverse = 0;
  #singles = 0;
  #pairs = 0;

  begin(params: PairsParams): void {
    this.#params = params;
    const { dimensions, asked, list } = params;
    const memory = this.#memory;
    const count = asked.length / dimensions;
    if (memory.begin(params, `${String(list)} ${String(count)}`)) {
      this.#squares = memory.take(memory.batch * 8);
      this.#inverse = memory.take(memory.batch * 8);
      this.#singles = memory.take(memory.batch * this.#stride * 4);
      this.#pairs = memory.take(Math.max(count, fewestPairs) * 8);
      this.#asked = memory.take(count * this.#stride * 4);
      this.#norms = new Float64Array(count);
      this.#layAsked();
    }
    this.#marked = new Uint8Array(count);
    this.#left = count;
  }

  add(bytes: number): void {
    const { rowBytes, batch } = this.#memory;
    const rows = bytes / rowBytes;
    for (let row = 0; row < rows && this.#left > 0; row += batch) {
      this.#addBatch(row, Math.min(batch, rows - row));
    }
  }

  end(): ReturnType<Work<'rowPairs'>['end']> {
    return { result: { marked: this.#marked }, buffers: [this.#marked.buffer] };
  }

  /** Numbers of a row as float32: whole vectors. */
  get #stride(): number {
    return Math.ceil(this.#params.dimensions / 4) * 4;
  }

  #layAsked(): void {
    const { asked, dimensions } = this.#params;
    const memory = this.#memory;
    const { rows, values, batch } = memory;
    for (let row = 0; row < this.#norms.length; row += batch) {
      const count = Math.min(batch, this.#norms.length - row);
      memory
        .doubles(values, count * dimensions)
        .set(asked.subarray(row * dimensions, (row + count) * dimensions));
      const inverse = memory.doubles(this.#inverse, count);
      for (let index = 0; index < count; index++) {
        const norm = rowNorm(memory.doubles(values + index * dimensions * 8, dimensions)) ?? 0;
        this.#norms[row + index] = norm;
        inverse[index] = norm === 0 ? 0 : 1 / norm;
      }
      const to = this.#asked + row * this.#stride * 4;
      rows.scaledSingles(values, count, dimensions, this.#inverse, this.#stride, to);
    }
  }

  #addBatch(row: number, count: number): void {
    const { dimensions } = this.#params;
    const memory = this.#memory;
    const { rows, values } = memory;
    memory.widen(row, count);
    rows.squaredNorms(values, count, dimensions, this.#squares);
    const squares = memory.doubles(this.#squares, count);
    const inverse = memory.doubles(this.#inverse, count);
    for (let index = 0; index < count; index++) {
      const norm = Math.sqrt(squares[index] as number);
      inverse[index] = norm > 0 && norm < Infinity ? 1 / norm : 0;
    }
    rows.scaledSingles(values, count, dimensions, this.#inverse, this.#stride, this.#singles);
    // As many pairs as there is room for; of more, row by row, for each of which there is.
    if (!this.#look(0, count)) {
      for (let index = 0; index < count; index++) this.#look(index, 1);
    }
  }

  /** @returns false where there may be more pairs than were looked at */
  #look(from: number, count: number): boolean {
    const { dimensions, asked, over } = this.#params;
    const memory = this.#memory;
    const most = Math.max(this.#norms.length, fewestPairs);
    const found = memory.rows.pairsOver(
      this.#asked,
      this.#norms.length,
      this.#singles + from * this.#stride * 4,
      count,
      this.#stride,
      over - uncertain,
      this.#pairs,
      most,
    );
    const pairs = new Int32Array(memory.rows.memory.buffer, this.#pairs, found * 2);
    for (let pair = 0; pair < found; pair++) {
      const place = pairs[2 * pair] as number;
      if (this.#marked[place] === 1) continue;
      const index = from + (pairs[2 * pair + 1] as number);
      const row = memory.doubles(memory.values + index * dimensions * 8, dimensions);
      const other = asked.subarray(place * dimensions, (place + 1) * dimensions);
      if (!isNear(row, other, this.#norms[place] as number, over)) continue;
      this.#marked[place] = 1;
      this.#left--;
    }
    return count === 1 || found < most;
  }
}

/** Pairs that there is room for at least. */
const fewestPairs = 4096;

/** Whether the cosine is over the bound, and the rows are not the same. */
function isNear(row: Float64Array, other: Float64Array, norm: number, over: number): boolean {
  let product = 0;
  let same = true;
  for (let i = 0; i < row.length; i++) {
    product += (row[i] as number) * (other[i] as number);
    same &&= row[i] === other[i];
  }
  return !same && cosine(product, Math.sqrt(squareOf(row)), norm) > over;
}
