import type { Work } from '../threads/work.ts';
import { RowMemory, type RowShape } from './row-memory.ts';

export interface GatherParams extends RowShape {
  /** Numbers of rows, ascending; in memory that threads share. */
  readonly wanted: Uint32Array;
}

/** Copies single rows as they are stored. */
export class GatherWork implements Work<'rowGather'> {
  readonly #memory = new RowMemory();
  readonly kernel = this.#memory.kernel;
  #wanted: Uint32Array = new Uint32Array(0);
  #next = 0;
  #row = 0;
  #parts: Uint8Array[] = [];

  begin(params: GatherParams, element: number): void {
    this.#memory.begin(params);
    this.#wanted = params.wanted;
    this.#row = element / params.dimensions;
    this.#next = firstFrom(params.wanted, this.#row);
    this.#parts = [];
  }

  add(bytes: number): void {
    const { rowBytes, input } = this.#memory;
    const end = this.#row + bytes / rowBytes;
    const memory = this.#memory;
    for (; this.#next < this.#wanted.length; this.#next++) {
      const row = this.#wanted[this.#next] as number;
      if (row >= end) break;
      this.#parts.push(memory.bytes(input + (row - this.#row) * rowBytes, rowBytes).slice());
    }
    this.#row = end;
  }

  end(): ReturnType<Work<'rowGather'>['end']> {
    const bytes = new Uint8Array(this.#parts.length * this.#memory.rowBytes);
    this.#parts.forEach((part, index) => {
      bytes.set(part, index * part.length);
    });
    return { result: { bytes }, buffers: [bytes.buffer] };
  }
}

/** The place of the first number that is not below `least`. */
function firstFrom(ascending: Uint32Array, least: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] as number) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
