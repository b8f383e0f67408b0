import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { endsBefore, noFile } from './file-errors.ts';
import { systemError } from './system-error.ts';

/**
 * Runs work with a file that is read while the caller waits: for threads that do nothing else.
 * @throws AppError `not-found` or `unreadable`, also for what is no regular file
 */
export function withFile<T>(path: string, work: (descriptor: number) => T): T {
  let descriptor: number | undefined;
  try {
    // Another program may put a pipe in its place at any moment: it is opened without waiting.
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const status = fstatSync(descriptor);
    if (!status.isFile()) throw noFile(path, status);
    return work(descriptor);
  } catch (thrown) {
    throw systemError(thrown, path, 'read');
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/**
 * Fills `target` with the bytes from `offset`.
 * @throws AppError `truncated` where the file ends before
 */
export function readNow(
  descriptor: number,
  path: string,
  target: Uint8Array,
  offset: number,
): void {
  for (let done = 0; done < target.length;) {
    const bytes = readSync(descriptor, target, done, target.length - done, offset + done);
    if (bytes === 0) throw endsBefore(path, offset, target.length, offset + done);
    done += bytes;
  }
}
