import { Pacer } from '../../core/pacer.ts';
import { inTurns } from '../../core/steps.ts';
import type { EmbeddingAnalysis } from '../../protocol/embeddings.ts';
import type { Progress } from '../../protocol/requests.ts';
import { findDuplicates } from './duplicates.ts';
import { symmetricEigen } from './eigen.ts';
import { findNearDuplicates, nearCosine, sampleSeed } from './near-duplicates.ts';
import { RowKinds } from './row-kinds.ts';
import { Survey } from './survey.ts';
import type { OpenTable } from './table.ts';
import { untrainedRows } from './untrained.ts';

/** What is known of a table after all of its rows were read, but for what its labels say. */
export interface AnalysedTable {
  readonly analysis: Omit<EmbeddingAnalysis, 'unlabelled'>;
  readonly kinds: RowKinds;
  /** Where its points are seen from: the two directions in which they vary most; null where there are none. */
  readonly axes: PrincipalAxes | null;
}

export interface PrincipalAxes {
  readonly mean: Float64Array;
  /** The first two or, of one dimension, the only one; each of length 1. */
  readonly vectors: readonly Float64Array[];
  /** Shares of the variance that they show. */
  readonly explained: readonly number[];
}

export interface AnalysisOptions {
  readonly signal?: AbortSignal | undefined;
  readonly report?: ((progress: Progress) => void) | undefined;
}

/**
 * Reads all rows of a table, in memory that does not grow with its dimensions' product: some bytes for each row, and the
 * covariance of its dimensions.
 * @throws AppError `cancelled`, and what the reader throws
 */
export async function analyseTable(
  table: OpenTable,
  { signal, report }: AnalysisOptions = {},
): Promise<AnalysedTable> {
  const started = performance.now();
  const { rows, dimensions, rowBytes } = table;
  const reading = (message: string) => {
    let done = 0;
    return {
      signal,
      report: (bytes: number): void => {
        done += bytes;
        const total = Math.max(done, rows * rowBytes);
        report?.({ done, total, unit: 'bytes', message });
      },
    };
  };
  const survey = await Survey.of(table, reading('Reading all rows'));
  const { norms, hashes, spread } = survey;
  const kinds = new RowKinds(norms, new Uint8Array(rows), null);
  const duplicates = await findDuplicates(
    table,
    norms,
    hashes,
    (row) => {
      kinds.mark(row, 'duplicate');
    },
    reading('Comparing rows of the same bytes'),
  );
  const near = await findNearDuplicates(
    table,
    norms,
    (row) => {
      kinds.mark(row, 'near-duplicate');
    },
    reading('Looking for rows that are nearly the same'),
  );
  const untrained = untrainedRows(norms, dimensions);
  if (untrained) {
    norms.forEach((norm, row) => {
      if (norm >= untrained.from && norm < untrained.to) kinds.mark(row, 'untrained');
    });
  }
  report?.({ done: 0, total: 0, unit: 'steps', message: 'Computing principal components' });
  const components = await principalComponents(survey, dimensions, signal);
  return {
    kinds,
    axes: components?.axes ?? null,
    analysis: {
      rows,
      dimensions,
      norms: survey.rowNorms(),
      zeroRows: kinds.of('zero'),
      nonFiniteRows: kinds.of('non-finite'),
      duplicates: {
        ...kinds.of('duplicate'),
        groupCount: duplicates.count,
        groups: duplicates.groups,
      },
      nearDuplicates: near && {
        ...kinds.of('near-duplicate'),
        over: nearCosine,
        compared: near.compared,
        seed: near.sampled ? sampleSeed : null,
      },
      untrained: untrained && { ...kinds.of('untrained'), why: untrained.why },
      meanCosine: survey.meanCosine(),
      dimensionMeans: spread.count === 0 ? [] : [...spread.means()],
      dimensionStds: spread.count === 0 ? [] : Array.from(spread.variances(), Math.sqrt),
      explainedVariance: components?.explained ?? null,
      bytes: rows * rowBytes,
      milliseconds: Math.round(performance.now() - started),
    },
  };
}

async function principalComponents(
  { spread }: Survey,
  dimensions: number,
  signal: AbortSignal | undefined,
): Promise<{ readonly explained: readonly number[]; readonly axes: PrincipalAxes } | null> {
  const covariances = spread.covariances();
  if (!covariances?.every(Number.isFinite)) return null;
  const eigen = await inTurns(symmetricEigen(covariances, dimensions, 2), new Pacer(signal));
  if (!eigen) return null;
  // A variance that is none comes out as a little less than zero, too.
  const values = eigen.values.map((value) => Math.max(0, value));
  const total = values.reduce((sum, value) => sum + value, 0);
  if (!(total > 0)) return null;
  const explained = Array.from(values, (value) => value / total);
  return {
    explained,
    axes: { mean: spread.means(), vectors: eigen.vectors, explained: explained.slice(0, 2) },
  };
}
