import type { Metric } from '../../protocol/embeddings.ts';

/** A row and how near it is: cosine, product or distance. */
export interface NearRow {
  readonly row: number;
  readonly value: number;
}

/** Whether the smaller value is the nearer. */
export function nearerIsSmaller(metric: Metric): boolean {
  return metric === 'euclid';
}

/** Keeps the nearest of any number of rows; of equally near ones those with the lower numbers. */
export class Nearest {
  readonly #most: number;
  readonly #sign: number;
  /** A heap whose top is the farthest that is kept. */
  readonly #rows: number[] = [];
  readonly #values: number[] = [];

  constructor(metric: Metric, most: number) {
    this.#most = most;
    this.#sign = nearerIsSmaller(metric) ? 1 : -1;
  }

  add(row: number, value: number): void {
    if (this.#most === 0) return;
    const distance = value * this.#sign;
    if (this.#rows.length < this.#most) {
      this.#rows.push(row);
      this.#values.push(distance);
      this.#rise(this.#rows.length - 1);
    } else if (this.#isBefore(row, distance, this.#rows[0] as number, this.#values[0] as number)) {
      this.#rows[0] = row;
      this.#values[0] = distance;
      this.#sink();
    }
  }

  /** The nearest first. */
  sorted(): readonly NearRow[] {
    return this.#rows
      .map((row, index) => ({ row, distance: this.#values[index] as number }))
      .sort((a, b) => a.distance - b.distance || a.row - b.row)
      .map(({ row, distance }) => ({ row, value: distance * this.#sign + 0 }));
  }

  #isBefore(row: number, distance: number, other: number, otherDistance: number): boolean {
    return distance < otherDistance || (distance === otherDistance && row < other);
  }

  #isBelow(a: number, b: number): boolean {
    return this.#isBefore(
      this.#rows[a] as number,
      this.#values[a] as number,
      this.#rows[b] as number,
      this.#values[b] as number,
    );
  }

  #rise(from: number): void {
    for (let at = from; at > 0;) {
      const parent = (at - 1) >> 1;
      if (!this.#isBelow(parent, at)) return;
      this.#swap(parent, at);
      at = parent;
    }
  }

  #sink(): void {
    for (let at = 0; ;) {
      let farthest = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < this.#rows.length && this.#isBelow(farthest, child)) farthest = child;
      }
      if (farthest === at) return;
      this.#swap(farthest, at);
      at = farthest;
    }
  }

  #swap(a: number, b: number): void {
    [this.#rows[a], this.#rows[b]] = [this.#rows[b] as number, this.#rows[a] as number];
    [this.#values[a], this.#values[b]] = [this.#values[b] as number, this.#values[a] as number];
  }
}
