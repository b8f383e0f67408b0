import type { DtypeName, TensorInfo, TensorRole } from './model.ts';

/** Figures of `TensorStatistics` that a table of tensors can be sorted by. */
export type FigureSort = 'min' | 'max' | 'mean' | 'std' | 'zeros' | 'nan';

/**
 * Columns a table of tensors can be sorted by; `file` is the order in the file. Tensors whose figures are not
 * computed yet, or that have none, come last in both directions.
 */
export type TensorSort = 'file' | 'name' | 'role' | 'dtype' | 'shape' | 'size' | FigureSort;

/** A page of tensors that pass a filter, in an order. */
export interface TensorQuery {
  /** Filter text: `role:weight,optimizer dtype:float32 shape:>1 has:finding word`; every part must hold. */
  readonly filter: string;
  readonly sort: TensorSort;
  readonly descending: boolean;
  readonly offset: number;
  readonly limit: number;
  /** A tensor whose place in the order is wanted, wherever that is. */
  readonly find?: string;
}

export interface TensorPage {
  /** All tensors of the artifact. */
  readonly total: number;
  /** Those that pass. */
  readonly matched: number;
  /** Bytes of those that pass. */
  readonly matchedBytes: number;
  readonly rows: readonly TensorInfo[];
  /** The one that was to be found, and its index among those that pass; absent where it is not among them. */
  readonly found?: { readonly index: number; readonly tensor: TensorInfo };
  readonly facets: {
    /** Over all tensors, whatever the filter. */
    readonly roles: readonly { readonly role: TensorRole; readonly count: number }[];
    readonly dtypes: readonly { readonly dtype: DtypeName; readonly count: number }[];
    readonly withFindings: number;
  };
}

/** How a number is written: four decimals, the shortest text that reads back to the same bits, or the bits. */
export type Notation = 'decimal' | 'exact' | 'hex';

/**
 * A rectangle of one matrix of a tensor. The last dimension is the columns and the one before it the rows;
 * `leading` picks an index in each dimension before those. A vector is one column, a scalar one cell.
 */
export interface ValuesQuery {
  readonly tensor: string;
  readonly leading: readonly number[];
  readonly row: number;
  readonly rows: number;
  readonly column: number;
  readonly columns: number;
  readonly notation: Notation;
}

export interface ValuesPage {
  /** The rectangle that was read: the query's, cut to the tensor. */
  readonly row: number;
  readonly rows: number;
  readonly column: number;
  readonly columns: number;
  /** Of the whole matrix. */
  readonly totalRows: number;
  readonly totalColumns: number;
  /** Row by row, as text in the notation that was asked for. */
  readonly cells: readonly string[];
  /** Row by row, value over the rectangle's largest magnitude, −1 … 1, NaN as 0; null for what is no number. */
  readonly tint: readonly number[] | null;
  /** The rectangle's largest magnitude, with which pages are brought to one scale; absent where `tint` is null. */
  readonly largest?: number;
}

/** Figures of every value of one tensor. Non-finite figures are the strings "NaN", "Infinity", "-Infinity". */
export interface TensorStatistics {
  readonly name: string;
  readonly dtype: DtypeName;
  readonly shape: readonly number[];
  readonly count: number;
  /** Over the finite values, null where there is none; int64 and uint64 beyond ±2^53 as decimal strings. */
  readonly min: number | string | null;
  readonly max: number | string | null;
  readonly mean: number | string | null;
  /** Population standard deviation, computed in float64. */
  readonly std: number | string | null;
  /** Root of the sum of the finite values' squares; of complex numbers, too. */
  readonly norm: number | string | null;
  readonly zeros: number | null;
  /** Values nearer to zero than any with a whole fraction (subnormal numbers); 0 of integers. */
  readonly denormals: number | null;
  readonly nan: number | null;
  readonly inf: number | null;
  /** Whether all values are finite and the same. */
  readonly constant: boolean | null;
  readonly histogram: {
    readonly edges: readonly number[];
    readonly counts: readonly number[];
  } | null;
  /**
   * Finite values by magnitude, without zeros: counts[i] of them have 2^(from + i) ≤ |x| < 2^(from + i + 1). `smaller`
   * and `larger`: those beyond what can be told apart, such as float32's smallest below 2^-133.
   */
  readonly exponents: {
    readonly from: number;
    readonly counts: readonly number[];
    readonly smaller: number;
    readonly larger: number;
  } | null;
  /**
   * Of the finite values, at 0.01 0.05 0.25 0.5 0.75 0.95 0.99: the smallest value that q of them are not above lies at
   * most `error` from `value`. Exact for 8 and 16 bits; of all else the error is less than 0.8 % of the value.
   */
  readonly quantiles:
    readonly { readonly q: number; readonly value: number; readonly error: number }[] | null;
  readonly checksum: 'ok' | 'mismatch' | 'none';
  /** For complex dtypes: the same figures of the magnitude. */
  readonly magnitude?: Pick<TensorStatistics, 'min' | 'max' | 'mean' | 'std'>;
  /** Why there are no figures, as a sentence. */
  readonly damage?: string;
}
