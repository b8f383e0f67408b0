import { crc32c } from '../../codec/crc32c/crc32c.ts';
import { maskCrc32c, unmaskCrc32c } from '../../codec/crc32c/masked.ts';
import { throwIfCancelled } from '../../core/cancel.ts';
import { Cursor } from '../../core/cursor.ts';
import type { Place } from '../../core/read-error.ts';
import type { ByteSource } from '../../io/byte-source.ts';
import type { StoredValues } from './entry.ts';

/**
 * A string tensor is stored as the length of each string (varint), the masked CRC-32C of all lengths, and the
 * strings' bytes (WriteStringTensor of tensorflow/core/util/tensor_bundle/tensor_bundle.cc). Where a string
 * begins is known only when all lengths before it were added up: these marks say it for every `markStep`th.
 */
export interface StringLayout {
  /** Where the strings' bytes begin, in the shard. */
  readonly dataOffset: number;
  readonly marks: readonly StringMark[];
  /** CRC-32C of lengths and their checksum: what the tensor's checksum continues with the strings' bytes. */
  readonly crc: number;
  readonly lengthsIntact: boolean;
}

interface StringMark {
  /** Where the varint of the string's length begins, in the shard. */
  readonly lengthOffset: number;
  /** Where the string's bytes begin, counted from `dataOffset`. */
  readonly dataPosition: number;
}

export const markStep = 4096;
const windowBytes = 256 * 1024;
const longestVarint = 10;

/** Streams through all lengths of a string tensor once; keeps 16 bytes for 4096 strings. */
export async function readStringLayout(
  source: ByteSource,
  values: StoredValues,
  elements: number,
  bigEndian: boolean,
  place: Place,
  signal?: AbortSignal,
): Promise<StringLayout> {
  const lengths = new LengthReader(source, {
    offset: values.offset,
    end: values.offset + values.size,
    longest: values.size,
    place,
    signal,
  });
  const marks: StringMark[] = [];
  let dataPosition = 0;
  let crc = 0;
  for (let element = 0; element < elements; element += markStep) {
    marks.push({ lengthOffset: lengths.offset, dataPosition });
    const batch = await lengths.read(Math.min(markStep, elements - element));
    crc = crc32c(checkedBytes(batch, bigEndian), crc);
    for (const length of batch) dataPosition += length;
  }
  const afterLengths = lengths.offset;
  const dataOffset = afterLengths + 4;
  if (dataOffset + dataPosition !== values.offset + values.size) {
    throw new Cursor(new Uint8Array(0), {
      ...place,
      what: 'a string tensor',
      offset: values.offset,
    }).malformed(
      `the strings' lengths add up to ${String(dataPosition)} bytes, and ${String(values.offset + values.size - dataOffset)} are stored`,
    );
  }
  const stored = await source.read(afterLengths, 4, signal);
  const checksum = new DataView(stored.buffer, stored.byteOffset, 4).getUint32(0, !bigEndian);
  return {
    dataOffset,
    marks,
    crc: crc32c(stored, crc),
    lengthsIntact: unmaskCrc32c(checksum) === crc && maskCrc32c(crc) === checksum,
  };
}

/** The bytes that a length's checksum is computed over: 32 bits, or 64 where it needs them, in the file's order. */
function checkedBytes(lengths: readonly number[], bigEndian: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(lengths.length * 8));
  let size = 0;
  for (const length of lengths) {
    if (length <= 0xffffffff) {
      view.setUint32(size, length, !bigEndian);
      size += 4;
    } else {
      view.setBigUint64(size, BigInt(length), !bigEndian);
      size += 8;
    }
  }
  return new Uint8Array(view.buffer, 0, size);
}

/** Where a `LengthReader` reads. */
export interface LengthSpan {
  /** Of the first varint, in the shard. */
  readonly offset: number;
  /** No byte from here on is read. */
  readonly end: number;
  /** No string is longer than what is stored; so every sum of lengths stays exact, too. */
  readonly longest: number;
  readonly place: Place;
  readonly signal: AbortSignal | undefined;
}

/** Reads varint lengths forward through a window. */
export class LengthReader {
  /** Where the next varint begins, in the shard. */
  offset: number;
  readonly #source: ByteSource;
  readonly #span: LengthSpan;
  #cursor: Cursor;

  constructor(source: ByteSource, span: LengthSpan) {
    this.#source = source;
    this.#span = span;
    this.offset = span.offset;
    this.#cursor = this.#over(new Uint8Array(0));
  }

  async read(count: number): Promise<number[]> {
    throwIfCancelled(this.#span.signal);
    const lengths: number[] = [];
    while (lengths.length < count) {
      if (this.#cursor.remaining < longestVarint) await this.#load();
      const before = this.#cursor.position;
      const length = this.#cursor.varint64();
      if (length > BigInt(this.#span.longest)) {
        throw this.#cursor.malformed(
          `a string states ${String(length)} bytes, more than are stored`,
        );
      }
      this.offset += this.#cursor.position - before;
      lengths.push(Number(length));
    }
    return lengths;
  }

  async #load(): Promise<void> {
    const length = Math.min(windowBytes, this.#span.end - this.offset);
    if (length === this.#cursor.remaining) return;
    this.#cursor = this.#over(await this.#source.read(this.offset, length, this.#span.signal));
  }

  #over(bytes: Uint8Array): Cursor {
    return new Cursor(bytes, {
      ...this.#span.place,
      what: 'the lengths of a string tensor',
      offset: this.offset,
    });
  }
}
