import type { DtypeName } from './model.ts';

/**
 * Embedding tables: 2-D tensors whose rows are the vectors of users, items, words. Rows and dimensions are counted
 * from 0. Many numbers travel as base64 of little-endian bytes.
 */

/** What makes a tensor an embedding table; `shape` is nothing but two dimensions: it can be looked at as one. */
export type TableReason = 'layer' | 'gather' | 'name' | 'dataset' | 'shape';

/** Where the words for the rows come from. */
export interface LabelSource {
  /** Stable within the artifact: what a request names it by. A file that a person chose: its absolute path. */
  readonly id: string;
  readonly kind: 'vocabulary-file' | 'constant' | 'table' | 'dataset' | 'chosen-file';
  /** What it is called on the page: `assets/items.txt`, `item_lookup (StringLookup)`. */
  readonly name: string;
  /** A file of the artifact that can be opened, relative to its root; null where it lies in no file by itself. */
  readonly file: string | null;
  /** How many labels there are. */
  readonly count: number;
  /** The row of the first label: 1 where row 0 is for what is out of vocabulary. */
  readonly firstRow: number;
}

export interface EmbeddingTable {
  /** `TensorInfo.name`. */
  readonly tensor: string;
  /** What people call it: the layer's path, else the tensor's name. */
  readonly title: string;
  readonly rows: number;
  readonly dimensions: number;
  readonly dtype: DtypeName;
  readonly bytes: number;
  readonly reason: TableReason;
  /** The likeliest first; empty where the model holds no words for its rows. */
  readonly labels: readonly LabelSource[];
}

/** One table with the words for its rows: what most requests are about. */
export interface TableQuery {
  readonly tensor: string;
  /** `LabelSource.id`; null for none. */
  readonly labels: string | null;
}

/** Over rows without NaN or infinity; null where there is none. Population standard deviation. */
export interface RowNorms {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly std: number;
  readonly histogram: { readonly edges: readonly number[]; readonly counts: readonly number[] };
}

/** Some rows of a kind: how many there are, and the first of them. */
export interface RowsOfAKind {
  readonly count: number;
  /** Ascending; no more than `limits.listedRows`. */
  readonly first: readonly number[];
}

/** Everything that one reading of the table tells, over all rows. */
export interface EmbeddingAnalysis {
  readonly rows: number;
  readonly dimensions: number;
  readonly norms: RowNorms | null;
  /** Rows that are zero in every dimension. They count in no figure of directions: duplicates, cosines. */
  readonly zeroRows: RowsOfAKind;
  /** Rows with NaN or an infinity; they count in no figure. */
  readonly nonFiniteRows: RowsOfAKind;
  /** Rows whose bytes another row has, too. */
  readonly duplicates: RowsOfAKind & {
    readonly groupCount: number;
    /** The largest first, each ascending; the first of them. */
    readonly groups: readonly (readonly number[])[];
  };
  /** Rows whose cosine with another row is over `over`, exact duplicates left out; null where it was not looked for. */
  readonly nearDuplicates:
    | (RowsOfAKind & {
        readonly over: number;
        /** Rows that were compared with all others: all, or a sample with its seed. */
        readonly compared: number;
        readonly seed: number | null;
      })
    | null;
  /**
   * Rows that look as they were initialised: their norm lies in the narrow peak that random initialisation makes,
   * apart from the trained ones; null where the norms show no such peak. A guess, and called one.
   */
  readonly untrained: (RowsOfAKind & { readonly why: string }) | null;
  /** Rows beyond the last label; null without labels. */
  readonly unlabelled: RowsOfAKind | null;
  /** Mean cosine over all pairs of rows; null with fewer than two. */
  readonly meanCosine: number | null;
  /** By dimension, over the finite rows. */
  readonly dimensionMeans: readonly number[];
  readonly dimensionStds: readonly number[];
  /** Share of the variance by principal component, descending, sum 1; null where the table has none or too many dimensions. */
  readonly explainedVariance: readonly number[] | null;
  /** Bytes that were read, and milliseconds that it took. */
  readonly bytes: number;
  readonly milliseconds: number;
}

/** Of `RowPage`: what rows are in it and their order. */
export interface RowQuery extends TableQuery {
  readonly kind:
    'all' | 'zero' | 'non-finite' | 'duplicate' | 'near-duplicate' | 'untrained' | 'unlabelled';
  /** A part of a label, or a row's number; '' for all. */
  readonly text: string;
  readonly offset: number;
  readonly limit: number;
}

export interface EmbeddingRow {
  readonly row: number;
  readonly label: string | null;
  /** null with NaN or an infinity in it. */
  readonly norm: number | null;
}

export interface RowPage {
  readonly matched: number;
  readonly rows: readonly EmbeddingRow[];
}

/** By dot product and cosine the largest are the nearest, by Euclid's distance the smallest. */
export type Metric = 'cosine' | 'dot' | 'euclid';

export interface Neighbour extends EmbeddingRow {
  readonly value: number;
  /** Whether its bytes are those of the row that was asked about. */
  readonly duplicate: boolean;
}

export interface Neighbours {
  readonly of: EmbeddingRow;
  /** The nearest first, without the row itself; over all rows. Of equal ones the lower row first. */
  readonly nearest: readonly Neighbour[];
  readonly milliseconds: number;
}

export interface MapQuery extends TableQuery {
  readonly method: 'pca' | 'umap';
  /** What a sample and UMAP's random steps depend on. */
  readonly seed: number;
}

/** Points of the map. PCA is over all rows; where there are more rows than points, the points are a sample of them. */
export interface EmbeddingMap {
  readonly method: 'pca' | 'umap';
  /** Points. */
  readonly count: number;
  /** Rows of the table that could have been points: all but zero rows and those with NaN. */
  readonly of: number;
  readonly seed: number;
  /** Row of each point: base64 of uint32. */
  readonly rows: string;
  /** x and y of each point: base64 of float32, 2 per point. */
  readonly points: string;
  /** Norm of each point's row: base64 of float32. */
  readonly norms: string;
  /** Cluster of each point, 0 the largest: base64 of uint8. */
  readonly clusters: string;
  readonly clusterSizes: readonly number[];
  /** Share of the variance on the two axes; null for UMAP. */
  readonly explained: readonly [number, number] | null;
}

/** Norms along the rows for a plot: as many columns as asked for, each over the same number of rows. */
export interface NormsByRow {
  readonly rowsPerColumn: number;
  /** Smallest, mean and largest norm of each column: base64 of float32, 3 per column; NaN where none is finite. */
  readonly columns: string;
}

/** Two rows beside each other. */
export interface RowComparison {
  readonly rows: readonly [EmbeddingRow, EmbeddingRow];
  /** null where a row is zero or not finite. */
  readonly cosine: number | null;
  readonly dot: number | null;
  readonly euclid: number | null;
  /** Every dimension, the largest difference first; of a table with more, the first `limits.comparedDimensions`. */
  readonly dimensions: readonly {
    readonly dimension: number;
    /** null for NaN and the infinities, which JSON has no number for. */
    readonly values: readonly [number | null, number | null];
  }[];
}

/** Words for the rows out of a file that a person chose. */
export interface ChosenLabels {
  readonly source: LabelSource;
  /** Columns to choose among; empty for plain text. */
  readonly columns: readonly string[];
  /** What does not fit, as sentences: fewer or more than the table has rows, a label twice. */
  readonly notes: readonly string[];
}
