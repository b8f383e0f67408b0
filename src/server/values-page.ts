import { dtypeFromName } from '../core/dtypes.ts';
import { AppError } from '../core/errors.ts';
import { visibleBytes } from '../core/text.ts';
import { formatElement, readNumbers } from '../core/values.ts';
import type { Artifact, Chunk } from '../formats/contract.ts';
import { limits } from '../protocol/limits.ts';
import type { DtypeName, TensorInfo } from '../protocol/model.ts';
import type { Notation, ValuesPage, ValuesQuery } from '../protocol/tensors.ts';
import { cutToMatrix, matrixOf, runsOf, type Matrix, type Rectangle } from './matrix.ts';
import { wholeCharacters } from './text-preview.ts';

/** A page of values as text; reads the elements on it and little more. */
export async function valuesPage(
  artifact: Artifact,
  tensor: TensorInfo,
  query: ValuesQuery,
  signal?: AbortSignal,
): Promise<ValuesPage> {
  if (tensor.damage !== undefined) {
    throw new AppError({ code: 'malformed', message: tensor.damage });
  }
  const matrix = matrixOf(tensor, query.leading);
  const rectangle = cutToMatrix(query, matrix);
  const page = new PageCells(tensor.dtype, matrix, rectangle, query.notation);
  for (const run of runsOf(matrix, rectangle)) {
    for await (const chunk of artifact.read(tensor.name, run, signal ? { signal } : {})) {
      page.add(chunk);
    }
  }
  return {
    ...rectangle,
    totalRows: matrix.rows,
    totalColumns: matrix.columns,
    cells: page.cells,
    ...page.tint(),
  };
}

/** Collects the cells of a rectangle out of chunks that hold more. */
class PageCells {
  readonly cells: string[];
  readonly #values: Float64Array | null;
  readonly #dtype: DtypeName;
  readonly #elementBytes: number;
  readonly #matrix: Matrix;
  readonly #rectangle: Rectangle;
  readonly #notation: Notation;

  constructor(dtype: DtypeName, matrix: Matrix, rectangle: Rectangle, notation: Notation) {
    const known = dtypeFromName(dtype);
    const count = rectangle.rows * rectangle.columns;
    this.cells = new Array<string>(count).fill('');
    this.#values =
      known && ['float', 'int', 'uint'].includes(known.kind) ? new Float64Array(count) : null;
    this.#dtype = dtype;
    this.#elementBytes = known?.bytes ?? 0;
    this.#matrix = matrix;
    this.#rectangle = rectangle;
    this.#notation = notation;
  }

  add(chunk: Chunk): void {
    const { rows, columns } = this.#rectangle;
    const count =
      chunk.kind === 'strings' ? chunk.values.length : chunk.bytes.length / this.#elementBytes;
    const first = this.#matrix.start + this.#rectangle.row * this.#matrix.columns;
    for (let row = 0; row < rows; row++) {
      // Of this row: what lies both in the rectangle and in the chunk, as indices into the chunk.
      const rowStart = first + row * this.#matrix.columns + this.#rectangle.column - chunk.element;
      const from = Math.max(0, rowStart);
      const to = Math.min(count, rowStart + columns);
      if (from >= to) continue;
      const cell = row * columns + from - rowStart;
      if (chunk.kind === 'strings') this.#addStrings(cell, chunk.values.slice(from, to));
      else {
        const size = this.#elementBytes;
        this.#addNumbers(cell, chunk.bytes.subarray(from * size, to * size), to - from);
      }
    }
  }

  #addStrings(cell: number, values: readonly Uint8Array[]): void {
    for (const [index, value] of values.entries()) this.cells[cell + index] = shownString(value);
  }

  #addNumbers(cell: number, bytes: Uint8Array, count: number): void {
    for (let index = 0; index < count; index++) {
      this.cells[cell + index] = formatElement(this.#dtype, bytes, index, this.#notation);
    }
    if (!this.#values) return;
    const numbers = readNumbers(this.#dtype, bytes);
    for (let index = 0; index < count; index++) {
      this.#values[cell + index] = Number(numbers[index]);
    }
  }

  /** Each value over the largest finite magnitude; infinities keep their sign, NaN is 0. Null without numbers. */
  tint(): Pick<ValuesPage, 'tint' | 'largest'> {
    if (!this.#values) return { tint: null };
    let largest = 0;
    for (const value of this.#values) {
      if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
    }
    const tint = Array.from(this.#values, (value) => {
      if (Number.isNaN(value) || value === 0) return 0;
      if (!Number.isFinite(value)) return Math.sign(value);
      return Math.round((value / largest) * 1000) / 1000;
    });
    return { tint, largest };
  }
}

/** A string element as it is shown: no more bytes than the limit, then how many more there are. */
export function shownString(value: Uint8Array): string {
  if (value.length <= limits.shownStringBytes) return visibleBytes(value);
  const shown = wholeCharacters(value.subarray(0, limits.shownStringBytes));
  const more = value.length - shown.length;
  return `${visibleBytes(shown)}… ${more.toLocaleString('en-US')} more`;
}
