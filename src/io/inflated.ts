import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { throwIfCancelled } from '../core/cancel.ts';
import { AppError } from '../core/errors.ts';
import { limits } from '../protocol/limits.ts';
import type { ByteSource, FilePlace } from './byte-source.ts';
import { openFile } from './file-source.ts';
import { systemError } from './system-error.ts';

/** Bytes at the beginning of a content that are read without inflating the rest: a header. */
const headBytes = 64 * 1024;

/** What is deflated in an archive, and how to get it. */
export interface Deflated {
  /** Bytes when inflated, as the archive states it. */
  readonly size: number;
  /** What it is, for errors: "x.npy in /models/arrays.npz". */
  readonly place: string;
  /** The archive. */
  readonly path: string;
  readonly store: InflatedStore;
  /** The content from its beginning; fails where it is not as long as stated. */
  readonly inflate: () => Promise<Readable>;
}

/**
 * Deflated content as a source. Deflate has no index, so what lies beyond the beginning is reached by inflating all
 * of it: once, into a temporary file.
 */
export class InflatedSource implements ByteSource {
  readonly size: number;
  readonly #deflated: Deflated;
  #head: Promise<Uint8Array> | null = null;
  #file: Promise<ByteSource> | null = null;

  constructor(deflated: Deflated) {
    this.#deflated = deflated;
    this.size = deflated.size;
  }

  async read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array> {
    throwIfCancelled(signal);
    if (offset < 0 || length < 0 || offset + length > this.size) throw this.#truncated(offset);
    if (!this.#file && offset + length <= headBytes) {
      this.#head ??= this.#begin().catch((thrown: unknown) => {
        this.#head = null;
        throw this.#damaged(thrown);
      });
      const head = await this.#head;
      if (offset + length > head.length) throw this.#truncated(offset);
      return head.slice(offset, offset + length);
    }
    return (await this.#whole(signal)).read(offset, length, signal);
  }

  /** Its bytes lie in no file that outlasts the archive. */
  locate(): null {
    return null;
  }

  async unpack(signal?: AbortSignal): Promise<FilePlace | null> {
    throwIfCancelled(signal);
    return (await this.#whole(signal)).locate();
  }

  /** Gives back the memory that the beginning takes; the temporary file goes with the archive. */
  close(): Promise<void> {
    this.#head = null;
    return Promise.resolve();
  }

  #whole(signal: AbortSignal | undefined): Promise<ByteSource> {
    this.#file ??= this.#inflateAll(signal).catch((thrown: unknown) => {
      this.#file = null;
      throw this.#damaged(thrown);
    });
    return this.#file;
  }

  async #begin(): Promise<Uint8Array> {
    const stream = await this.#deflated.inflate();
    const parts: Uint8Array[] = [];
    let length = 0;
    for await (const part of stream) {
      parts.push(part as Uint8Array);
      length += (part as Uint8Array).length;
      if (length >= headBytes) break; // which ends the stream
    }
    return new Uint8Array(Buffer.concat(parts).subarray(0, headBytes));
  }

  async #inflateAll(signal: AbortSignal | undefined): Promise<ByteSource> {
    const { store, size, inflate } = this.#deflated;
    return store.keep(size, this.#deflated.path, async (file) => {
      for await (const part of await inflate()) {
        throwIfCancelled(signal);
        await file.write(part as Uint8Array);
      }
    });
  }

  #damaged(thrown: unknown): unknown {
    if (thrown instanceof AppError || !(thrown instanceof Error)) return thrown;
    const { place, path } = this.#deflated;
    return new AppError(
      {
        code: 'malformed',
        message: `${place} cannot be inflated: ${thrown.message}. Copy the archive again from where it was saved.`,
        path,
      },
      { cause: thrown },
    );
  }

  #truncated(offset: number): AppError {
    const { place, path } = this.#deflated;
    return new AppError({
      code: 'truncated',
      message: `${place} has ${String(this.size)} bytes, and more were expected at byte ${String(offset)}. Copy the archive again from where it was saved.`,
      path,
    });
  }
}

/** The temporary files of one archive, in a directory that goes with it. */
export class InflatedStore {
  readonly #files: ByteSource[] = [];
  #directory: Promise<string> | null = null;
  #bytes = 0;
  #made = 0;

  /**
   * Writes a new temporary file and opens it.
   * @param bytes that it will have; the archive at `path` states it, and `write` fails where it lied
   * @throws AppError `limit-exceeded` where the archive would take too much of the disk
   */
  async keep(
    bytes: number,
    path: string,
    write: (file: FileHandle) => Promise<void>,
  ): Promise<ByteSource> {
    if (this.#bytes + bytes > limits.zipInflatedBytes) {
      throw new AppError({
        code: 'limit-exceeded',
        message: `${path} holds more than the ${String(limits.zipInflatedBytes)} bytes that are unpacked of an archive. Unpack it and open what is in it.`,
        path,
      });
    }
    this.#bytes += bytes;
    this.#directory ??= mkdtemp(join(tmpdir(), 'saved-model-'));
    const file = join(await this.#directory, String(this.#made++));
    try {
      const handle = await open(file, 'wx', 0o600);
      try {
        await write(handle);
      } finally {
        await handle.close();
      }
      const source = await openFile(file);
      this.#files.push(source);
      return source;
    } catch (thrown) {
      this.#bytes -= bytes;
      await rm(file, { force: true });
      throw isSystemError(thrown) ? systemError(thrown, file, 'write') : thrown;
    }
  }

  async close(): Promise<void> {
    for (const file of this.#files.splice(0)) await file.close();
    if (this.#directory) await rm(await this.#directory, { recursive: true, force: true });
    this.#directory = null;
  }
}

/** A full disk is the system's to report; what zlib says of damaged bytes has a code, too, and no system call. */
function isSystemError(thrown: unknown): boolean {
  return thrown instanceof Error && 'syscall' in thrown;
}
