import { AppError } from '../../core/errors.ts';
import { Pacer } from '../../core/pacer.ts';
import { plural } from '../../protocol/figures.ts';
import { limits } from '../../protocol/limits.ts';
import { shownName } from '../../protocol/visible-text.ts';
import type {
  EmbeddingRow,
  Neighbours,
  NormsByRow,
  RowComparison,
  RowPage,
  RowQuery,
} from '../../protocol/embeddings.ts';
import { base64 } from '../../core/text.ts';
import type { LabelList } from '../../stats/embeddings/labels/label-list.ts';
import { nearestRows, type NeighbourQuery } from '../../stats/embeddings/neighbours.ts';
import { cosine, rowNorm, squareOf } from '../../stats/embeddings/norm.ts';
import type { RowKinds } from '../../stats/embeddings/row-kinds.ts';
import { eachRow, rowValues, type RowOptions } from '../../stats/embeddings/rows.ts';
import type { OpenTable, RowTable } from '../../stats/embeddings/table.ts';

/** @throws AppError `bad-request` for a row that the table does not have */
export function assertRow({ tensor, rows }: RowTable, row: number): void {
  if (Number.isInteger(row) && row >= 0 && row < rows) return;
  throw new AppError({
    code: 'bad-request',
    message: `${shownName(tensor.name)} has no row ${String(row)}: it has ${plural(rows, 'row')}, counted from 0.`,
  });
}

/** Rows with their words and norms; reads them. */
async function describeRows(
  table: OpenTable,
  labels: LabelList | null,
  rows: readonly number[],
  options: RowOptions,
): Promise<readonly EmbeddingRow[]> {
  const norms = new Map<number, number | null>();
  const ascending = [...new Set(rows)].sort((a, b) => a - b);
  await eachRow(
    table,
    ascending,
    (index, _, values) => {
      norms.set(ascending[index] as number, rowNorm(values));
    },
    options,
  );
  return rows.map((row) => ({
    row,
    label: labels?.at(row) ?? null,
    norm: norms.get(row) ?? (table.dimensions === 0 ? 0 : null),
  }));
}

/**
 * Numbers of the rows of a kind with a text in their label, or with the number that the text is; ascending.
 * @param kinds null where all rows are meant
 */
export async function matchingRows(
  rows: number,
  kinds: RowKinds | null,
  labels: LabelList | null,
  { kind, text }: Pick<RowQuery, 'kind' | 'text'>,
  signal: AbortSignal,
): Promise<Uint32Array> {
  const wanted = text.trim().toLowerCase();
  const number = /^\d+$/.test(wanted) ? Number(wanted) : null;
  let found = new Uint32Array(1024);
  let count = 0;
  const pacer = new Pacer(signal);
  for (let row = 0; row < rows; row++) {
    if (row % 1024 === 0 && pacer.due) await pacer.pause();
    if (kinds && !kinds.is(row, kind)) continue;
    if (wanted !== '' && row !== number) {
      if (labels?.at(row)?.toLowerCase().includes(wanted) !== true) continue;
    }
    if (count === found.length) {
      const larger = new Uint32Array(2 * count);
      larger.set(found);
      found = larger;
    }
    found[count++] = row;
  }
  return found.slice(0, count);
}

export async function rowPage(
  table: OpenTable,
  labels: LabelList | null,
  matched: Uint32Array,
  { offset, limit }: Pick<RowQuery, 'offset' | 'limit'>,
  options: RowOptions,
): Promise<RowPage> {
  const from = Math.max(0, Math.trunc(offset));
  const to = from + Math.min(limits.rowPage, Math.max(0, Math.trunc(limit)));
  const rows = [...matched.subarray(from, to)];
  return {
    matched: matched.length,
    rows: await describeRows(table, labels, rows, options),
  };
}

/** What is near a row, without its words. */
export interface Near {
  readonly of: number;
  readonly nearest: readonly {
    readonly row: number;
    readonly value: number;
    readonly duplicate: boolean;
    readonly norm: number | null;
  }[];
  readonly norm: number | null;
  readonly milliseconds: number;
}

/** @throws AppError `bad-request` for a row that there is not, `cancelled`, and what the reader throws */
export async function findNear(
  table: OpenTable,
  { row, metric, count }: Omit<NeighbourQuery, 'values'>,
  options: RowOptions,
): Promise<Near> {
  const started = performance.now();
  assertRow(table, row);
  let own: Buffer = Buffer.alloc(0);
  let values: Float64Array = new Float64Array(table.dimensions);
  await eachRow(
    table,
    [row],
    (_, bytes, found) => {
      own = Buffer.from(bytes);
      values = found.slice();
    },
    options,
  );
  const norm = rowNorm(values);
  const most = Math.min(limits.neighbours, Math.max(0, Math.trunc(count)));
  const nearest =
    norm === null ? [] : await nearestRows(table, { row, values, metric, count: most }, options);
  const ascending = nearest.map((each) => each.row).sort((a, b) => a - b);
  const known = new Map<number, { readonly duplicate: boolean; readonly norm: number | null }>();
  await eachRow(
    table,
    ascending,
    (index, bytes, found) => {
      known.set(ascending[index] as number, { duplicate: own.equals(bytes), norm: rowNorm(found) });
    },
    options,
  );
  return {
    of: row,
    norm,
    nearest: nearest.map((each) => ({
      ...each,
      ...(known.get(each.row) ?? { duplicate: false, norm: null }),
    })),
    milliseconds: Math.round(performance.now() - started),
  };
}

export function withLabels(
  { of, norm, nearest, milliseconds }: Near,
  labels: LabelList | null,
): Neighbours {
  return {
    of: { row: of, label: labels?.at(of) ?? null, norm },
    nearest: nearest.map((each) => ({ ...each, label: labels?.at(each.row) ?? null })),
    milliseconds,
  };
}

/** @throws AppError `bad-request` for a row that there is not, and what the reader throws */
export async function compareRows(
  table: OpenTable,
  labels: LabelList | null,
  rows: readonly [number, number],
  options: RowOptions,
): Promise<RowComparison> {
  for (const row of rows) assertRow(table, row);
  const [a, b] = await rowValues(table, rows, options);
  if (!a || !b) throw new TypeError('two rows were asked for');
  const norms = [rowNorm(a), rowNorm(b)] as const;
  const [normA, normB] = norms;
  let [dot, squares] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    dot += (a[i] as number) * (b[i] as number);
    squares += ((a[i] as number) - (b[i] as number)) ** 2;
  }
  const finite = normA !== null && normB !== null;
  const apart = (i: number) => {
    const difference = Math.abs((a[i] as number) - (b[i] as number));
    // What cannot be compared is different above all.
    return Number.isNaN(difference) ? Infinity : difference;
  };
  const shown = (value: number) => (Number.isFinite(value) ? value : null);
  const order = Uint32Array.from({ length: a.length }, (_, i) => i).sort(
    (i, j) => Math.sign(apart(j) - apart(i)) || i - j,
  );
  const row = (index: 0 | 1): RowComparison['rows'][0] => ({
    row: rows[index],
    label: labels?.at(rows[index]) ?? null,
    norm: norms[index],
  });
  return {
    rows: [row(0), row(1)],
    cosine:
      finite && normA > 0 && normB > 0
        ? cosine(dot, Math.sqrt(squareOf(a)), Math.sqrt(squareOf(b)))
        : null,
    dot: finite ? shown(dot) : null,
    euclid: finite ? shown(Math.sqrt(squares)) : null,
    dimensions: Array.from(order.subarray(0, limits.comparedDimensions), (dimension) => ({
      dimension,
      values: [shown(a[dimension] as number), shown(b[dimension] as number)],
    })),
  };
}

/** Columns of a plot at most. */
const mostColumns = 10_000;

export function normsByRow({ norms }: RowKinds, columns: number): NormsByRow {
  const wanted = Math.min(mostColumns, Math.max(1, Math.trunc(columns)));
  const rowsPerColumn = Math.max(1, Math.ceil(norms.length / wanted));
  const count = Math.ceil(norms.length / rowsPerColumn);
  const figures = new Float32Array(count * 3);
  for (let column = 0; column < count; column++) {
    let [min, sum, max, finite] = [Infinity, 0, -Infinity, 0];
    const end = Math.min(norms.length, (column + 1) * rowsPerColumn);
    for (let row = column * rowsPerColumn; row < end; row++) {
      const norm = norms[row] as number;
      if (Number.isNaN(norm)) continue;
      min = Math.min(min, norm);
      max = Math.max(max, norm);
      sum += norm;
      finite++;
    }
    figures.set(finite === 0 ? [NaN, NaN, NaN] : [min, sum / finite, max], column * 3);
  }
  return { rowsPerColumn, columns: base64(new Uint8Array(figures.buffer)) };
}
