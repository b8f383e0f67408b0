import { dtypeFromName } from '../../core/dtypes.ts';
import { smallFloatTable } from '../../core/floats.ts';
import type { DtypeName } from '../../protocol/model.ts';
import { code } from '../kernel/generated/rows.ts';
import { kernelOf, type Global, type Kernel } from '../threads/web-assembly.ts';
import { widenerOf } from '../widen.ts';
import { kinds } from './figures.ts';

/** What the rows of a table are. Plain data. */
export interface RowShape {
  readonly dtype: DtypeName;
  /** At least 1. */
  readonly dimensions: number;
}

/** `src/stats/kernel/rows.ts`. Arguments are addresses, counts and sizes. */
export interface RowsKernel extends Kernel {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  readonly free: Global<number>;
  widen(to: number, kind: number, from: number, count: number): void;
  widenBy(table: number, to: number, from: number, count: number, bytes: number): void;
  squaredNorms(values: number, count: number, dimensions: number, out: number): void;
  dotProducts(values: number, count: number, dimensions: number, vector: number, out: number): void;
  squaredDistances(
    values: number,
    count: number,
    dimensions: number,
    vector: number,
    out: number,
  ): void;
  addScaledRows(
    values: number,
    count: number,
    dimensions: number,
    factors: number,
    sum: number,
  ): void;
  centre(values: number, count: number, dimensions: number, vector: number, factors: number): void;
  addSquares(values: number, count: number, dimensions: number, squares: number): void;
  addProducts(values: number, count: number, dimensions: number, products: number): void;
  rowHashes(from: number, count: number, rowBytes: number, out: number): void;
  scaledSingles(
    values: number,
    count: number,
    dimensions: number,
    factors: number,
    stride: number,
    out: number,
  ): void;
  pairsOver(
    a: number,
    aCount: number,
    b: number,
    bCount: number,
    stride: number,
    bound: number,
    pairs: number,
    most: number,
  ): number;
}

/** Bytes of a block as it is read, where a row is no longer. */
const inputBytes = 256 * 1024;

/** Numbers of some rows that are gone over several times: as float64 they stay in the processor's second cache. */
const batchNumbers = 16 * 1024;

/** A vector may be read or written beyond the last number. */
const vectorBytes = 64;

/**
 * The memory in which rows are gone over: the block as it is read, some of its rows as float64, and what a task lays
 * beside them. Laid out anew when rows of another shape come.
 */
export class RowMemory {
  readonly rows = kernelOf(code) as RowsKernel;
  /** As threads put blocks into it: whole rows. */
  readonly kernel: Kernel;
  readonly #input = { value: 0 };
  readonly #inputBytes = { value: 0 };
  #shape: RowShape = { dtype: 'float32', dimensions: 1 };
  #rowBytes = 4;
  #end = 0;
  #table = 0;
  #key = '';
  values = 0;
  /** Rows that are widened at a time. */
  batch = 1;

  constructor() {
    this.kernel = {
      memory: this.rows.memory,
      input: this.#input,
      inputBytes: this.#inputBytes,
      crc32c: (at, length, crc) => this.rows.crc32c(at, length, crc),
    };
  }

  get rowBytes(): number {
    return this.#rowBytes;
  }

  get input(): number {
    return this.#input.value;
  }

  /**
   * Lays the memory out for rows of a shape, unless it is laid out so.
   * @param more what else the task lays down depends on
   * @returns whether it was: then `take` has what the task needs
   */
  begin(shape: RowShape, more = ''): boolean {
    const key = JSON.stringify([shape.dtype, shape.dimensions, more]);
    if (key === this.#key) return false;
    this.#key = key;
    this.#shape = shape;
    this.#rowBytes = shape.dimensions * (dtypeFromName(shape.dtype)?.bytes ?? 1);
    this.batch = Math.max(1, Math.floor(batchNumbers / shape.dimensions));
    this.#end = this.rows.free.value;
    this.#inputBytes.value = Math.max(inputBytes, this.#rowBytes);
    this.#input.value = this.take(this.#inputBytes.value);
    this.values = this.take(this.batch * shape.dimensions * 8);
    this.#table = this.#layTable(shape.dtype);
    return true;
  }

  /** Memory of its own for so many bytes, aligned. */
  take(bytes: number): number {
    const at = Math.ceil(this.#end / 16) * 16;
    this.#end = at + bytes + vectorBytes;
    const { memory } = this.rows;
    const missing = this.#end - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / 65536));
    return at;
  }

  doubles(at: number, length: number): Float64Array {
    return new Float64Array(this.rows.memory.buffer, at, length);
  }

  bytes(at: number, length: number): Uint8Array {
    return new Uint8Array(this.rows.memory.buffer, at, length);
  }

  /** Writes rows of the block as float64 to `values`. */
  widen(row: number, count: number): void {
    const { dtype, dimensions } = this.#shape;
    const from = this.input + row * this.#rowBytes;
    const numbers = count * dimensions;
    const kind = kinds[dtype];
    if (kind === undefined) {
      const bytes = this.#rowBytes / dimensions;
      this.rows.widenBy(this.#table, this.values, from, numbers, bytes);
    } else this.rows.widen(this.values, kind, from, numbers);
  }

  /** The values of all numbers of 8 or 16 bits. */
  #layTable(dtype: DtypeName): number {
    if (kinds[dtype] !== undefined) return 0;
    const size = dtypeFromName(dtype)?.bytes ?? 1;
    const table = smallFloatTable(dtype) ?? valuesOf(dtype, size);
    const at = this.take(table.length * 8);
    this.doubles(at, table.length).set(table);
    return at;
  }
}

function valuesOf(dtype: DtypeName, bytes: number): Float64Array {
  const count = 256 ** bytes;
  const bits =
    bytes === 1
      ? Uint8Array.from({ length: count }, (_, index) => index)
      : Uint16Array.from({ length: count }, (_, index) => index);
  const values = new Float64Array(count);
  widenerOf(dtype)?.(new Uint8Array(bits.buffer), 0, count, values, 0);
  return values;
}
