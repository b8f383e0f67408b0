import { base64 } from '../../core/text.ts';
import { AppError } from '../../core/errors.ts';
import { sampleBelow, seededRandom } from '../../core/random.ts';
import { plural } from '../../protocol/figures.ts';
import { limits } from '../../protocol/limits.ts';
import type { EmbeddingMap, MapQuery } from '../../protocol/embeddings.ts';
import type { Progress } from '../../protocol/requests.ts';
import type { AnalysedTable, PrincipalAxes } from './analyse.ts';
import { kMeans, nearestCentre, type Centres } from './k-means.ts';
import { numbersOf } from './near-duplicates.ts';
import { squareOf } from './norm.ts';
import { copyRows, eachRow, type RowOptions } from './rows.ts';
import type { OpenTable } from './table.ts';
import { umapPoints } from './umap/umap-thread.ts';

/** Clusters at most, and rows for each of them at least. */
const [mostClusters, rowsPerCluster] = [5, 10];

/** Points that the clusters are computed from, and numbers of them; the others join the nearest. */
const [clusteredPoints, clusteredNumbers] = [10_000, 2 ** 21];

/** Numbers of the rows that UMAP is given: as JavaScript's lists they take eight bytes each. */
const umapNumbers = 2 ** 23;

export interface MapOptions {
  readonly signal: AbortSignal;
  readonly report: (progress: Progress) => void;
}

/**
 * A map of the rows that have a direction, or of a sample of them.
 * @throws AppError `limit-exceeded` for PCA of too many dimensions, `bad-request` for UMAP of too few rows,
 *   `cancelled`, and what the reader throws
 */
export async function embeddingMap(
  table: OpenTable,
  { kinds: { norms }, axes }: Pick<AnalysedTable, 'kinds' | 'axes'>,
  { method, seed }: Pick<MapQuery, 'method' | 'seed'>,
  { signal, report }: MapOptions,
): Promise<EmbeddingMap> {
  const { dimensions } = table;
  if (method === 'pca' && dimensions > limits.componentDimensions) {
    throw new AppError({
      code: 'limit-exceeded',
      message: `Principal components are computed for tables of up to ${plural(limits.componentDimensions, 'dimension')}, and this one has ${plural(dimensions, 'dimension')}. UMAP draws it.`,
    });
  }
  let of = 0;
  for (const norm of norms) if (norm > 0) of++;
  const most =
    method === 'pca'
      ? limits.mapPoints
      : Math.min(limits.umapPoints, Math.floor(umapNumbers / Math.max(1, dimensions)));
  const random = seededRandom(seed);
  const rows = numbersOf(sampleBelow(of, most, random), norms);
  let done = 0;
  const reading: RowOptions = {
    signal,
    report: (bytes) => {
      done += bytes;
      report({ done, total: 0, unit: 'bytes', message: 'Reading the rows of the map' });
    },
  };

  const centres = await clusterCentres(table, rows, random, reading);
  const sizes = new Float64Array(centres.count);
  const members = new Uint8Array(rows.length);
  const placed = new Float32Array(rows.length * 2);
  const lengths = new Float32Array(rows.length);
  const directions = new Float32Array(method === 'umap' ? rows.length * dimensions : 0);
  await eachRow(
    table,
    rows,
    (index, _, values) => {
      const norm = Math.sqrt(squareOf(values));
      lengths[index] = norm;
      const cluster = nearestCentre(centres, values, 0);
      members[index] = cluster;
      sizes[cluster] = (sizes[cluster] as number) + 1;
      if (method === 'umap') {
        for (let i = 0; i < dimensions; i++) {
          directions[index * dimensions + i] = (values[i] as number) / norm;
        }
      } else if (axes) project(values, axes, placed, index * 2);
    },
    reading,
  );
  const points =
    method === 'umap'
      ? await umapPoints({ directions, dimensions, seed }, { signal, report })
      : placed;
  return {
    method,
    count: rows.length,
    of,
    seed,
    rows: bytes(rows),
    points: bytes(points),
    norms: bytes(lengths),
    ...largestFirst(members, sizes),
    explained: method === 'umap' ? null : [axes?.explained[0] ?? 0, axes?.explained[1] ?? 0],
  };
}

async function clusterCentres(
  table: OpenTable,
  rows: Uint32Array,
  random: () => number,
  reading: RowOptions,
): Promise<Centres> {
  const { dimensions } = table;
  const most = Math.min(clusteredPoints, Math.max(1, Math.floor(clusteredNumbers / dimensions)));
  const chosen = sampleBelow(rows.length, most, random).map((place) => rows[place] as number);
  const points = new Float32Array(chosen.length * dimensions);
  await copyRows(table, chosen, points, reading);
  const count = Math.min(mostClusters, Math.max(1, Math.floor(chosen.length / rowsPerCluster)));
  return kMeans(points, dimensions, count, random);
}

function project(
  values: Float64Array,
  { mean, vectors }: PrincipalAxes,
  points: Float32Array,
  at: number,
): void {
  vectors.forEach((vector, axis) => {
    let sum = 0;
    for (let i = 0; i < vector.length; i++) {
      sum += ((values[i] as number) - (mean[i] as number)) * (vector[i] as number);
    }
    points[at + axis] = sum;
  });
}

/** Clusters by size; those that have no point are none. */
function largestFirst(
  members: Uint8Array,
  sizes: Float64Array,
): Pick<EmbeddingMap, 'clusters' | 'clusterSizes'> {
  const order = [...sizes.keys()].sort((a, b) => (sizes[b] ?? 0) - (sizes[a] ?? 0) || a - b);
  const placeOf = new Map(order.map((cluster, place) => [cluster, place]));
  return {
    clusters: base64(members.map((cluster) => placeOf.get(cluster) ?? 0)),
    clusterSizes: order.map((cluster) => sizes[cluster] ?? 0).filter((size) => size > 0),
  };
}

function bytes(array: Float32Array | Uint32Array): string {
  return base64(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
}
