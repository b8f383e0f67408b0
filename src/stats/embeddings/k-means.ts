/** Centres of clusters: row by row, as many numbers each as there are dimensions. */
export interface Centres {
  readonly count: number;
  readonly dimensions: number;
  readonly values: Float64Array;
}

/** Rounds after which the centres hardly move any more. */
const mostRounds = 50;

/**
 * Lloyd's k-means, begun as k-means++ does (Arthur and Vassilvitskii, 2007).
 * @param points row by row, finite
 * @param count fewer are found where there are not as many different points
 */
export function kMeans(
  points: Float32Array,
  dimensions: number,
  count: number,
  random: () => number,
): Centres {
  const rows = dimensions === 0 ? 0 : points.length / dimensions;
  const centres = firstCentres(points, rows, dimensions, count, random);
  const nearest = new Uint8Array(rows).fill(255);
  for (let round = 0; round < mostRounds; round++) {
    const sums = new Float64Array(centres.values.length);
    const sizes = new Float64Array(centres.count);
    let moved = 0;
    for (let row = 0; row < rows; row++) {
      const from = row * dimensions;
      const cluster = nearestCentre(centres, points, from);
      if (nearest[row] !== cluster) moved++;
      nearest[row] = cluster;
      sizes[cluster] = (sizes[cluster] as number) + 1;
      const to = cluster * dimensions;
      for (let i = 0; i < dimensions; i++) {
        sums[to + i] = (sums[to + i] as number) + (points[from + i] as number);
      }
    }
    if (moved === 0) break;
    for (let cluster = 0; cluster < centres.count; cluster++) {
      const size = sizes[cluster] as number;
      // One that has lost all its points stays where it is.
      if (size === 0) continue;
      for (let i = cluster * dimensions; i < (cluster + 1) * dimensions; i++) {
        centres.values[i] = (sums[i] as number) / size;
      }
    }
  }
  return centres;
}

/** The centre that is nearest to the point that begins at an index. */
export function nearestCentre(
  { count, dimensions, values }: Centres,
  points: ArrayLike<number>,
  from: number,
): number {
  let best = 0;
  let least = Infinity;
  for (let cluster = 0; cluster < count; cluster++) {
    const square = squaredDistance(values, cluster * dimensions, points, from, dimensions, least);
    if (square < least) {
      least = square;
      best = cluster;
    }
  }
  return best;
}

function firstCentres(
  points: Float32Array,
  rows: number,
  dimensions: number,
  count: number,
  random: () => number,
): Centres {
  const values = new Float64Array(Math.min(count, rows) * dimensions);
  const distances = new Float64Array(rows).fill(Infinity);
  let found = 0;
  let next = Math.floor(random() * rows);
  while (found < Math.min(count, rows)) {
    const at = found * dimensions;
    values.set(points.subarray(next * dimensions, (next + 1) * dimensions), at);
    found++;
    let total = 0;
    for (let row = 0; row < rows; row++) {
      const most = distances[row] as number;
      const square = squaredDistance(values, at, points, row * dimensions, dimensions, most);
      if (square < most) distances[row] = square;
      total += distances[row] as number;
    }
    if (total === 0) break;
    // Each point as likely as the square of its distance from the centres that there are.
    let left = random() * total;
    next = distances.findIndex((distance) => {
      left -= distance;
      return left < 0;
    });
    if (next < 0) next = distances.findLastIndex((distance) => distance > 0);
  }
  return { count: found, dimensions, values: values.subarray(0, found * dimensions) };
}

/** No further than it takes to see that it is over `most`. */
function squaredDistance(
  a: ArrayLike<number>,
  fromA: number,
  b: ArrayLike<number>,
  fromB: number,
  dimensions: number,
  most: number,
): number {
  let square = 0;
  for (let i = 0; i < dimensions && square < most; i++) {
    const apart = (a[fromA + i] as number) - (b[fromB + i] as number);
    square += apart * apart;
  }
  return square;
}
