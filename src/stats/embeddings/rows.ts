import { throwIfCancelled } from '../../core/cancel.ts';
import { AppError } from '../../core/errors.ts';
import { Pacer } from '../../core/pacer.ts';
import { widenerOf } from '../widen.ts';
import { overTensor } from '../threads/over-tensor.ts';
import type { Tasks } from '../threads/tasks.ts';
import type { OpenTable } from './table.ts';

/** Rows that lie behind each other. */
export interface RowBlock {
  /** The first row's number. */
  readonly first: number;
  readonly count: number;
  /** As stored, little-endian, beginning at a multiple of 8 in their buffer. */
  readonly bytes: Uint8Array;
  /** Row by row, widened to float64; only those of the block are meant, whatever comes behind them. */
  readonly values: Float64Array;
}

export interface RowOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called now and then with the bytes that were read since it was last called. */
  readonly report?: ((bytes: number) => void) | undefined;
}

/** Numbers of one block: with what is computed of them they fit the processor's second cache. */
const blockNumbers = 16 * 1024;

/** Rows that are read one by one at most; to read more, all of the table is gone over. */
const mostByThemselves = 1000;

/** Rows between two that are wanted, bytes: they are read along, because a read costs as much as this. */
const gapBytes = 64 * 1024;

/**
 * Hands out rows `start` … `start + count − 1` block by block. A block, its values too, is only lent: the next one takes
 * its place.
 * @throws AppError `cancelled`, and what the reader throws; a checksum that does not match is no error here, because
 *   what is stored is what is looked at
 */
export async function eachBlock(
  table: OpenTable,
  range: { readonly start: number; readonly count: number },
  use: (block: RowBlock) => void,
  { signal, report }: RowOptions = {},
): Promise<void> {
  const { artifact, tensor, rows, dimensions, rowBytes } = table;
  if (range.count === 0) return;
  if (rowBytes === 0) return;
  const widen = widenerOf(tensor.dtype);
  if (!widen) throw new TypeError(`no numbers in dtype ${tensor.dtype}`);
  const rowsAtOnce = Math.max(1, Math.floor(blockNumbers / dimensions));
  const most = Math.min(rowsAtOnce, range.count);
  const values = new Float64Array(most * dimensions);
  const buffer = new Uint8Array(most * rowBytes);
  let filled = 0;
  let first = range.start;
  const hand = (bytes: Uint8Array, count: number): void => {
    widen(bytes, 0, count * dimensions, values, 0);
    use({ first, count, bytes, values });
    first += count;
  };
  const add = (bytes: Uint8Array): void => {
    buffer.set(bytes, filled);
    filled += bytes.length;
    if (filled < buffer.length) return;
    hand(buffer, most);
    filled = 0;
  };

  const pacer = new Pacer(signal);
  const whole = range.start === 0 && range.count === rows;
  const elements = { start: range.start * dimensions, count: range.count * dimensions };
  const chunks = artifact.read(tensor.name, whole ? 'all' : elements, signal ? { signal } : {});
  let unreported = 0;
  try {
    for await (const chunk of chunks) {
      throwIfCancelled(signal);
      if (chunk.kind !== 'numbers') continue;
      for (let at = 0; at < chunk.bytes.length;) {
        const piece = chunk.bytes.subarray(at, at + buffer.length - filled);
        add(piece);
        at += piece.length;
        unreported += piece.length;
        if (!pacer.due) continue;
        report?.(unreported);
        unreported = 0;
        await pacer.pause();
      }
    }
  } catch (thrown) {
    // Every byte was handed out before a wrong checksum is known.
    if (!(thrown instanceof AppError) || thrown.code !== 'checksum-mismatch') throw thrown;
  }
  if (filled > 0) hand(buffer, filled / rowBytes);
  report?.(unreported);
}

/**
 * Hands out single rows, by ascending number: those that lie near each other are read together.
 * @param wanted ascending
 * @param use gets the row's place in `wanted`, and its bytes and values, which are only lent
 */
export async function eachRow(
  table: OpenTable,
  wanted: ArrayLike<number>,
  use: (index: number, bytes: Uint8Array, values: Float64Array) => void,
  options: RowOptions = {},
): Promise<void> {
  if (wanted.length > mostByThemselves) {
    await gatherRows(table, wanted, use, options);
    return;
  }
  const { rowBytes, dimensions } = table;
  const gap = Math.floor(gapBytes / Math.max(1, rowBytes));
  for (let at = 0; at < wanted.length;) {
    const start = wanted[at] as number;
    let end = at + 1;
    while (end < wanted.length && (wanted[end] as number) - (wanted[end - 1] as number) <= gap) {
      end++;
    }
    const count = (wanted[end - 1] as number) - start + 1;
    let next = at;
    await eachBlock(
      table,
      { start, count },
      ({ first, count: rows, bytes, values }) => {
        for (; next < end && (wanted[next] as number) < first + rows; next++) {
          const row = (wanted[next] as number) - first;
          use(
            next,
            bytes.subarray(row * rowBytes, (row + 1) * rowBytes),
            values.subarray(row * dimensions, (row + 1) * dimensions),
          );
        }
      },
      options,
    );
    at = end;
  }
}

/** Has the threads pick many rows, who read all of the table for it. */
async function gatherRows(
  table: OpenTable,
  rows: ArrayLike<number>,
  use: (index: number, bytes: Uint8Array, values: Float64Array) => void,
  options: RowOptions,
): Promise<void> {
  const { tensor, dimensions, rowBytes } = table;
  const widen = widenerOf(tensor.dtype);
  if (!widen) throw new TypeError(`no numbers in dtype ${tensor.dtype}`);
  const wanted = new Uint32Array(new SharedArrayBuffer(rows.length * 4));
  wanted.set(rows);
  const values = new Float64Array(dimensions);
  let index = 0;
  for await (const { bytes } of overRows(table, 'rowGather', { wanted }, options)) {
    for (let at = 0; at < bytes.length; at += rowBytes, index++) {
      widen(bytes, at / (rowBytes / dimensions), dimensions, values, 0);
      use(index, bytes.subarray(at, at + rowBytes), values);
    }
  }
}

/** Tasks over the rows of a table. */
type RowTask = 'rowSurvey' | 'rowNearest' | 'rowGather' | 'rowPairs';

/**
 * Has the threads go over all rows, and hands out what came of them piece by piece.
 * @throws AppError as `eachBlock`
 */
export async function* overRows<T extends RowTask>(
  { artifact, threads, tensor, rows, dimensions, rowBytes }: OpenTable,
  task: T,
  params: Omit<Tasks[T]['params'], 'dtype' | 'dimensions'>,
  { signal, report }: RowOptions,
): AsyncGenerator<Tasks[T]['result'], void, undefined> {
  if (rows * rowBytes === 0) return;
  const { dtype } = tensor;
  const whole = { ...params, dtype, dimensions } as unknown as Tasks[T]['params'];
  let before = 0;
  const over = { threads, artifact, tensor, task, params: whole, together: dimensions };
  try {
    yield* overTensor(over, {
      ...(signal ? { signal } : {}),
      report: (done) => {
        report?.(done - before);
        before = done;
      },
    });
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code !== 'checksum-mismatch') throw thrown;
  }
}

/** Copies the values of single rows one after the other. @param wanted ascending */
export async function copyRows(
  table: OpenTable,
  wanted: ArrayLike<number>,
  into: Float32Array | Float64Array,
  options: RowOptions = {},
): Promise<void> {
  await eachRow(
    table,
    wanted,
    (index, _, values) => {
      into.set(values, index * table.dimensions);
    },
    options,
  );
}

/** Copies of single rows' values, in the order asked for. */
export async function rowValues(
  table: OpenTable,
  rows: readonly number[],
  options: RowOptions = {},
): Promise<readonly Float64Array[]> {
  const ascending = [...new Set(rows)].sort((a, b) => a - b);
  const found = new Map<number, Float64Array>();
  await eachRow(
    table,
    ascending,
    (index, _, values) => {
      found.set(ascending[index] as number, values.slice());
    },
    options,
  );
  return rows.map((row) => found.get(row) ?? new Float64Array(table.dimensions));
}
