import type { RowNorms } from '../../protocol/embeddings.ts';
import { binOf, binsFor, histogramOf, type HistogramFigures } from '../histogram.ts';

/** Extremes, mean and deviation of norms, as they come in parts; parts are merged by Chan, Golub and LeVeque (1979). */
export class NormFigures {
  #min = Infinity;
  #max = -Infinity;
  #count = 0;
  #mean = 0;
  #squares = 0;

  /** @param norms NaN stands for none */
  add(norms: Float64Array): void {
    let [count, sum] = [0, 0];
    for (const norm of norms) {
      if (Number.isNaN(norm)) continue;
      count++;
      sum += norm;
      if (norm < this.#min) this.#min = norm;
      if (norm > this.#max) this.#max = norm;
    }
    if (count === 0) return;
    const mean = sum / count;
    let squares = 0;
    for (const norm of norms) if (!Number.isNaN(norm)) squares += (norm - mean) ** 2;
    const apart = mean - this.#mean;
    const total = this.#count + count;
    this.#squares += squares + apart * apart * ((this.#count * count) / total);
    this.#mean += apart * (count / total);
    this.#count = total;
  }

  /** @param stored the same norms as they are kept; null where there is none */
  of(stored: Float32Array): RowNorms | null {
    if (this.#count === 0) return null;
    const [min, max] = [this.#min, this.#max];
    return {
      min,
      max,
      mean: Math.min(max, Math.max(min, this.#mean)),
      std: Math.sqrt(this.#squares / this.#count),
      histogram: histogramOfNorms(stored, min, max),
    };
  }
}

function histogramOfNorms(stored: Float32Array, min: number, max: number): HistogramFigures {
  const bins = binsFor(min, max, false);
  const counts = new Array<number>(bins.length).fill(0);
  const perBin = 2 ** -bins.exponent;
  for (const norm of stored) {
    if (Number.isNaN(norm)) continue;
    // As float32 a norm may lie beside the extremes that it is.
    const bin = binOf(Math.min(max, Math.max(min, norm)), perBin) - bins.first;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return histogramOf(bins, counts, min, max);
}
