import { crc32c } from '../../codec/crc32c/crc32c.ts';
import { mergeNumbers } from '../../codec/tensor-slices/merge.ts';
import { PieceWindow } from '../../codec/tensor-slices/piece-window.ts';
import { ReadError } from '../../core/errors.ts';
import { shownName } from '../../protocol/visible-text.ts';
import { swapInPlace, swapUnit } from '../../core/values.ts';
import type { ByteSource } from '../../io/byte-source.ts';
import type { Chunk } from '../contract.ts';
import type { StoredValues } from './entry.ts';
import { checksumMismatch, type ValuesRequest } from './read-values.ts';
import type { Shards } from './shards.ts';

/**
 * Numbers of a partitioned tensor.
 * @returns the first piece whose checksum did not hold, as an error; null where a part was read or all held
 */
export async function* readSlices(
  shards: Shards,
  { tensor, range, bigEndian, signal }: ValuesRequest,
): AsyncGenerator<Chunk, ReadError | null, undefined> {
  const unit = bigEndian ? swapUnit(tensor.dtype) : 1;
  const windows = yield* mergeNumbers(tensor, range, {
    itemBytes: tensor.dtype.bytes,
    open: async ({ values }, bytes) =>
      new SliceWindow(await shards.source(values.shard), values, bytes, unit, signal),
    gap: (index) =>
      new ReadError({
        code: 'malformed',
        message: `No slice of ${shownName(tensor.name)} holds the element at [${index.join(', ')}]: the index of the checkpoint is damaged. Copy it again from where the checkpoint was saved.`,
        format: 'tf-checkpoint',
        path: shards.path(tensor.slices[0]?.values.shard ?? 0),
      }),
  });
  if (range.count !== tensor.elements) return null;
  for (const [{ values }, window] of windows) {
    if (window.crc !== values.crc32c) {
      return checksumMismatch(tensor, values, shards.path(values.shard));
    }
  }
  return null;
}

/** A slice's values, which lie in one piece. */
class SliceWindow extends PieceWindow {
  /** CRC-32C of all that was read; of the whole slice once its end was reached from its beginning. */
  crc = 0;
  readonly #source: ByteSource;
  readonly #values: StoredValues;
  readonly #windowBytes: number;
  readonly #swapUnit: number;
  readonly #signal: AbortSignal | undefined;

  constructor(
    source: ByteSource,
    values: StoredValues,
    windowBytes: number,
    unit: number,
    signal: AbortSignal | undefined,
  ) {
    super();
    this.#source = source;
    this.#values = values;
    this.#windowBytes = windowBytes;
    this.#swapUnit = unit;
    this.#signal = signal;
  }

  async load(start: number): Promise<void> {
    const length = Math.min(this.#windowBytes, this.#values.size - start);
    const bytes = await this.#source.read(this.#values.offset + start, length, this.#signal);
    this.crc = crc32c(bytes, this.crc);
    swapInPlace(bytes, this.#swapUnit);
    this.hold(start, bytes);
  }
}
