import { AppError } from '../../src/core/errors.ts';
import type { ByteSource } from '../../src/io/byte-source.ts';

/** Bytes in memory as a source that counts what is read of it. */
export class MemorySource implements ByteSource {
  readonly size: number;
  bytesRead = 0;
  largestRead = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.size = bytes.length;
  }

  read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array> {
    if (signal?.aborted === true) {
      return Promise.reject(new AppError({ code: 'cancelled', message: 'Stopped.' }));
    }
    if (offset < 0 || length < 0 || offset + length > this.size) {
      return Promise.reject(new AppError({ code: 'truncated', message: 'It ends before.' }));
    }
    this.bytesRead += length;
    this.largestRead = Math.max(this.largestRead, length);
    return Promise.resolve(this.#bytes.slice(offset, offset + length));
  }

  locate(): null {
    return null;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
