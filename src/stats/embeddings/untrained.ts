/** Rows whose norms lie in the peak that random initialisation makes. */
export interface UntrainedRows {
  /** Norms from `from` to `to` are those of the peak. */
  readonly from: number;
  readonly to: number;
  /** A sentence: what speaks for it. */
  readonly why: string;
}

/** Below this many dimensions random norms are spread too wide to tell. */
const fewestDimensions = 8;

/** Fewer rows make no peak; fewer than this share of all, or all but this share, are no claim. */
const [fewestRows, smallestShare] = [20, 0.02];

/** Bins of a random norm's deviation; and how empty what lies beside the peak must be, as a share of its height. */
const [binsPerDeviation, emptyShare] = [3, 0.04];

/** Bins on both sides of the peak that must be empty: a peak that stands by itself. */
const emptyBins = 6;

/**
 * The squares of a row's random numbers add up to nearly the same for every row: norms deviate by 0.45/√d of their mean
 * where the numbers are uniform (Keras's `RandomUniform`), by 0.71/√d where they are normal. Norms that make such a
 * peak, with nothing beside it and the other rows above it, are told; a guess, for a person to judge.
 * @param norms NaN and 0 are no rows of it
 */
export function untrainedRows(norms: Float32Array, dimensions: number): UntrainedRows | null {
  if (dimensions < fewestDimensions) return null;
  let [min, max, rows] = [Infinity, 0, 0];
  for (const norm of norms) {
    if (!(norm > 0)) continue;
    rows++;
    if (norm < min) min = norm;
    if (norm > max) max = norm;
  }
  if (rows < 2 * fewestRows) return null;
  // On the scale of logarithms a deviation relative to the mean is as wide everywhere.
  const width = 0.447 / Math.sqrt(dimensions) / binsPerDeviation;
  const bins = Math.floor(Math.log(max / min) / width) + 1;
  if (bins > 100_000) return null;
  const binOf = (norm: number) => Math.min(bins - 1, Math.floor(Math.log(norm / min) / width));
  const counts = new Float64Array(bins);
  for (const norm of norms) {
    if (norm > 0) counts[binOf(norm)] = (counts[binOf(norm)] as number) + 1;
  }
  const peak = lowestPeak(counts, rows);
  if (!peak) return null;

  const figures = { count: 0, sum: 0, squares: 0 };
  let above = 0;
  for (const norm of norms) {
    if (!(norm > 0)) continue;
    const bin = binOf(norm);
    if (bin > peak.last) above++;
    if (bin < peak.first || bin > peak.last) continue;
    const log = Math.log(norm / min);
    figures.count++;
    figures.sum += log;
    figures.squares += log * log;
  }
  const { count } = figures;
  const mean = figures.sum / count;
  const deviation =
    Math.sqrt(Math.max(0, figures.squares / count - mean * mean)) * Math.sqrt(dimensions);
  const least = Math.max(fewestRows, smallestShare * rows);
  if (count < least || above < least) return null;
  if (deviation < 0.35 || deviation > 0.85) return null;

  const typical = min * Math.exp(mean);
  const keras = Math.abs(typical / (0.05 * Math.sqrt(dimensions / 3)) - 1) < 0.02;
  const around = Number(typical.toPrecision(3));
  return {
    from: min * Math.exp(peak.first * width),
    to: min * Math.exp((peak.last + 1) * width),
    why: keras
      ? `Their norms lie close around ${String(around)}, which is what Keras's initial values between -0.05 and 0.05 give, and apart from those of all other rows.`
      : `Their norms lie as close around ${String(around)} as those of random numbers do, and apart from those of all other rows.`,
  };
}

/** The first peak from below that stands by itself. */
function lowestPeak(
  counts: Float64Array,
  rows: number,
): { readonly first: number; readonly last: number } | null {
  let first = -1;
  for (let bin = 0; bin < counts.length; bin++) {
    if ((counts[bin] as number) > 0) {
      first = bin;
      break;
    }
  }
  if (first < 0) return null;
  // From the lowest norm on: the height so far, and where it has been empty for long enough.
  let height = 0;
  let empty = 0;
  let total = 0;
  for (let bin = first; bin < counts.length; bin++) {
    const count = counts[bin] as number;
    height = Math.max(height, count);
    total += count;
    if (count > emptyShare * height) {
      empty = 0;
      continue;
    }
    empty++;
    if (empty === emptyBins && height >= fewestRows / 4 && total >= smallestShare * rows) {
      return { first, last: bin - emptyBins };
    }
  }
  return null;
}
