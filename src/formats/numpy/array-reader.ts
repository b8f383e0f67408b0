import { elementRange } from '../../core/element-range.ts';
import { ReadError } from '../../core/errors.ts';
import { asReadError, type Place } from '../../core/read-error.ts';
import { shownName } from '../../protocol/visible-text.ts';
import type { Chunk, ElementRange, ReadContext, StoredRuns } from '../contract.ts';
import type { ArrayTensor } from './arrays.ts';
import { liesAsHandedOut, readField } from './values.ts';

/** Reads the values of a file's arrays. */
export class ArrayReader {
  readonly #tensors: ReadonlyMap<string, ArrayTensor>;
  readonly #place: Place;

  constructor(tensors: ReadonlyMap<string, ArrayTensor>, place: Place) {
    this.#tensors = tensors;
    this.#place = place;
  }

  /** `Artifact.read`. */
  async *read(
    name: string,
    range: ElementRange | 'all',
    { signal, onChecksum }: ReadContext = {},
  ): AsyncGenerator<Chunk, void, undefined> {
    const tensor = this.#readable(name);
    const { array, field, elements } = tensor;
    const { start, count } = elementRange(range, { name, elements }, this.#place);
    try {
      const source = await array.open();
      yield* readField(source, array.header, field, { start, count }, signal);
      if (count !== elements) return;
      const intact = (await array.intact?.(signal)) ?? null;
      onChecksum?.(intact === null ? 'none' : intact ? 'ok' : 'mismatch');
      if (intact === false) {
        throw this.#error(
          'checksum-mismatch',
          `The values of ${shownName(name)} do not match the checksum that ${this.#place.path} has for them: they were changed since they were saved. Copy the file again from where it was saved.`,
        );
      }
    } catch (thrown) {
      throw asReadError(thrown, this.#place);
    }
  }

  /** `Artifact.storedRuns`. */
  async storedRuns(name: string): Promise<StoredRuns | null> {
    const { array, field, elements } = this.#readable(name);
    if (!liesAsHandedOut(array.header, field)) return null;
    const place = (await array.open()).locate();
    if (!place) return null;
    const offset = place.offset + array.header.dataOffset;
    return {
      runs: [{ path: place.path, offset, length: elements * field.dtype.bytes }],
      ...(array.intact ? { intact: array.intact } : {}),
    };
  }

  #readable(name: string): ArrayTensor {
    const tensor = this.#tensors.get(name);
    if (!tensor) {
      throw this.#error(
        'bad-request',
        `There is no array ${shownName(name)} in ${this.#place.path}.`,
      );
    }
    if (tensor.info.damage !== undefined) throw this.#error('malformed', tensor.info.damage);
    return tensor;
  }

  #error(code: ReadError['code'], message: string): ReadError {
    return new ReadError({ ...this.#place, code, message });
  }
}
