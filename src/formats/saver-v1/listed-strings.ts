import { SourceWalk, type SourceField } from '../../codec/protobuf/source-walk.ts';
import { wireType } from '../../codec/protobuf/wire.ts';
import type { ByteSource } from '../../io/byte-source.ts';
import { limits } from '../../protocol/limits.ts';
import { addMark, markBefore, type ListedSlice, type Mark } from './listed-values.ts';
import { valuesError } from './slice-values.ts';

/** Every how many strings a place is remembered. */
const markStep = 4096;

/** Strings of a slice, each in a field of its own, read forward. */
export class ListedStrings {
  readonly #slice: ListedSlice;
  readonly #walk: SourceWalk;
  #fields: AsyncGenerator<SourceField, void, undefined> | null = null;
  /** Number of the string that comes next. */
  #next = 0;

  constructor(source: ByteSource, slice: ListedSlice, signal: AbortSignal | undefined) {
    this.#slice = slice;
    this.#walk = new SourceWalk(source, slice.place, signal);
  }

  /** The string with this number; none that was passed comes again. */
  async at(index: number): Promise<Uint8Array> {
    if (!this.#fields) {
      const mark = markBefore(this.#slice, index);
      this.#next = mark.done;
      this.#fields = this.#strings(mark);
    }
    for (;;) {
      const next = await this.#fields.next();
      if (next.done) throw this.#wrongCount('truncated', 'fewer');
      if (this.#next++ === index) return this.#read(next.value);
    }
  }

  /** @throws ReadError where more strings are stored than the slice has */
  async end(): Promise<void> {
    const more = await this.#fields?.next();
    if (more?.done !== true) throw this.#wrongCount('malformed', 'more');
  }

  async *#strings(from: Mark): AsyncGenerator<SourceField, void, undefined> {
    const { messages, list } = this.#slice.values;
    for (let message = from.message; message < messages.length; message++) {
      const span = messages[message] ?? { offset: 0, length: 0 };
      const start = message === from.message ? from.offset : span.offset;
      for await (const field of this.#walk.fields(start, span.offset + span.length - start)) {
        if (field.number !== list.field || field.type !== wireType.lengthDelimited) continue;
        yield field;
        if (this.#next % markStep !== 0) continue;
        const offset = field.offset + field.length;
        addMark(this.#slice, { done: this.#next, message, offset, packedEnd: null });
      }
    }
  }

  async #read(field: SourceField): Promise<Uint8Array> {
    if (field.length <= limits.stringBytes) return this.#walk.bytes(field);
    throw valuesError(
      this.#slice,
      'limit-exceeded',
      `a string has ${String(field.length)} bytes, more than the ${String(limits.stringBytes)} that are read at once`,
    );
  }

  #wrongCount(code: 'truncated' | 'malformed', which: string): Error {
    const { elements } = this.#slice;
    return valuesError(
      this.#slice,
      code,
      `${which} are stored than the ${String(elements)} strings of the slice`,
    );
  }
}
