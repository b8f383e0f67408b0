import type { MessagePlace } from './decode.ts';
import { wireError, wireType, type WireBudget } from './wire.ts';

/** How a message is gone through. */
export interface CursorContext {
  readonly place: MessagePlace;
  readonly budget: WireBudget;
}

/**
 * Walks the fields of one message as `fields` does, without an object for each: a graph has tens of millions. What
 * `next` has come to stands in the properties until it is called again.
 */
export class FieldCursor {
  /** The field's number and wire type. */
  number = 0;
  type = 0;
  /** Where its content lies in `bytes`; of a varint, where the number does. */
  start = 0;
  end = 0;
  /** With `clips`: whether the content ends with the bytes, and not where it would. */
  isCut = false;
  readonly bytes: Buffer;
  readonly #context: CursorContext;
  readonly #limit: number;
  readonly #clips: boolean;
  #position: number;

  /**
   * The message in `bytes` from `start` to `end`.
   * @param clips for the beginning of a message: what reaches beyond it is handed out as far as it is there
   */
  constructor(
    bytes: Buffer,
    context: CursorContext,
    { start, end }: { readonly start: number; readonly end: number },
    clips = false,
  ) {
    this.bytes = bytes;
    this.#context = context;
    this.#position = start;
    this.#limit = end;
    this.#clips = clips;
  }

  /**
   * Whether there is another field.
   * @throws ReadError as `fields` does; groups, which TensorFlow's messages never use, are refused as `malformed`
   */
  next(): boolean {
    if (this.#position >= this.#limit) return false;
    if (--this.#context.budget.elements < 0) throw this.#error('limit-exceeded', tooMany);
    const tag = this.#varint();
    if (tag === null) return false;
    this.number = Math.floor(tag / 8);
    this.type = tag % 8;
    if (this.number === 0 || this.number > 0x1fffffff) {
      throw this.#error('malformed', `no field has the number ${String(this.number)}`);
    }
    let length: number;
    switch (this.type) {
      case wireType.varint:
        this.start = this.#position;
        if (this.#varint() === null) return false;
        this.end = this.#position;
        return true;
      case wireType.lengthDelimited: {
        const stated = this.#varint();
        if (stated === null) return false;
        length = stated;
        break;
      }
      case wireType.fixed64:
        length = 8;
        break;
      case wireType.fixed32:
        length = 4;
        break;
      default:
        throw this.#error('malformed', `wire type ${String(this.type)} is not used here`);
    }
    this.start = this.#position;
    const left = this.#limit - this.start;
    if (length > left) {
      if (!this.#clips) {
        throw this.#error(
          'truncated',
          `a field states ${String(length)} bytes where ${String(left)} are left`,
        );
      }
      this.isCut = true;
    }
    this.end = this.start + Math.min(length, left);
    this.#position = this.end;
    return true;
  }

  /** The message that the field is. */
  inside(): FieldCursor {
    return new FieldCursor(this.bytes, this.#context, this, this.#clips);
  }

  /** The content, a view into the bytes. */
  get content(): Buffer {
    return this.bytes.subarray(this.start, this.end);
  }

  /** The number that a varint is, of 64 bits without sign. */
  get value(): bigint {
    let value = 0n;
    let shift = 0n;
    for (let at = this.start; at < this.end; at++, shift += 7n) {
      value |= BigInt((this.bytes[at] ?? 0) & 0x7f) << shift;
    }
    return BigInt.asUintN(64, value);
  }

  /** An enumerator, or any number of 32 bits with sign. */
  get int32(): number {
    let value = 0;
    for (let at = this.start, shift = 0; at < this.end && shift < 35; at++, shift += 7) {
      value |= ((this.bytes[at] ?? 0) & 0x7f) << shift;
    }
    return value;
  }

  /** The next varint, as far as a double holds it exactly; null where it is cut off. */
  #varint(): number | null {
    let value = 0;
    let factor = 1;
    for (let count = 0; count < 10; count++) {
      if (this.#position >= this.#limit) {
        if (!this.#clips) throw this.#error('truncated', 'it ends in the middle of a field');
        this.isCut = true;
        return null;
      }
      const byte = this.bytes[this.#position++] ?? 0;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 128;
    }
    throw this.#error('malformed', 'a number has more than ten bytes');
  }

  #error(code: 'truncated' | 'malformed' | 'limit-exceeded', what: string): Error {
    const { place } = this.#context;
    return wireError(code, place, (place.offset ?? 0) + this.#position, what);
  }
}

const tooMany = 'it has more fields than any model';
