import { throwIfCancelled } from '../../core/cancel.ts';
import type { ReadError } from '../../core/errors.ts';
import type { ByteSource } from '../../io/byte-source.ts';
import { limits } from '../../protocol/limits.ts';
import type { MessagePlace } from './decode.ts';
import type { DecodeBudget } from './parts.ts';
import { wireBudget, wireError, wireType, type WireBudget } from './wire.ts';

/** Where something lies in a file, bytes. */
export interface Span {
  readonly offset: number;
  readonly length: number;
}

/** A field as it lies in a file: where its content is, not the content. */
export interface SourceField extends Span {
  readonly number: number;
  readonly type: number;
  /** Of a varint: its bits as an unsigned number; 0n for the other types. */
  readonly value: bigint;
}

/** Bytes read at once; most models' graphs fit. */
const windowBytes = 256 * 1024;

/** Longest tag and length before a field's content, bytes. */
const headerBytes = 20;

/** Milliseconds of work after which others get their turn, and a cancel is seen. */
const turn = 10;

/** Fields between two looks at the clock. */
const batchFields = 1000;

/**
 * Walks protobuf messages in a file that may be larger than memory: contents are skipped, and read only where they
 * are asked for, so that a graph with gigabytes of constants costs as much as one without.
 */
export class SourceWalk {
  readonly budget: WireBudget = wireBudget();
  /** For what is decoded and kept. */
  readonly decoded: DecodeBudget = { parts: limits.protobufFileParts };
  readonly #source: ByteSource;
  readonly #place: MessagePlace;
  readonly #signal: AbortSignal | undefined;
  readonly #report: ((position: number) => void) | undefined;
  #window: Uint8Array = new Uint8Array(0);
  #windowStart = 0;
  #turnEnds = performance.now() + turn;

  /** `report`: called now and then with the byte of the file that it has come to. */
  constructor(
    source: ByteSource,
    place: MessagePlace,
    signal?: AbortSignal,
    report?: (position: number) => void,
  ) {
    this.#source = source;
    this.#place = place;
    this.#signal = signal;
    this.#report = report;
  }

  /**
   * The fields of the message that lies in `length` bytes from `offset`, in their order, those together that lie in
   * memory together: to wait for each of millions would take longer than to read them.
   * @throws ReadError as `fields` does; groups, which TensorFlow's messages never use, are refused as `malformed`
   */
  async *batches(
    offset: number,
    length: number,
  ): AsyncGenerator<Iterable<SourceField>, void, undefined> {
    const walked = { position: offset, end: offset + length };
    while (walked.position < walked.end) {
      if (performance.now() > this.#turnEnds) await this.#pause(walked.position);
      await this.#view(walked.position, headerRoom(walked));
      yield this.#batch(walked, this.#window, this.#windowStart);
    }
  }

  /** The same one by one, for messages of few fields. */
  async *fields(offset: number, length: number): AsyncGenerator<SourceField, void, undefined> {
    for await (const batch of this.batches(offset, length)) yield* batch;
  }

  /** Fields whose headers lie in the window. */
  *#batch(walked: Walked, window: Uint8Array, start: number): Generator<SourceField> {
    for (let count = 0; count < batchFields && walked.position < walked.end; count++) {
      const { position } = walked;
      const room = headerRoom(walked);
      const from = position - start;
      if (from < 0 || from + room > window.length) return;
      const field = this.#field(window.subarray(from, from + room), walked);
      walked.position = field.offset + field.length;
      yield field;
    }
  }

  /** The field whose header begins with these bytes. */
  #field(header: Uint8Array, { position, end }: Walked): SourceField {
    if (--this.budget.elements < 0) throw this.#error('limit-exceeded', position, tooMany);
    const tag = this.#varint(header, 0, position);
    const number = Number(tag.value >> 3n);
    if (number === 0 || number > 0x1fffffff) {
      throw this.#error('malformed', position, `no field has the number ${String(number)}`);
    }
    const type = Number(tag.value & 7n);
    let contentStart = tag.next;
    let contentLength: number;
    let value = 0n;
    if (type === wireType.varint) {
      const varint = this.#varint(header, tag.next, position);
      value = varint.value;
      contentLength = varint.next - tag.next;
    } else if (type === wireType.lengthDelimited) {
      const stated = this.#varint(header, tag.next, position);
      contentStart = stated.next;
      const left = end - position - contentStart;
      if (stated.value > BigInt(left)) {
        throw this.#error(
          'truncated',
          position,
          `a field states ${String(stated.value)} bytes where ${String(left)} are left`,
        );
      }
      contentLength = Number(stated.value);
    } else if (type === wireType.fixed64 || type === wireType.fixed32) {
      contentLength = type === wireType.fixed64 ? 8 : 4;
      if (contentStart + contentLength > end - position) {
        throw this.#error('truncated', position, 'it ends in the middle of a field');
      }
    } else {
      throw this.#error('malformed', position, `wire type ${String(type)} is not used here`);
    }
    return { number, type, value, offset: position + contentStart, length: contentLength };
  }

  /** The content of a field, if it lies in memory already. */
  peek({ offset, length }: Span): Uint8Array | null {
    const from = offset - this.#windowStart;
    if (from < 0 || from + length > this.#window.length) return null;
    return this.#window.subarray(from, from + length);
  }

  /**
   * The content of a field, at most `limits.protobufPartBytes`.
   * @throws ReadError `limit-exceeded` above
   */
  async bytes(field: Span): Promise<Uint8Array> {
    if (field.length > limits.protobufPartBytes) {
      throw this.#error(
        'limit-exceeded',
        field.offset,
        `a part of ${String(field.length)} bytes is larger than the ${String(limits.protobufPartBytes)} that are read`,
      );
    }
    return this.#view(field.offset, field.length);
  }

  /** The first bytes of a field's content, where what is looked for stands. */
  head(field: Span, length: number): Promise<Uint8Array> {
    return this.#view(field.offset, Math.min(length, field.length));
  }

  /** Bytes of the file; out of the window where they lie in it. They stay as they are when the window moves on. */
  async #view(offset: number, length: number): Promise<Uint8Array> {
    const seen = this.peek({ offset, length });
    if (seen) return seen;
    if (length > windowBytes) return this.#source.read(offset, length, this.#signal);
    const size = Math.min(windowBytes, this.#source.size - offset);
    this.#window = await this.#source.read(offset, Math.max(size, length), this.#signal);
    this.#windowStart = offset;
    return this.#window.subarray(0, length);
  }

  #varint(bytes: Uint8Array, start: number, position: number): { value: bigint; next: number } {
    const [first, second] = [bytes[start], bytes[start + 1]];
    // Nearly all of them are this short, and bigints take their time.
    if (first !== undefined && first < 0x80) return { value: BigInt(first), next: start + 1 };
    if (first !== undefined && second !== undefined && second < 0x80) {
      return { value: BigInt((first & 0x7f) | (second << 7)), next: start + 2 };
    }
    let value = 0n;
    for (let index = start; index < start + 10; index++) {
      const byte = bytes[index];
      if (byte === undefined) {
        throw this.#error('truncated', position, 'it ends in the middle of a field');
      }
      value |= BigInt(byte & 0x7f) << BigInt(7 * (index - start));
      if (byte < 0x80) return { value: BigInt.asUintN(64, value), next: index + 1 };
    }
    throw this.#error('malformed', position, 'a number has more than ten bytes');
  }

  async #pause(position: number): Promise<void> {
    this.#report?.(position);
    await new Promise((resolve) => setImmediate(resolve));
    throwIfCancelled(this.#signal);
    this.#turnEnds = performance.now() + turn;
  }

  #error(
    code: 'truncated' | 'malformed' | 'limit-exceeded',
    offset: number,
    what: string,
  ): ReadError {
    return wireError(code, this.#place, offset, what);
  }
}

/** A message on its way. */
interface Walked {
  position: number;
  readonly end: number;
}

/** Bytes that the next field's header may take. */
function headerRoom({ position, end }: Walked): number {
  return Math.min(headerBytes, end - position);
}

const tooMany = 'it has more fields, nodes or functions than any model';
