import { AppError } from '../core/errors.ts';
import { limits } from '../protocol/limits.ts';
import type { TensorInfo } from '../protocol/model.ts';
import type { ValuesQuery } from '../protocol/tensors.ts';

/** One matrix of a tensor: its last two dimensions, at one index of those before. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  /** Index of its first element in the flattened tensor. */
  readonly start: number;
}

export interface Rectangle {
  readonly row: number;
  readonly rows: number;
  readonly column: number;
  readonly columns: number;
}

/**
 * A vector is one column, a scalar one cell.
 * @throws AppError `bad-request` where `leading` is no index of this tensor
 */
export function matrixOf({ name, shape }: TensorInfo, leading: readonly number[]): Matrix {
  const leadingShape = shape.slice(0, -2);
  const fits =
    leading.length === leadingShape.length &&
    leading.every(
      (index, axis) => Number.isInteger(index) && index >= 0 && index < (leadingShape[axis] ?? 0),
    );
  if (!fits) {
    throw new AppError({
      code: 'bad-request',
      message: `${name} has no matrix at [${leading.join(', ')}]: its leading dimensions are [${leadingShape.join(', ')}].`,
    });
  }
  const rows = shape.at(shape.length < 2 ? 0 : -2) ?? 1;
  const columns = shape.length < 2 ? 1 : (shape.at(-1) ?? 1);
  const which = leading.reduce((flat, index, axis) => flat * (leadingShape[axis] ?? 1) + index, 0);
  return { rows, columns, start: which * rows * columns };
}

/** What of the query lies in the matrix, and no more cells than one page may have: columns first, then rows. */
export function cutToMatrix(query: ValuesQuery, matrix: Matrix): Rectangle {
  const row = clamp(query.row, matrix.rows);
  const column = clamp(query.column, matrix.columns);
  const columns = Math.min(clamp(query.columns, matrix.columns - column), limits.valueCells);
  const mostRows = Math.floor(limits.valueCells / Math.max(1, columns));
  const rows = Math.min(clamp(query.rows, matrix.rows - row), mostRows);
  return { row, rows, column, columns };
}

function clamp(value: number, most: number): number {
  return Math.min(Math.max(0, Math.trunc(value)), most);
}

/** A run of elements in the flattened tensor, and of each row in it the elements that are wanted. */
export interface Run {
  readonly start: number;
  readonly count: number;
}

/**
 * What to read for a rectangle: its rows one by one, or all at once where little but the rectangle lies between
 * them. One read costs about what four pages of the file cost.
 */
export function runsOf(matrix: Matrix, rectangle: Rectangle): readonly Run[] {
  const { row, rows, column, columns } = rectangle;
  if (rows === 0 || columns === 0) return [];
  const first = matrix.start + row * matrix.columns + column;
  const between = matrix.columns - columns;
  if (between <= 4096) return [{ start: first, count: (rows - 1) * matrix.columns + columns }];
  return Array.from({ length: rows }, (_, index) => ({
    start: first + index * matrix.columns,
    count: columns,
  }));
}
