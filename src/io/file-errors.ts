import type { Stats } from 'node:fs';
import { AppError } from '../core/errors.ts';

/** A file ends before the bytes that were to be read. */
export function endsBefore(path: string, offset: number, length: number, end: number): AppError {
  return new AppError({
    code: 'truncated',
    message: `${path} ends at byte ${String(end)}, and bytes ${String(offset)} to ${String(offset + length)} were expected. Copy the file again from where it was saved.`,
    path,
    offset,
  });
}

/** What lies there is no regular file. */
export function noFile(path: string, status: Stats): AppError {
  const kind = status.isDirectory() ? 'a directory' : 'a device or a pipe';
  return new AppError({
    code: 'unreadable',
    message: `Cannot read ${path}: it is ${kind}, and a file was expected.`,
    path,
  });
}
