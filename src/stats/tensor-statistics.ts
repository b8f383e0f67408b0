import { dtypeFromName } from '../core/dtypes.ts';
import { AppError } from '../core/errors.ts';
import { elementCount } from '../core/shape.ts';
import type { Artifact } from '../formats/contract.ts';
import type { TensorInfo } from '../protocol/model.ts';
import type { TensorStatistics } from '../protocol/tensors.ts';
import { CountedValues } from './counted-figures.ts';
import { Moments } from './moments.ts';
import { figuresOf, noNumbers, type NumberFigures } from './number-figures.ts';
import { distributionOf, mergeSketches } from './sketch.ts';
import type { FiguresPart } from './tasks/figures.ts';
import { overTensor, type OverTensorContext } from './threads/over-tensor.ts';
import type { StatisticsThreads } from './threads/statistics-threads.ts';

export interface StatisticsOptions {
  readonly threads: StatisticsThreads;
  readonly signal?: AbortSignal;
  /** Called with the bytes that were gone over so far, and in all. */
  readonly report?: (done: number, total: number) => void;
}

/**
 * Figures of every value of a tensor, gone over in threads and in bounded memory, and the verdict on its checksum. The
 * same bytes give the same figures, bit for bit, wherever they lie and however many threads there are. A tensor that
 * cannot be read gets `damage` in place of figures.
 * @throws AppError `cancelled`, `process-died`
 */
export async function tensorStatistics(
  artifact: Pick<Artifact, 'read' | 'storedRuns'>,
  tensor: TensorInfo,
  options: StatisticsOptions,
): Promise<TensorStatistics> {
  const { name, dtype, shape } = tensor;
  const known = { name, dtype, shape, count: elementCount(shape) };
  const counter = counterOf(artifact, tensor, options);
  let checksum: TensorStatistics['checksum'] = 'none';
  try {
    await counter.goOver((verdict) => {
      checksum = verdict;
    });
  } catch (error) {
    if (!(error instanceof AppError) || ours.has(error.code)) throw error;
    // Every byte was handed out before a wrong checksum is known: the figures are those of what is stored.
    if (error.code !== 'checksum-mismatch') {
      return { ...known, ...noFigures, checksum, damage: error.message };
    }
    checksum = 'mismatch';
  }
  try {
    return { ...known, ...(await counter.figures()), checksum };
  } catch (error) {
    if (!(error instanceof AppError) || ours.has(error.code)) throw error;
    return { ...known, ...noFigures, checksum, damage: error.message };
  }
}

/** What says nothing of the tensor. */
const ours: ReadonlySet<string> = new Set(['cancelled', 'process-died', 'internal']);

type Figures = Omit<TensorStatistics, 'name' | 'dtype' | 'shape' | 'count' | 'checksum' | 'damage'>;

const noFigures: Figures = {
  min: null,
  max: null,
  mean: null,
  std: null,
  norm: null,
  zeros: null,
  denormals: null,
  nan: null,
  inf: null,
  constant: null,
  histogram: null,
  exponents: null,
  quantiles: null,
};

interface Counter {
  goOver(onChecksum: NonNullable<OverTensorContext['onChecksum']>): Promise<void>;
  figures(): Figures | Promise<Figures>;
}

function counterOf(
  artifact: Pick<Artifact, 'read' | 'storedRuns'>,
  tensor: TensorInfo,
  { threads, ...context }: StatisticsOptions,
): Counter {
  const { kind = 'other', bytes = 0 } = dtypeFromName(tensor.dtype) ?? {};
  const over = { threads, artifact, tensor };
  if (kind === 'string' || kind === 'other') {
    return {
      // They are read all the same: their checksum is verified by it.
      async goOver(onChecksum) {
        const { signal } = context;
        const read = { onChecksum, ...(signal ? { signal } : {}) };
        const chunks = artifact.read(tensor.name, 'all', read)[Symbol.asyncIterator]();
        while ((await chunks.next()).done !== true);
      },
      figures: () => noFigures,
    };
  }
  if (bytes <= 2) {
    const values = new CountedValues();
    return {
      async goOver(onChecksum) {
        const params = { bytes: bytes === 1 ? 1 : 2 } as const;
        const parts = overTensor({ ...over, task: 'counts', params }, { ...context, onChecksum });
        for await (const part of parts) values.add(part);
      },
      figures: () => told(values.figures(tensor.dtype), tensor),
    };
  }
  const { dtype } = tensor;
  const wide = new WideValues(dtype !== 'float32', kind !== 'float' && kind !== 'complex');
  return {
    async goOver(onChecksum) {
      const parts = overTensor(
        { ...over, task: 'figures', params: { dtype } },
        { ...context, onChecksum },
      );
      for await (const part of parts) wide.add(part);
    },
    async figures() {
      let figures = wide.figures();
      const { missing } = figures;
      if (missing && kind !== 'complex') {
        // Values that lie close together far from zero: their range had to be known first.
        const counts = new Array<number>(missing.length).fill(0);
        const parts = overTensor(
          { ...over, task: 'bins', params: { dtype, bins: missing } },
          context,
        );
        for await (const part of parts)
          for (const [bin, more] of part.entries()) counts[bin] = (counts[bin] ?? 0) + more;
        if (counts.reduce((sum, count) => sum + count, 0) !== wide.count) throw changed(tensor);
        figures = wide.figures(counts);
      }
      return told(figures, tensor, wide.integers);
    },
  };
}

function changed({ name }: TensorInfo): AppError {
  return new AppError({
    code: 'malformed',
    message: `The values of ${name} have changed while they were read. Compute the figures again when nothing writes to the file.`,
  });
}

/** Adds up figures of numbers of 32 bits and more. */
class WideValues {
  readonly #wide: boolean;
  readonly #integral: boolean;
  readonly #moments = new Moments();
  #all: Omit<FiguresPart, 'moments'> | null = null;

  constructor(wide: boolean, integral: boolean) {
    this.#wide = wide;
    this.#integral = integral;
  }

  add({ moments, ...part }: FiguresPart): void {
    this.#moments.add(moments);
    const all = this.#all;
    this.#all = all === null ? part : added(all, part);
  }

  /** How many are finite. */
  get count(): number {
    return this.#moments.count;
  }

  /** Exact extremes of 64-bit integers; null for all else, and where there is none. */
  get integers(): FiguresPart['integers'] {
    return this.#all?.integers ?? null;
  }

  figures(counted?: readonly number[]): NumberFigures {
    const moments = this.#moments.figures();
    const all = this.#all;
    if (!all) return noNumbers;
    const { min, max, zeros, denormals, nan, inf, sketch } = all;
    if (!moments) return { ...noNumbers, nan, inf };
    return figuresOf(
      // Rounding may push the mean of nearly equal values off them.
      {
        ...moments,
        mean: Math.min(Math.max(moments.mean, min), max),
        min,
        max,
        zeros,
        denormals,
        nan,
        inf,
      },
      distributionOf(sketch, zeros, this.#wide),
      this.#integral,
      counted,
    );
  }
}

function added(
  a: Omit<FiguresPart, 'moments'>,
  b: Omit<FiguresPart, 'moments'>,
): Omit<FiguresPart, 'moments'> {
  return {
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
    zeros: a.zeros + b.zeros,
    denormals: a.denormals + b.denormals,
    nan: a.nan + b.nan,
    inf: a.inf + b.inf,
    sketch: mergeSketches(a.sketch, b.sketch),
    integers:
      a.integers && b.integers
        ? {
            min: a.integers.min < b.integers.min ? a.integers.min : b.integers.min,
            max: a.integers.max > b.integers.max ? a.integers.max : b.integers.max,
          }
        : null,
  };
}

/** The figures in the protocol's words. */
function told(
  figures: NumberFigures,
  { dtype }: TensorInfo,
  integers: FiguresPart['integers'] = null,
): Figures {
  const { zeros, nan, inf } = figures;
  const norm = figure(figures.norm);
  const magnitude = {
    min: figure(figures.min),
    max: figure(figures.max),
    mean: figure(figures.mean),
    std: figure(figures.std),
  };
  if (dtypeFromName(dtype)?.kind === 'complex') {
    return { ...noFigures, zeros, nan, inf, norm, magnitude };
  }
  const { histogram, exponents, denormals, quantiles } = figures;
  const allEqual = integers ? integers.min === integers.max : figures.min === figures.max;
  return {
    ...magnitude,
    ...(integers ? { min: wideFigure(integers.min), max: wideFigure(integers.max) } : {}),
    norm,
    zeros,
    denormals,
    nan,
    inf,
    constant: figures.min === null ? null : allEqual && nan + inf === 0,
    histogram,
    exponents,
    quantiles,
  };
}

function figure(value: number | null): number | string | null {
  return value === null || Number.isFinite(value) ? value : String(value);
}

/** As a number where that is exact, else as decimal digits. */
function wideFigure(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}
