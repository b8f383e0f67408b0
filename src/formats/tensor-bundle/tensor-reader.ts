import { elementRange } from '../../core/element-range.ts';
import { ReadError } from '../../core/errors.ts';
import { asReadError, type Place } from '../../core/read-error.ts';
import { shownName } from '../../protocol/visible-text.ts';
import type { Chunk, ElementRange, ReadContext, StoredRun, StoredRuns } from '../contract.ts';
import type { BundleTensor, StoredValues } from './entry.ts';
import { readSlices } from './read-slices.ts';
import { readStrings } from './read-strings.ts';
import { checksumMismatch, readValues, type ValuesRequest } from './read-values.ts';
import type { Shards } from './shards.ts';
import { readStringLayout, type StringLayout } from './string-lengths.ts';

/** Reads the values of a checkpoint's tensors. */
export class TensorReader {
  readonly #tensors: ReadonlyMap<string, BundleTensor>;
  readonly #shards: Shards;
  readonly #bigEndian: boolean;
  /** The index, for errors that concern no data file. */
  readonly #index: Place;
  /** Of string tensors that were read: the next page begins without adding up all lengths again. */
  readonly #layouts = new Map<string, StringLayout>();

  constructor(tensors: readonly BundleTensor[], shards: Shards, bigEndian: boolean, index: Place) {
    this.#index = index;
    this.#tensors = new Map(tensors.map((tensor) => [tensor.name, tensor]));
    this.#shards = shards;
    this.#bigEndian = bigEndian;
  }

  /** `Artifact.read`. */
  async *read(
    name: string,
    range: ElementRange | 'all',
    { signal, onChecksum }: ReadContext = {},
  ): AsyncGenerator<Chunk, void, undefined> {
    const tensor = this.#tensor(name);
    const request: ValuesRequest = {
      tensor,
      range: elementRange(range, tensor, this.#index),
      bigEndian: this.#bigEndian,
      signal,
    };
    const place = this.#shards.place(tensor.values?.shard ?? tensor.slices[0]?.values.shard ?? 0);
    try {
      const mismatch = tensor.values
        ? yield* this.#readStored(tensor.values, request, place)
        : yield* readSlices(this.#shards, request);
      // A string tensor's lengths are checked on every read, the rest where all was read.
      if (request.range.count === tensor.elements) onChecksum?.(mismatch ? 'mismatch' : 'ok');
      if (mismatch) throw mismatch;
    } catch (error) {
      throw asReadError(error, place);
    }
  }

  /** `Artifact.storedRuns`. */
  async storedRuns(name: string): Promise<StoredRuns | null> {
    const tensor = this.#tensor(name);
    const swapped = this.#bigEndian && tensor.dtype.bytes > 1;
    if (tensor.dtype.kind === 'string' || swapped) return null;
    const values = tensor.values ? [tensor.values] : valuesInOrder(tensor);
    if (!values) return null;
    const runs: StoredRun[] = [];
    for (const { shard, offset, size, crc32c } of values) {
      const place = (await this.#shards.source(shard)).locate();
      if (!place) return null;
      runs.push({ path: place.path, offset: place.offset + offset, length: size, crc32c });
    }
    return { runs };
  }

  /** The one element of a scalar string tensor, and why it may be wrong. */
  async readString(
    name: string,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly bytes: Uint8Array; readonly damage: ReadError | null }> {
    let bytes: Uint8Array | undefined;
    let damage: ReadError | null = null;
    try {
      for await (const chunk of this.read(name, 'all', signal ? { signal } : {})) {
        if (chunk.kind === 'strings') bytes ??= chunk.values[0];
      }
    } catch (error) {
      if (!(error instanceof ReadError) || !bytes) throw error;
      damage = error;
    }
    if (!bytes)
      throw this.#error(
        'malformed',
        `${shownName(name)} holds no string. Copy the checkpoint again from where it was saved.`,
      );
    return { bytes, damage };
  }

  async *#readStored(
    values: StoredValues,
    request: ValuesRequest,
    place: Place,
  ): AsyncGenerator<Chunk, ReadError | null, undefined> {
    const source = await this.#shards.source(values.shard);
    const { tensor, signal } = request;
    let intact: boolean | null;
    if (tensor.dtype.kind !== 'string') {
      intact = yield* readValues(source, values, request);
    } else if (values.size === 0) {
      intact = true; // No strings, and not even the checksum of their lengths.
    } else {
      let layout = this.#layouts.get(tensor.name);
      if (!layout) {
        const { elements } = tensor;
        layout = await readStringLayout(source, values, elements, this.#bigEndian, place, signal);
        this.#layouts.set(tensor.name, layout);
      }
      intact = yield* readStrings(source, values, layout, request, place);
    }
    return intact === false ? checksumMismatch(tensor, values, place.path) : null;
  }

  #tensor(name: string): BundleTensor {
    const tensor = this.#tensors.get(name);
    if (!tensor)
      throw this.#error('bad-request', `There is no tensor ${shownName(name)} in this checkpoint.`);
    if (tensor.damage) {
      const { code, message } = tensor.damage;
      throw this.#error(code, `The values of ${shownName(name)} cannot be read. ${message}`);
    }
    return tensor;
  }

  #error(code: ReadError['code'], message: string): ReadError {
    return new ReadError({ ...this.#index, code, message });
  }
}

/** Values of slices that follow each other in the tensor: each goes over whole rows. Null where they do not. */
function valuesInOrder({ shape, slices }: BundleTensor): readonly StoredValues[] | null {
  let row = 0;
  for (const { start, length } of slices) {
    const wholeRows = length.every((extent, axis) => axis === 0 || extent === shape[axis]);
    if (!wholeRows || start[0] !== row) return null;
    row += length[0] ?? 0;
  }
  return slices.map(({ values }) => values);
}
