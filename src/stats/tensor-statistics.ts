import { setImmediate } from 'node:timers/promises';
import { throwIfCancelled } from '../core/cancel.ts';
import { dtypeFromName } from '../core/dtypes.ts';
import { AppError } from '../core/errors.ts';
import { elementCount } from '../core/shape.ts';
import type { Artifact } from '../formats/contract.ts';
import type { TensorInfo } from '../protocol/model.ts';
import type { TensorStatistics } from '../protocol/tensors.ts';
import { aligned, Blocks } from './blocks.ts';
import { ValueCounter } from './value-figures.ts';
import { WideExtremes } from './wide-extremes.ts';

export interface StatisticsOptions {
  readonly signal?: AbortSignal;
  /** Called about a hundred times a second with the bytes read so far and in all. */
  readonly report?: (done: number, total: number) => void;
}

/** Milliseconds between two looks at the event loop: a cancel must get through. */
const PAUSE = 10;

/** Bytes that are counted between two looks at the clock. */
const SLICE = 64 * 1024;

/**
 * Figures of every value of a tensor, streamed once in bounded memory, and the verdict on its checksum. The
 * same bytes give the same figures, bit for bit, in whatever chunks the reader hands them out. A tensor that
 * cannot be read gets `damage` in place of figures.
 * @throws AppError `cancelled`
 */
export async function tensorStatistics(
  artifact: Artifact,
  tensor: TensorInfo,
  options: StatisticsOptions = {},
): Promise<TensorStatistics> {
  const { name, dtype, shape } = tensor;
  const known = { name, dtype, shape, count: elementCount(shape) };
  const counter = counterOf(tensor);
  let checksum: TensorStatistics['checksum'] = 'none';
  try {
    await readAll(artifact, tensor, counter, options, (verdict) => {
      checksum = verdict;
    });
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'cancelled') throw error;
    // Every byte was handed out before a wrong checksum is known: the figures are those of what is stored.
    if (error.code !== 'checksum-mismatch') {
      return { ...known, ...noFigures, checksum, damage: error.message };
    }
    checksum = 'mismatch';
  }
  return { ...known, ...counter.figures(), checksum };
}

type Figures = Omit<TensorStatistics, 'name' | 'dtype' | 'shape' | 'count' | 'checksum' | 'damage'>;

const noFigures: Figures = {
  min: null,
  max: null,
  mean: null,
  std: null,
  zeros: null,
  nan: null,
  inf: null,
  histogram: null,
};

interface Counter {
  add(bytes: Uint8Array): void;
  figures(): Figures;
}

function counterOf(tensor: TensorInfo): Counter {
  const kind = dtypeFromName(tensor.dtype)?.kind ?? 'other';
  // Strings are read all the same: their checksum is verified by it.
  if (kind === 'string' || kind === 'other')
    return { add: () => undefined, figures: () => noFigures };

  const values = new ValueCounter(kind !== 'float' && kind !== 'complex');
  const blocks = new Blocks(tensor.dtype, (block, count) => {
    values.add(block, count);
  });
  const wide =
    tensor.dtype === 'int64' || tensor.dtype === 'uint64'
      ? new WideExtremes(tensor.dtype === 'int64')
      : null;
  return {
    add(bytes) {
      blocks.add(bytes);
      wide?.add(bytes);
    },
    figures() {
      blocks.end();
      const { min, max, mean, std, histogram, ...counts } = values.figures();
      const figures = { mean: figure(mean), std: figure(std) };
      if (kind === 'complex') {
        const magnitude = { min: figure(min), max: figure(max), ...figures };
        return { ...noFigures, ...counts, magnitude };
      }
      const exact = wide?.figures();
      return {
        min: exact ? wideFigure(exact.min) : figure(min),
        max: exact ? wideFigure(exact.max) : figure(max),
        ...figures,
        ...counts,
        histogram,
      };
    },
  };
}

async function readAll(
  artifact: Artifact,
  tensor: TensorInfo,
  counter: Counter,
  { signal, report }: StatisticsOptions,
  onChecksum: (verdict: TensorStatistics['checksum']) => void,
): Promise<void> {
  let done = 0;
  let paused = performance.now();
  const context = signal ? { signal, onChecksum } : { onChecksum };
  for await (const chunk of artifact.read(tensor.name, 'all', context)) {
    throwIfCancelled(signal);
    const bytes = chunk.kind === 'numbers' ? aligned(chunk.bytes) : new Uint8Array(0);
    for (let at = 0; at < bytes.length; at += SLICE) {
      const slice = bytes.subarray(at, at + SLICE);
      counter.add(slice);
      done += slice.length;
      if (performance.now() - paused < PAUSE) continue;
      report?.(done, tensor.bytes);
      await setImmediate();
      throwIfCancelled(signal);
      paused = performance.now();
    }
  }
}

function figure(value: number | null): number | string | null {
  return value === null || Number.isFinite(value) ? value : String(value);
}

/** As a number where that is exact, else as decimal digits. */
function wideFigure(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}
