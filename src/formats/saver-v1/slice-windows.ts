import type { Span } from '../../codec/protobuf/source-walk.ts';
import { PieceWindow } from '../../codec/tensor-slices/piece-window.ts';
import type { ByteSource } from '../../io/byte-source.ts';
import { listedNumbers, markBefore, type ListedSlice } from './listed-values.ts';
import { valuesError } from './slice-values.ts';

/** Numbers of a slice that lie one after the other. */
export class PlainWindow extends PieceWindow {
  readonly #source: ByteSource;
  readonly #values: Span;
  readonly #windowBytes: number;
  readonly #signal: AbortSignal | undefined;

  constructor(
    source: ByteSource,
    values: Span,
    windowBytes: number,
    signal: AbortSignal | undefined,
  ) {
    super();
    this.#source = source;
    this.#values = values;
    this.#windowBytes = windowBytes;
    this.#signal = signal;
  }

  override async load(start: number): Promise<void> {
    const { offset, length } = this.#values;
    const bytes = Math.min(this.#windowBytes, length - start);
    this.hold(start, await this.#source.read(offset + start, bytes, this.#signal));
  }

  /** All of them are there: that was seen before. */
  end(): Promise<void> {
    return Promise.resolve();
  }
}

/** Numbers of a slice that have to be decoded one after the other. */
export class ListedWindow extends PieceWindow {
  readonly #source: ByteSource;
  readonly #slice: ListedSlice;
  readonly #windowBytes: number;
  readonly #signal: AbortSignal | undefined;
  #pieces: ReturnType<typeof listedNumbers> | null = null;
  /** The byte behind the last piece. */
  #reached = 0;

  constructor(
    source: ByteSource,
    slice: ListedSlice,
    windowBytes: number,
    signal: AbortSignal | undefined,
  ) {
    super();
    this.#source = source;
    this.#slice = slice;
    this.#windowBytes = windowBytes;
    this.#signal = signal;
  }

  override async load(start: number): Promise<void> {
    this.#pieces ??= listedNumbers(
      this.#source,
      this.#slice,
      markBefore(this.#slice, start),
      this.#windowBytes,
      this.#signal,
    );
    for (;;) {
      const next = await this.#pieces.next();
      if (next.done) throw this.#wrongCount('truncated', 'fewer');
      const { done, bytes } = next.value;
      this.#reached = done + bytes.length;
      if (this.#reached <= start) continue;
      this.hold(done, bytes);
      return;
    }
  }

  /** @throws ReadError where more elements are stored than the slice has */
  async end(): Promise<void> {
    const more = await this.#pieces?.next();
    const { elements, dtype } = this.#slice;
    if (more?.done === true && this.#reached === elements * dtype.bytes) return;
    throw this.#wrongCount('malformed', 'more');
  }

  #wrongCount(code: 'truncated' | 'malformed', which: string): Error {
    const { elements } = this.#slice;
    return valuesError(
      this.#slice,
      code,
      `${which} are stored than the ${String(elements)} elements of the slice`,
    );
  }
}
