import type { Metric } from '../../protocol/embeddings.ts';
import { Nearest } from '../embeddings/nearest.ts';
import { cosine } from '../embeddings/norm.ts';
import type { Work } from '../threads/work.ts';
import { RowMemory, type RowShape } from './row-memory.ts';

export interface NearestParams extends RowShape {
  /** What all rows are compared with: finite. */
  readonly vector: Float64Array;
  readonly norm: number;
  readonly metric: Metric;
  readonly most: number;
}

/** The nearest of some rows, the nearest first. */
export interface NearestPart {
  readonly rows: Float64Array;
  readonly values: Float64Array;
}

/** Compares rows with a vector. Those with NaN or an infinity are nobody's neighbours, and zero rows have no cosine. */
export class NearestWork implements Work<'rowNearest'> {
  readonly #memory = new RowMemory();
  readonly kernel = this.#memory.kernel;
  #params: NearestParams = {
    dtype: '',
    dimensions: 1,
    vector: new Float64Array(1),
    norm: 0,
    metric: 'cosine',
    most: 0,
  };
  #vector = 0;
  #measured = 0;
  #squares = 0;
  #next = 0;
  #nearest = new Nearest('cosine', 0);

  begin(params: NearestParams, element: number): void {
    this.#params = params;
    const { dimensions, vector, metric, most } = params;
    const memory = this.#memory;
    if (memory.begin(params)) {
      this.#vector = memory.take(dimensions * 8);
      this.#measured = memory.take(memory.batch * 8);
      this.#squares = memory.take(memory.batch * 8);
    }
    memory.doubles(this.#vector, dimensions).set(vector);
    this.#next = element / dimensions;
    this.#nearest = new Nearest(metric, most);
  }

  add(bytes: number): void {
    const { rowBytes, batch } = this.#memory;
    const rows = bytes / rowBytes;
    for (let row = 0; row < rows; row += batch) this.#addBatch(row, Math.min(batch, rows - row));
  }

  end(): ReturnType<Work<'rowNearest'>['end']> {
    const sorted = this.#nearest.sorted();
    const result = {
      rows: Float64Array.from(sorted, ({ row }) => row),
      values: Float64Array.from(sorted, ({ value }) => value),
    };
    return { result, buffers: [result.rows.buffer, result.values.buffer] };
  }

  #addBatch(row: number, count: number): void {
    const { dimensions, metric, norm } = this.#params;
    const memory = this.#memory;
    const { rows, values } = memory;
    memory.widen(row, count);
    if (metric === 'euclid') {
      rows.squaredDistances(values, count, dimensions, this.#vector, this.#measured);
    } else rows.dotProducts(values, count, dimensions, this.#vector, this.#measured);
    if (metric === 'cosine') rows.squaredNorms(values, count, dimensions, this.#squares);
    const measured = memory.doubles(this.#measured, count);
    const squares = memory.doubles(this.#squares, count);
    for (let index = 0; index < count; index++) {
      let value = measured[index] as number;
      if (metric === 'euclid') value = Math.sqrt(value);
      else if (metric === 'cosine')
        value = cosine(value, Math.sqrt(squares[index] as number), norm);
      if (Number.isFinite(value)) this.#nearest.add(this.#next + index, value);
    }
    this.#next += count;
  }
}
