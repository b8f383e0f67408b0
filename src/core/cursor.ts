import { ReadError } from './errors.ts';
import type { Place } from './read-error.ts';

/** Where the cursor's bytes come from, for its errors. */
export interface CursorPlace extends Place {
  /** What the bytes are, as a person calls it: "the footer", "a block of the table". */
  readonly what: string;
  /** Offset in the file of the cursor's first byte. */
  readonly offset: number;
}

/**
 * Reads forward through bytes in memory. No read passes the end: what is announced and not there is a
 * `ReadError` `truncated` that names the file and the offset.
 */
export class Cursor {
  readonly bytes: Uint8Array;
  readonly place: CursorPlace;
  position = 0;
  readonly #view: DataView;

  constructor(bytes: Uint8Array, place: CursorPlace) {
    this.bytes = bytes;
    this.place = place;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get remaining(): number {
    return this.bytes.length - this.position;
  }

  uint8(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  uint32(littleEndian = true): number {
    return this.#view.getUint32(this.#advance(4), littleEndian);
  }

  uint64(littleEndian = true): bigint {
    return this.#view.getBigUint64(this.#advance(8), littleEndian);
  }

  /** The next `length` bytes, not copied. */
  take(length: number): Uint8Array {
    const start = this.#advance(length);
    return this.bytes.subarray(start, start + length);
  }

  /** A base-128 varint of at most 32 bits. */
  varint32(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.uint8();
      const part = byte & 0x7f;
      if (shift === 28 && part > 0x0f) break;
      value += part * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw this.malformed('a number is longer than 32 bits');
  }

  /** A base-128 varint of at most 64 bits. */
  varint64(): bigint {
    let low = 0;
    let high = 0n;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.uint8();
      const part = byte & 0x7f;
      if (shift === 63 && part > 1) break;
      // Up to 49 bits are exact in a double; almost every varint ends there.
      if (shift < 49) low += part * 2 ** shift;
      else high |= BigInt(part) << BigInt(shift);
      if (byte < 0x80) return BigInt(low) | high;
    }
    throw this.malformed('a number is longer than 64 bits');
  }

  /** A `ReadError` `malformed` at the cursor's position; `problem` is a clause: "a key has no end". */
  malformed(problem: string): ReadError {
    const offset = this.place.offset + this.position;
    return new ReadError({
      code: 'malformed',
      message: `${this.place.path} is damaged: in ${this.place.what}, at byte ${String(offset)}, ${problem}.`,
      format: this.place.format,
      path: this.place.path,
      offset,
    });
  }

  #advance(length: number): number {
    const start = this.position;
    if (length > this.bytes.length - start) {
      const offset = this.place.offset + start;
      throw new ReadError({
        code: 'truncated',
        message: `${this.place.path} is damaged: ${this.place.what} announces ${String(length)} bytes at byte ${String(offset)} and has ${String(this.remaining)}.`,
        format: this.place.format,
        path: this.place.path,
        offset,
      });
    }
    this.position = start + length;
    return start;
  }
}
