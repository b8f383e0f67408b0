import { dtypeFromName } from '../core/dtypes.ts';
import type { DtypeName } from '../protocol/model.ts';
import { widenerOf, type Widen } from './widen.ts';

/** Values in a block: with their float64 they fit the processor's first cache. */
export const BLOCK = 2048;

/**
 * Cuts a tensor's stored elements into blocks of float64 that begin at multiples of `BLOCK` in the tensor,
 * however the chunks come: what is computed from the blocks does not depend on how the file was read.
 */
export class Blocks {
  readonly #size: number;
  readonly #widen: Widen;
  readonly #use: (block: Float64Array, count: number) => void;
  readonly #block = new Float64Array(BLOCK);
  #filled = 0;

  /** @param use gets each block, full but the last; it may change it */
  constructor(dtype: DtypeName, use: (block: Float64Array, count: number) => void) {
    const widen = widenerOf(dtype);
    if (!widen) throw new TypeError(`no numbers in dtype ${dtype}`);
    this.#widen = widen;
    this.#size = dtypeFromName(dtype)?.bytes ?? 1;
    this.#use = use;
  }

  /** @param bytes whole elements, aligned in their buffer (see `aligned`) */
  add(bytes: Uint8Array): void {
    const elements = bytes.length / this.#size;
    for (let from = 0; from < elements;) {
      const count = Math.min(BLOCK - this.#filled, elements - from);
      this.#widen(bytes, from, count, this.#block, this.#filled);
      from += count;
      this.#filled += count;
      if (this.#filled === BLOCK) this.#flush();
    }
  }

  /** Hands the last block out. */
  end(): void {
    if (this.#filled > 0) this.#flush();
  }

  #flush(): void {
    this.#use(this.#block, this.#filled);
    this.#filled = 0;
  }
}

/** The same bytes, beginning at a multiple of 8 in their buffer, as typed arrays need it. */
export function aligned(bytes: Uint8Array): Uint8Array {
  return bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
}
