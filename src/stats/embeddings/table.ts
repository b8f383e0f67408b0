import { dtypeFromName } from '../../core/dtypes.ts';
import { AppError } from '../../core/errors.ts';
import type { Artifact } from '../../formats/contract.ts';
import { bytes as figureOfBytes, plural } from '../../protocol/figures.ts';
import { limits } from '../../protocol/limits.ts';
import type { TensorInfo } from '../../protocol/model.ts';
import { shownName } from '../../protocol/visible-text.ts';
import type { StatisticsThreads } from '../threads/statistics-threads.ts';

/** A 2-D tensor of numbers as rows. */
export interface RowTable {
  readonly tensor: TensorInfo;
  readonly rows: number;
  readonly dimensions: number;
  /** Of one row. */
  readonly rowBytes: number;
}

/** A table, and how its rows are come by. */
export interface OpenTable extends RowTable {
  readonly artifact: Pick<Artifact, 'read' | 'storedRuns'>;
  readonly threads: StatisticsThreads;
}

/** Whether a tensor can be looked at as rows of numbers. */
export function hasRows({ shape, dtype }: TensorInfo): boolean {
  const kind = dtypeFromName(dtype)?.kind;
  return shape.length === 2 && (kind === 'float' || kind === 'int' || kind === 'uint');
}

/**
 * @throws AppError `bad-request` for a tensor without rows of numbers, `limit-exceeded` for more rows or dimensions than
 *   are looked at, `malformed` for one whose values are known to be unreadable
 */
export function rowTable(tensor: TensorInfo): RowTable {
  const { name, shape, dtype, damage } = tensor;
  const refuse = (code: 'bad-request' | 'limit-exceeded' | 'malformed', message: string) =>
    new AppError({ code, message });
  if (!hasRows(tensor)) {
    throw refuse(
      'bad-request',
      `${shownName(name)} has no rows to compare: it is no tensor of numbers in two dimensions. Choose one that is.`,
    );
  }
  if (damage !== undefined) throw refuse('malformed', damage);
  const [rows = 0, dimensions = 0] = shape;
  const rowBytes = dimensions * (dtypeFromName(dtype)?.bytes ?? 0);
  if (rows > limits.embeddingRows || rowBytes > limits.embeddingRowBytes) {
    throw refuse(
      'limit-exceeded',
      `${shownName(name)} has ${plural(rows, 'row')} of ${plural(dimensions, 'number')}. Tables of up to ${plural(limits.embeddingRows, 'row')} of ${figureOfBytes(limits.embeddingRowBytes)} each are looked at; its values are in Tensors.`,
    );
  }
  return { tensor, rows, dimensions, rowBytes };
}
