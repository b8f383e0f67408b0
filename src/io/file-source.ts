import { constants } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { throwIfCancelled } from '../core/cancel.ts';
import { AppError } from '../core/errors.ts';
import type { ByteSource, FilePlace } from './byte-source.ts';
import { endsBefore, noFile } from './file-errors.ts';
import { systemError } from './system-error.ts';

/**
 * A file on disk, opened at its first read and read by position, so that reads may run side by side.
 * @throws AppError `not-found` or `unreadable`, also for what is no regular file: reading a pipe or a device may
 *   never end
 */
export async function openFile(path: string): Promise<ByteSource> {
  const status = await stat(path).catch((error: unknown) => {
    throw systemError(error, path, 'read');
  });
  if (!status.isFile()) throw noFile(path, status);
  return new FileSource(path, status.size);
}

/**
 * Another program may put a pipe in a file's place at any moment: it is opened without waiting (which Windows has no
 * flag for), and looked at again.
 */
async function openRegular(path: string): Promise<FileHandle> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const status = await handle.stat();
  if (status.isFile()) return handle;
  await handle.close();
  throw noFile(path, status);
}

class FileSource implements ByteSource {
  readonly size: number;
  readonly #path: string;
  #handle: Promise<FileHandle> | null = null;
  #closed = false;

  constructor(path: string, size: number) {
    this.#path = path;
    this.size = size;
  }

  async read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array> {
    throwIfCancelled(signal);
    if (offset < 0 || length < 0 || offset + length > this.size) {
      throw endsBefore(this.#path, offset, length, this.size);
    }
    if (length === 0) return new Uint8Array(0);
    const handle = await this.#open();
    // Not from Buffer's pool: the bytes may be handed to another thread with their whole buffer.
    const bytes = Buffer.allocUnsafeSlow(length);
    let done = 0;
    while (done < length) {
      const { bytesRead } = await handle
        .read(bytes, done, length - done, offset + done)
        .catch((error: unknown) => {
          throw systemError(error, this.#path, 'read');
        });
      throwIfCancelled(signal);
      // The file became shorter since it was opened.
      if (bytesRead === 0) throw endsBefore(this.#path, offset, length, offset + done);
      done += bytesRead;
    }
    return new Uint8Array(bytes.buffer, bytes.byteOffset, length);
  }

  locate(): FilePlace {
    return { path: this.#path, offset: 0, length: this.size };
  }

  async close(): Promise<void> {
    this.#closed = true;
    const handle = this.#handle;
    this.#handle = null;
    // A file that could not be opened needs no closing.
    await (await handle?.catch(() => null))?.close();
  }

  #open(): Promise<FileHandle> {
    if (this.#closed) {
      throw new AppError({ code: 'internal', message: `${this.#path} was closed and is read.` });
    }
    this.#handle ??= openRegular(this.#path).catch((error: unknown) => {
      this.#handle = null;
      throw systemError(error, this.#path, 'open');
    });
    return this.#handle;
  }
}
