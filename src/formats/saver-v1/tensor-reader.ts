import { CheckedBlock } from '../../codec/sstable/checked-block.ts';
import type { EntryBlock } from '../../codec/sstable/table.ts';
import { mergeNumbers } from '../../codec/tensor-slices/merge.ts';
import { indexOf, runFinder } from '../../codec/tensor-slices/runs.ts';
import { sliceKey } from '../../codec/tensor-slices/slice-key.ts';
import { chunkBytes } from '../../core/chunk-bytes.ts';
import { elementRange } from '../../core/element-range.ts';
import { ReadError } from '../../core/errors.ts';
import { asReadError, type Place } from '../../core/read-error.ts';
import type { ByteSource } from '../../io/byte-source.ts';
import { shownName } from '../../protocol/visible-text.ts';
import type { Chunk, ElementRange, ReadContext } from '../contract.ts';
import { ListedStrings } from './listed-strings.ts';
import type { ListedSlice, Mark } from './listed-values.ts';
import type { SavedTensor, StoredSlice } from './saved-tensor.ts';
import type { OpenShard } from './shards.ts';
import { locateValues, valuesError } from './slice-values.ts';
import { ListedWindow, PlainWindow } from './slice-windows.ts';

/** Strings in one chunk. */
const mostStrings = 65_536;

/** A slice that was found in its file. */
interface OpenedSlice extends ListedSlice {
  readonly source: ByteSource;
  readonly block: EntryBlock;
  /** Of a large block that is read to its end; else the block's checksum is known, or not asked for. */
  readonly checked: CheckedBlock | null;
}

/** What is read of one tensor, and what its slices turned out to be. */
interface Reading {
  readonly tensor: SavedTensor;
  readonly range: ElementRange;
  readonly whole: boolean;
  readonly signal: AbortSignal | undefined;
  readonly opened: OpenedSlice[];
}

/** Reads the values of a checkpoint's tensors. */
export class TensorReader {
  readonly #tensors: ReadonlyMap<string, SavedTensor>;
  /** By the number of the file; null for one that cannot be read. */
  readonly #shards: readonly (OpenShard | null)[];
  readonly #place: Place;
  /** Of slices that were read: the next page begins where it lies. */
  readonly #marks = new Map<StoredSlice, Mark[]>();

  constructor(
    tensors: readonly SavedTensor[],
    shards: readonly (OpenShard | null)[],
    place: Place,
  ) {
    this.#tensors = new Map(tensors.map((tensor) => [tensor.name, tensor]));
    this.#shards = shards;
    this.#place = place;
  }

  /** `Artifact.read`. */
  async *read(
    name: string,
    range: ElementRange | 'all',
    { signal, onChecksum }: ReadContext = {},
  ): AsyncGenerator<Chunk, void, undefined> {
    const tensor = this.#tensor(name);
    const chosen = elementRange(range, tensor, this.#place);
    const whole = chosen.count === tensor.elements;
    const reading: Reading = { tensor, range: chosen, whole, signal, opened: [] };
    try {
      yield* tensor.dtype.kind === 'string' ? this.#strings(reading) : this.#numbers(reading);
      if (!whole) return;
      const mismatch = await this.#mismatch(reading);
      onChecksum?.(mismatch ? 'mismatch' : 'ok');
      if (mismatch) throw mismatch;
    } catch (error) {
      throw asReadError(error, this.#place);
    }
  }

  async *#numbers(reading: Reading): AsyncGenerator<Chunk, void, undefined> {
    const { tensor, range, whole, signal } = reading;
    const windows = yield* mergeNumbers(tensor, range, {
      itemBytes: tensor.dtype.bytes,
      open: async (stored, windowBytes) => {
        const slice = await this.#open(stored, reading);
        const { packed, list } = slice.values;
        return packed && list.plain
          ? new PlainWindow(slice.source, packed, windowBytes, signal)
          : new ListedWindow(slice.source, slice, windowBytes, signal);
      },
      gap: (index) => this.#gap(tensor, index),
    });
    for (const window of whole ? windows.values() : []) await window.end();
  }

  async *#strings(reading: Reading): AsyncGenerator<Chunk, void, undefined> {
    const { tensor, range, whole, signal } = reading;
    const pieces = new Map<StoredSlice, ListedStrings>();
    const findRun = runFinder(tensor);
    const end = range.start + range.count;
    let values: Uint8Array[] = [];
    let [first, bytes] = [range.start, 0];
    for (let element = range.start; element < end;) {
      const run = findRun(element);
      if (!run) throw this.#gap(tensor, indexOf(element, tensor.shape));
      let piece = pieces.get(run.slice);
      if (!piece) {
        const slice = await this.#open(run.slice, reading);
        piece = new ListedStrings(slice.source, slice, signal);
        pieces.set(run.slice, piece);
      }
      const count = Math.min(run.length, end - element);
      for (let at = 0; at < count; at++, element++) {
        const value = await piece.at(run.from + at);
        if (
          values.length > 0 &&
          (bytes + value.length > chunkBytes || values.length === mostStrings)
        ) {
          yield { kind: 'strings', element: first, values };
          [values, first, bytes] = [[], element, 0];
        }
        values.push(value);
        bytes += value.length;
      }
    }
    if (values.length > 0) yield { kind: 'strings', element: first, values };
    for (const piece of whole ? pieces.values() : []) await piece.end();
  }

  /** Finds a slice by its key. */
  async #open(
    stored: StoredSlice,
    { tensor, whole, signal, opened }: Reading,
  ): Promise<OpenedSlice> {
    const shard = this.#shards[stored.shard];
    const place = shard?.place ?? this.#place;
    const sought = {
      tensor: tensor.name,
      dtype: tensor.dtype,
      elements: stored.elements,
      place,
    };
    const key = sliceKey(tensor.nameBytes, stored.extents);
    const entry = await shard?.table.find(key, signal).catch((thrown: unknown) => {
      throw named(thrown, tensor.name);
    });
    if (!shard || !entry) {
      throw valuesError(
        sought,
        'malformed',
        `the file lists the slice at [${stored.start.join(', ')}] and does not hold it`,
      );
    }
    const values = await locateValues(entry, sought, signal);
    let marks = this.#marks.get(stored);
    if (!marks) this.#marks.set(stored, (marks = []));
    const checked =
      whole && entry.block.intact === null
        ? new CheckedBlock(shard.source, entry.block, entry.offset + entry.length)
        : null;
    const slice: OpenedSlice = {
      ...sought,
      values,
      marks,
      source: checked ?? entry.source,
      block: entry.block,
      checked,
    };
    opened.push(slice);
    return slice;
  }

  /** The first slice whose block is not what was saved, as an error. */
  async #mismatch({ tensor, opened, signal }: Reading): Promise<ReadError | null> {
    for (const { block, checked, place } of opened) {
      const intact = checked ? await checked.intact(signal) : block.intact;
      if (intact !== false) continue;
      const { offset, length } = block.checked;
      return new ReadError({
        ...place,
        code: 'checksum-mismatch',
        message: `The values of ${shownName(tensor.name)} do not match their checksum, or what is stored beside them does not: bytes ${String(offset)} to ${String(offset + length)} of ${place.path} were changed since they were saved. Copy the file again from where the checkpoint was saved.`,
        offset,
      });
    }
    return null;
  }

  #tensor(name: string): SavedTensor {
    const tensor = this.#tensors.get(name);
    if (!tensor) {
      throw this.#error('bad-request', `There is no tensor ${shownName(name)} in this checkpoint.`);
    }
    if (tensor.damage) {
      const { code, message } = tensor.damage;
      throw this.#error(code, `The values of ${shownName(name)} cannot be read. ${message}`);
    }
    return tensor;
  }

  #gap({ name }: SavedTensor, index: readonly number[]): ReadError {
    return this.#error(
      'malformed',
      `No slice of ${shownName(name)} holds the element at [${index.join(', ')}]: the checkpoint is damaged. Copy all of its files again from where it was saved.`,
    );
  }

  #error(code: ReadError['code'], message: string): ReadError {
    return new ReadError({ ...this.#place, code, message });
  }
}

/** What is wrong with a table, said of the tensor that is looked for in it. */
function named(thrown: unknown, tensor: string): unknown {
  if (!(thrown instanceof ReadError)) return thrown;
  const message = `The values of ${shownName(tensor)} cannot be found. ${thrown.message}`;
  return new ReadError({ format: 'tf-checkpoint-v1', ...thrown.data, message }, { cause: thrown });
}
