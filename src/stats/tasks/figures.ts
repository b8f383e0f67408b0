import { dtypeFromName } from '../../core/dtypes.ts';
import type { DtypeName } from '../../protocol/model.ts';
import { code } from '../kernel/generated/figures.ts';
import type { MomentsOf } from '../moments.ts';
import type { SketchPart } from '../sketch.ts';
import { kernelOf, type Global, type Kernel } from '../threads/web-assembly.ts';
import type { Work } from '../threads/work.ts';
import { widenerOf } from '../widen.ts';

/** Figures of some numbers; extremes, moments and sketch are of the finite ones. */
export interface FiguresPart {
  /** Infinity and −Infinity where there is none. */
  readonly min: number;
  readonly max: number;
  readonly zeros: number;
  /** Nearer to zero than any number with a whole fraction; of float32 and float64. */
  readonly denormals: number;
  readonly nan: number;
  readonly inf: number;
  readonly moments: MomentsOf;
  readonly sketch: SketchPart;
  /** Exact extremes of 64-bit integers, the larger one first where there is none; null for all else. */
  readonly integers: { readonly min: bigint; readonly max: bigint } | null;
}

interface FiguresKernel extends Kernel {
  readonly widened: Global<number>;
  /** count, mean, rest of the mean, squares, unit, min, max, zeros, denormals, NaN, infinities; and two integers. */
  readonly figures: Global<number>;
  readonly found: Global<number>;
  readonly counts: Global<number>;
  addFloat32(bytes: number): void;
  addFloat64(bytes: number): void;
  addWidened(length: number): void;
  add(kind: number, bytes: number): void;
  take(): void;
  takeSketch(): number;
}

/** Numbers that fit into a kernel's `widened`. */
const widenedLength = 2048;

/** How kernels call the dtypes that they widen by themselves (kernel/parts/widen.ts). */
export const kinds: Readonly<Record<DtypeName, number>> = {
  float32: 0,
  float64: 1,
  int32: 2,
  qint32: 2,
  uint32: 3,
  int64: 4,
  uint64: 5,
};

/** Figures of numbers of 32 bits and more; of complex numbers those of their magnitude. */
export class FiguresWork implements Work<'figures'> {
  readonly kernel = kernelOf(code) as FiguresKernel;
  #dtype: DtypeName = 'float32';

  begin({ dtype }: { readonly dtype: DtypeName }): void {
    this.#dtype = dtype;
  }

  add(bytes: number): void {
    const kind = kinds[this.#dtype];
    if (this.#dtype === 'float32') this.kernel.addFloat32(bytes);
    else if (this.#dtype === 'float64') this.kernel.addFloat64(bytes);
    else if (kind !== undefined) this.kernel.add(kind, bytes);
    else {
      widenInBlocks(this.kernel, this.#dtype, bytes, (length) => {
        this.kernel.addWidened(length);
      });
    }
  }

  end(): { readonly result: FiguresPart; readonly buffers: ArrayBuffer[] } {
    this.kernel.take();
    const { memory, figures, found, counts } = this.kernel;
    const view = new DataView(memory.buffer, figures.value, 13 * 8);
    const number = (index: number): number => view.getFloat64(8 * index, true);
    const length = this.kernel.takeSketch();
    const copied = (at: number): Uint32Array => new Uint32Array(memory.buffer, at, length).slice();
    const sketch = { keys: copied(found.value), counts: copied(counts.value) };
    const moved = this.#dtype === 'uint64' ? 2n ** 63n : 0n;
    const wide = this.#dtype === 'int64' || this.#dtype === 'uint64';
    return {
      result: {
        moments: {
          count: number(0),
          mean: number(1),
          meanRest: number(2),
          squares: number(3),
          unit: number(4),
        },
        min: number(5),
        max: number(6),
        zeros: number(7),
        denormals: number(8),
        nan: number(9),
        inf: number(10),
        sketch,
        integers: wide
          ? { min: view.getBigInt64(88, true) + moved, max: view.getBigInt64(96, true) + moved }
          : null,
      },
      buffers: [sketch.keys.buffer as ArrayBuffer, sketch.counts.buffer as ArrayBuffer],
    };
  }
}

/** Numbers that no kernel widens, block by block. */
export function widenInBlocks(
  { memory, input, widened }: Kernel & { readonly widened: Global<number> },
  dtype: DtypeName,
  bytes: number,
  use: (length: number) => void,
): void {
  const widen = widenerOf(dtype);
  const size = dtypeFromName(dtype)?.bytes ?? 0;
  if (!widen || size === 0) throw new TypeError(`no numbers in dtype ${dtype}`);
  const stored = new Uint8Array(memory.buffer, input.value, bytes);
  const block = new Float64Array(memory.buffer, widened.value, widenedLength);
  for (let from = 0; from < bytes / size; from += widenedLength) {
    const length = Math.min(widenedLength, bytes / size - from);
    widen(stored, from, length, block, 0);
    use(length);
  }
}
