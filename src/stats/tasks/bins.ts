import type { DtypeName } from '../../protocol/model.ts';
import type { Bins } from '../histogram.ts';
import { code } from '../kernel/generated/bins.ts';
import { kernelOf, type Global, type Kernel } from '../threads/web-assembly.ts';
import type { Work } from '../threads/work.ts';
import { kinds, widenInBlocks } from './figures.ts';

export interface BinsOf {
  readonly dtype: DtypeName;
  readonly bins: Bins;
}

interface BinsKernel extends Kernel {
  readonly widened: Global<number>;
  readonly bins: Global<number>;
  begin(first: number, perOne: number, length: number): void;
  add(kind: number, bytes: number): void;
  addWidened(length: number): void;
}

/** Counts finite numbers in bins that are known; what lies in none is not counted. */
export class BinsWork implements Work<'bins'> {
  readonly kernel = kernelOf(code) as BinsKernel;
  #of: BinsOf = { dtype: 'float32', bins: { exponent: 0, first: 0, length: 0 } };

  begin(of: BinsOf): void {
    const { exponent, first, length } = of.bins;
    this.#of = of;
    this.kernel.begin(first, 2 ** -exponent, length);
  }

  add(bytes: number): void {
    const { dtype } = this.#of;
    const kind = kinds[dtype];
    if (kind !== undefined) this.kernel.add(kind, bytes);
    else {
      widenInBlocks(this.kernel, dtype, bytes, (length) => {
        this.kernel.addWidened(length);
      });
    }
  }

  end(): { readonly result: Uint32Array; readonly buffers: ArrayBuffer[] } {
    const { memory, bins } = this.kernel;
    const result = new Uint32Array(memory.buffer, bins.value, this.#of.bins.length).slice();
    return { result, buffers: [result.buffer] };
  }
}
