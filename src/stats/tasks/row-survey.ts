import type { Work } from '../threads/work.ts';
import { exactNorm, isPlain } from '../embeddings/norm.ts';
import { RowMemory, type RowShape } from './row-memory.ts';

export interface SurveyParams extends RowShape {
  /** What the sums are counted from: a row near the mean, so that no digits are lost. */
  readonly pivot: Float64Array;
  /** Whether the products of every two dimensions are wanted; else each one's squares. */
  readonly together: boolean;
}

/** What some rows tell; sums are over the finite ones, counted from the pivot. */
export interface SurveyPart {
  /** Norm of each row; NaN with NaN or an infinity in it. */
  readonly norms: Float64Array;
  /** Of each row's bytes: equal bytes have equal hashes. */
  readonly hashes: Uint32Array;
  readonly finite: number;
  /** Rows that are neither zero nor NaN, and the sum of their directions. */
  readonly directed: number;
  readonly directions: Float64Array;
  readonly sums: Float64Array;
  /** The lower half of a square, or a square for each dimension. */
  readonly products: Float64Array;
}

/** Goes over rows once, for everything that is told of all of them. */
export class SurveyWork implements Work<'rowSurvey'> {
  readonly #memory = new RowMemory();
  readonly kernel = this.#memory.kernel;
  #params: SurveyParams = { dtype: '', dimensions: 1, pivot: new Float64Array(1), together: false };
  #pivot = 0;
  #squares = 0;
  #kept = 0;
  #inverse = 0;
  #hashes = 0;
  #directions = 0;
  #sums = 0;
  #products = 0;
  #found: Uint32Array[] = [];
  #parts: Float64Array[] = [];
  #finite = 0;
  #directed = 0;

  begin(params: SurveyParams): void {
    this.#params = params;
    const { dimensions, pivot, together } = params;
    const memory = this.#memory;
    if (memory.begin(params, String(together))) {
      const { batch } = memory;
      this.#pivot = memory.take(dimensions * 8);
      this.#squares = memory.take(batch * 8);
      this.#kept = memory.take(batch * 8);
      this.#inverse = memory.take(batch * 8);
      this.#hashes = memory.take(batch * 4);
      this.#directions = memory.take(dimensions * 8);
      this.#sums = memory.take(dimensions * 8);
      this.#products = memory.take(this.#productCount * 8);
    }
    memory.doubles(this.#pivot, dimensions).set(pivot);
    memory.doubles(this.#directions, dimensions).fill(0);
    memory.doubles(this.#sums, dimensions).fill(0);
    memory.doubles(this.#products, this.#productCount).fill(0);
    this.#parts = [];
    this.#found = [];
    this.#finite = 0;
    this.#directed = 0;
  }

  add(bytes: number): void {
    const { rowBytes, batch } = this.#memory;
    const rows = bytes / rowBytes;
    for (let row = 0; row < rows; row += batch) this.#addBatch(row, Math.min(batch, rows - row));
  }

  end(): ReturnType<Work<'rowSurvey'>['end']> {
    const { dimensions } = this.#params;
    const memory = this.#memory;
    const copied = (at: number, length: number) => memory.doubles(at, length).slice();
    const result: SurveyPart = {
      norms: joined(this.#parts, (length) => new Float64Array(length)),
      hashes: joined(this.#found, (length) => new Uint32Array(length)),
      finite: this.#finite,
      directed: this.#directed,
      directions: copied(this.#directions, dimensions),
      sums: copied(this.#sums, dimensions),
      products: copied(this.#products, this.#productCount),
    };
    const { norms, hashes, directions, sums, products } = result;
    return {
      result,
      buffers: [norms, hashes, directions, sums, products].map(
        ({ buffer }) => buffer as ArrayBuffer,
      ),
    };
  }

  get #productCount(): number {
    const { dimensions, together } = this.#params;
    return together ? dimensions * dimensions : dimensions;
  }

  #addBatch(row: number, count: number): void {
    const { dimensions, together } = this.#params;
    const memory = this.#memory;
    const { rows, values, rowBytes } = memory;
    rows.rowHashes(memory.input + row * rowBytes, count, rowBytes, this.#hashes);
    memory.widen(row, count);
    rows.squaredNorms(values, count, dimensions, this.#squares);
    const norms = memory.doubles(this.#squares, count);
    const kept = memory.doubles(this.#kept, count);
    const inverse = memory.doubles(this.#inverse, count);
    for (let index = 0; index < count; index++) {
      let norm = Math.sqrt(norms[index] as number);
      if (!isPlain(norm)) {
        norm = exactNorm(memory.doubles(values + index * dimensions * 8, dimensions));
      }
      norms[index] = norm;
      inverse[index] = norm > 0 ? 1 / norm : 0;
      if (norm > 0) this.#directed++;
      kept[index] = Number.isNaN(norm) ? 0 : 1;
      if (!Number.isNaN(norm)) this.#finite++;
    }
    this.#parts.push(norms.slice());
    this.#found.push(new Uint32Array(rows.memory.buffer, this.#hashes, count).slice());
    rows.addScaledRows(values, count, dimensions, this.#inverse, this.#directions);
    rows.centre(values, count, dimensions, this.#pivot, this.#kept);
    rows.addScaledRows(values, count, dimensions, this.#kept, this.#sums);
    if (together) rows.addProducts(values, count, dimensions, this.#products);
    else rows.addSquares(values, count, dimensions, this.#products);
  }
}

function joined<T extends Float64Array | Uint32Array>(
  parts: readonly T[],
  make: (length: number) => T,
): T {
  const all = make(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
