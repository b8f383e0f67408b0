import { elementRange } from '../../core/element-range.ts';
import { ReadError } from '../../core/errors.ts';
import { asReadError, type Place } from '../../core/read-error.ts';
import { elementCount } from '../../core/shape.ts';
import { shownName } from '../../protocol/visible-text.ts';
import type { Chunk, ElementRange, ReadContext, StoredRuns } from '../contract.ts';
import { boxes } from './boxes.ts';
import type { LibraryProcess } from './library-process.ts';
import type { StoredTensor } from './tensors.ts';

/** Bytes handed out at once. */
const chunkBytes = 1024 ** 2;

/** Bytes that are read at once, and those that whole rows of chunks may take at once. */
const boxBytes = 8 * 1024 ** 2;
const chunkRowBytes = 64 * 1024 ** 2;

/** Bytes of a dataset that is worth asking where it lies. */
const worthLocating = 1024 ** 2;

/** Reads the values of a file's datasets. */
export class ValueReader {
  readonly #library: LibraryProcess;
  readonly #tensors: ReadonlyMap<string, StoredTensor>;
  readonly #place: Place;

  constructor(library: LibraryProcess, tensors: ReadonlyMap<string, StoredTensor>, place: Place) {
    this.#library = library;
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
    const elements = elementCount(tensor.info.shape);
    const { start, count } = elementRange(range, { name, elements }, this.#place);
    try {
      yield* this.#chunks(tensor, start, count, signal);
    } catch (thrown) {
      throw this.#withName(thrown, name);
    }
    // libhdf5 checks Fletcher-32 by itself and refuses what does not match; other datasets carry no checksum.
    if (count === elements) onChecksum?.('none');
  }

  /** `Artifact.storedRuns`. */
  async storedRuns(name: string, signal: AbortSignal | undefined): Promise<StoredRuns | null> {
    const { dataset, shape, info, plain, recordBytes } = this.#readable(name);
    if (!plain || info.bytes < worthLocating) return null;
    try {
      const place = await this.#library.locate({ dataset, shape, itemBytes: recordBytes }, signal);
      return place && { runs: [place] };
    } catch (thrown) {
      throw this.#withName(thrown, name);
    }
  }

  /** Elements of an array type lie in one record: records are read, and what was not asked for is cut off. */
  async *#chunks(
    tensor: StoredTensor,
    start: number,
    count: number,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<Chunk, void, undefined> {
    const perRecord = elementCount(tensor.type.shape);
    const first = Math.floor(start / perRecord);
    const records = count === 0 ? 0 : Math.ceil((start + count) / perRecord) - first;
    let record = first;
    for (const box of boxes(tensor.shape, first, records, recordsAtOnce(tensor))) {
      const { dataset, member } = tensor;
      const values = await this.#library.read(
        { dataset, member, start: box.start, count: box.count },
        signal,
      );
      const from = Math.max(start, record * perRecord);
      const to = Math.min(start + count, (record + box.elements) * perRecord);
      const skipped = from - record * perRecord;
      if (values.kind === 'bytes') {
        yield* numbers(tensor, values.bytes, { from, skipped, count: to - from });
      } else {
        yield* texts(values.texts.slice(skipped, skipped + to - from), from);
      }
      record += box.elements;
    }
  }

  #readable(name: string): StoredTensor {
    const tensor = this.#tensors.get(name);
    if (!tensor) {
      throw this.#error(
        'bad-request',
        `There is no dataset ${shownName(name)} in ${this.#place.path}.`,
      );
    }
    if (tensor.info.damage !== undefined) throw this.#error('malformed', tensor.info.damage);
    return tensor;
  }

  #withName(thrown: unknown, name: string): unknown {
    const error = asReadError(thrown, this.#place);
    if (!(error instanceof ReadError)) return error;
    // libhdf5's own reason is a clause; all else is a sentence that names the file.
    const message =
      error.code === 'malformed'
        ? `${shownName(name)} cannot be read from ${this.#place.path}: ${error.message}. ${whatToDo(error.message)}`
        : `${shownName(name)} cannot be read. ${error.message}`;
    return new ReadError({ ...error.data, ...this.#place, message }, { cause: thrown });
  }

  #error(code: ReadError['code'], message: string): ReadError {
    return new ReadError({ ...this.#place, code, message });
  }
}

/** By libhdf5's reason: a file that is as it was saved may ask for what is not there. */
function whatToDo(reason: string): string {
  if (/external/.test(reason)) {
    return 'Its values lie in another file, which is not followed; store them in this one.';
  }
  if (/needs a filter/.test(reason)) {
    return 'Save it with gzip, or without compression.';
  }
  return 'Copy the file again from where it was saved.';
}

/** A multiple of what a row of chunks holds, where that is not too much: each chunk is then inflated once. */
function recordsAtOnce({ shape, chunks, recordBytes }: StoredTensor): number {
  const most = Math.max(1, Math.floor(boxBytes / recordBytes));
  const rowOfChunks = (chunks?.[0] ?? 1) * elementCount(shape.slice(1));
  if (rowOfChunks === 0 || rowOfChunks * recordBytes > chunkRowBytes) return most;
  return rowOfChunks * Math.max(1, Math.floor(most / rowOfChunks));
}

interface Cut {
  /** The first element, in the tensor. */
  readonly from: number;
  /** Elements before it in what was read. */
  readonly skipped: number;
  readonly count: number;
}

function* numbers({ type }: StoredTensor, bytes: Uint8Array, cut: Cut): Generator<Chunk> {
  // An element of an array type is one of its numbers.
  const size = type.bytes;
  const most = Math.max(1, Math.floor(chunkBytes / size));
  for (let done = 0; done < cut.count; done += most) {
    const length = Math.min(most, cut.count - done);
    const at = (cut.skipped + done) * size;
    const piece = bytes.slice(at, at + length * size);
    const element = cut.from + done;
    if (type.as === 'hex') {
      yield { kind: 'strings', element, values: hexTexts(piece, size) };
    } else {
      yield { kind: 'numbers', element, bytes: piece };
    }
  }
}

function hexTexts(bytes: Uint8Array, size: number): Uint8Array[] {
  return Array.from({ length: bytes.length / size }, (_, index) => {
    const element = bytes.subarray(index * size, (index + 1) * size);
    return Buffer.from(`0x${Buffer.from(element).toString('hex')}`);
  });
}

function* texts(values: readonly Uint8Array[], from: number): Generator<Chunk> {
  for (let done = 0; done < values.length;) {
    let bytes = 0;
    let next = done;
    do {
      bytes += values[next]?.length ?? 0;
      next++;
    } while (next < values.length && bytes + (values[next]?.length ?? 0) <= chunkBytes);
    yield { kind: 'strings', element: from + done, values: values.slice(done, next) };
    done = next;
  }
}
