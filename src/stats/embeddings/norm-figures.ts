import type { RowNorms } from '../../protocol/embeddings.ts';
import { Histogram } from '../histogram.ts';

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
      histogram: histogramOf(stored, min, max),
    };
  }
}

/** Norms that are counted at a time. */
const block = 4096;

function histogramOf(stored: Float32Array, min: number, max: number): RowNorms['histogram'] {
  const histogram = new Histogram(false);
  for (let from = 0; from < stored.length; from += block) {
    const norms = Float64Array.from(stored.subarray(from, from + block)).filter(
      (norm) => !Number.isNaN(norm),
    );
    // As float32 a norm may lie beside the extremes that it is.
    norms.forEach((norm, index) => (norms[index] = Math.min(max, Math.max(min, norm))));
    histogram.add(norms, norms.length, min, max);
  }
  return histogram.figures(min, max) ?? { edges: [], counts: [] };
}
