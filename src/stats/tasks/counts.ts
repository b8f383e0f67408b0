import { code } from '../kernel/generated/counts.ts';
import { kernelOf, type Global, type Kernel } from '../threads/web-assembly.ts';
import type { Work } from '../threads/work.ts';

/** How often each value occurs. */
export interface ValueCounts {
  /** Bits of the values that occur, ascending. */
  readonly bits: Uint32Array;
  readonly counts: Uint32Array;
}

interface CountsKernel extends Kernel {
  readonly found: Global<number>;
  readonly counts: Global<number>;
  add(bytes: number): void;
  take8(): number;
  take16(): number;
}

/** Counts values of 8 or 16 bits, whatever they stand for. */
export class CountsWork implements Work<'counts'> {
  readonly kernel = kernelOf(code) as CountsKernel;
  #bytes: 1 | 2 = 1;

  begin({ bytes }: { readonly bytes: 1 | 2 }): void {
    this.#bytes = bytes;
  }

  add(bytes: number): void {
    this.kernel.add(bytes);
  }

  end(): ReturnType<Work<'counts'>['end']> {
    const length = this.#bytes === 1 ? this.kernel.take8() : this.kernel.take16();
    const { memory, found, counts } = this.kernel;
    const copied = (at: number): Uint32Array => new Uint32Array(memory.buffer, at, length).slice();
    const result = { bits: copied(found.value), counts: copied(counts.value) };
    return {
      result,
      buffers: [result.bits.buffer as ArrayBuffer, result.counts.buffer as ArrayBuffer],
    };
  }
}
