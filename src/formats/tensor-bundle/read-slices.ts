import { crc32c } from '../../codec/crc32c/crc32c.ts';
import { ReadError } from '../../core/errors.ts';
import { swapInPlace, swapUnit } from '../../core/values.ts';
import type { ByteSource } from '../../io/byte-source.ts';
import type { Chunk } from '../contract.ts';
import { chunkBytes } from './chunk-bytes.ts';
import type { BundleTensor, StoredSlice, StoredValues } from './entry.ts';
import { checksumMismatch, type ValuesRequest } from './read-values.ts';
import type { Shards } from './shards.ts';

/** Bytes held for all slices of a tensor together; each gets its share, 4 KiB at least. */
const windowsBytes = 8 * 1024 ** 2;

/**
 * Numbers of a partitioned tensor in the row-major order of the whole. In this order the elements of each slice
 * come in their stored order, so every slice is read forward through a window of its own and nothing twice.
 * @returns the first piece whose checksum did not hold, as an error; null where a part was read or all held
 */
export async function* readSlices(
  shards: Shards,
  { tensor, range, bigEndian, signal }: ValuesRequest,
): AsyncGenerator<Chunk, ReadError | null, undefined> {
  const itemBytes = tensor.dtype.bytes;
  const share = Math.max(4096, Math.min(chunkBytes, windowsBytes / tensor.slices.length));
  const windowBytes = Math.floor(share / itemBytes) * itemBytes;
  const windows = new Map<StoredSlice, SliceWindow>();
  const openWindow = async (slice: StoredSlice): Promise<SliceWindow> => {
    const source = await shards.source(slice.values.shard);
    const window = new SliceWindow(source, slice.values, windowBytes, signal);
    windows.set(slice, window);
    return window;
  };

  const end = range.start + range.count;
  const findRun = runFinder(tensor);
  let element = range.start;
  while (element < end) {
    const count = Math.min(end - element, chunkBytes / itemBytes);
    const bytes = new Uint8Array(count * itemBytes);
    let filled = 0;
    while (filled < count) {
      const run = findRun(element + filled);
      if (!run) throw gap(tensor, shards, element + filled);
      const length = Math.min(run.length, count - filled);
      const window = windows.get(run.slice) ?? (await openWindow(run.slice));
      // A slice of columns has a short run for each row: no run may cost a turn of the event loop.
      const target = bytes.subarray(filled * itemBytes, (filled + length) * itemBytes);
      let copied = window.copy(run.from * itemBytes, target);
      while (copied < target.length) {
        await window.load(run.from * itemBytes + copied);
        copied += window.copy(run.from * itemBytes + copied, target.subarray(copied));
      }
      filled += length;
    }
    if (bigEndian) swapInPlace(bytes, swapUnit(tensor.dtype));
    yield { kind: 'numbers', element, bytes };
    element += count;
  }

  if (range.count !== tensor.elements) return null;
  for (const [slice, window] of windows) {
    if (window.crc !== slice.values.crc32c) {
      return checksumMismatch(tensor, slice.values, shards.path(slice.values.shard));
    }
  }
  return null;
}

/** Elements that lie side by side both in the whole tensor and in a slice. */
interface Run {
  readonly slice: StoredSlice;
  /** Element of the slice that the run begins with. */
  readonly from: number;
  readonly length: number;
}

/** Finds the run that begins at an element of the whole tensor; null where no slice has it. */
function runFinder({ shape, slices }: BundleTensor): (element: number) => Run | null {
  let last = 0;
  return (element) => {
    const index = indexOf(element, shape);
    // Neighbours in the tensor are neighbours in the list, or it starts over at the next row.
    for (let step = 0; step < slices.length; step++) {
      const position = (last + step) % slices.length;
      const slice = slices[position];
      if (!slice || !contains(slice, index)) continue;
      last = position;
      return runIn(slice, index, shape);
    }
    return null;
  };
}

function indexOf(element: number, shape: readonly number[]): number[] {
  const index = new Array<number>(shape.length);
  let rest = element;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis] ?? 1;
    index[axis] = rest % size;
    rest = Math.floor(rest / size);
  }
  return index;
}

function contains(slice: StoredSlice, index: readonly number[]): boolean {
  return index.every((at, axis) => {
    const start = slice.start[axis] ?? 0;
    return at >= start && at < start + (slice.length[axis] ?? 0);
  });
}

function runIn(slice: StoredSlice, index: readonly number[], shape: readonly number[]): Run {
  let from = 0;
  let length = 1;
  let stride = 1;
  let contiguous = true;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const inSlice = (index[axis] ?? 0) - (slice.start[axis] ?? 0);
    const size = slice.length[axis] ?? 1;
    from += inSlice * stride;
    if (contiguous) length = size * stride - from;
    // Rows follow each other without a gap only where the slice has the whole row.
    contiguous &&= size === shape[axis];
    stride *= size;
  }
  return { slice, from, length };
}

function gap(tensor: BundleTensor, shards: Shards, element: number): ReadError {
  return new ReadError({
    code: 'malformed',
    message: `No slice of ${tensor.name} holds the element at [${indexOf(element, tensor.shape).join(', ')}]: the index of the checkpoint is damaged. Copy it again from where the checkpoint was saved.`,
    format: 'tf-checkpoint',
    path: shards.path(tensor.slices[0]?.values.shard ?? 0),
  });
}

/** A part of a slice's bytes in memory that only moves forward. */
class SliceWindow {
  /** CRC-32C of all that was read; of the whole slice once its end was reached from its beginning. */
  crc = 0;
  #bytes: Uint8Array = new Uint8Array(0);
  /** Where `#bytes` begins in the slice. */
  #start = 0;
  readonly #source: ByteSource;
  readonly #values: StoredValues;
  readonly #windowBytes: number;
  readonly #signal: AbortSignal | undefined;

  constructor(
    source: ByteSource,
    values: StoredValues,
    windowBytes: number,
    signal: AbortSignal | undefined,
  ) {
    this.#source = source;
    this.#values = values;
    this.#windowBytes = windowBytes;
    this.#signal = signal;
  }

  /** Copies what it has of the slice's bytes from `offset` on into `target`; returns how many bytes. */
  copy(offset: number, target: Uint8Array): number {
    const from = offset - this.#start;
    if (from < 0 || from >= this.#bytes.length) return 0;
    const part = this.#bytes.subarray(from, from + target.length);
    target.set(part);
    return part.length;
  }

  /** Reads the next window, which begins at `start` of the slice. */
  async load(start: number): Promise<void> {
    const length = Math.min(this.#windowBytes, this.#values.size - start);
    const bytes = await this.#source.read(this.#values.offset + start, length, this.#signal);
    this.crc = crc32c(bytes, this.crc);
    this.#bytes = bytes;
    this.#start = start;
  }
}
