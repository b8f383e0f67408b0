import { throwIfCancelled } from '../../core/cancel.ts';
import { AppError } from '../../core/errors.ts';
import type { ByteSource } from '../../io/byte-source.ts';

/** A message in memory, as a source: what was made of a text file, whose own bytes it does not have. */
export class MessageBytes implements ByteSource {
  readonly size: number;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.size = bytes.length;
  }

  read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array> {
    return new Promise((resolve) => {
      throwIfCancelled(signal);
      if (offset < 0 || length < 0 || offset + length > this.size) {
        throw new AppError({
          code: 'truncated',
          message: `The message has ${String(this.size)} bytes, and bytes ${String(offset)} to ${String(offset + length)} were expected.`,
        });
      }
      resolve(this.#bytes.slice(offset, offset + length));
    });
  }

  locate(): null {
    return null;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
