import { AppError } from '../core/errors.ts';
import type { ErrorCode } from '../protocol/errors.ts';

/**
 * What the operating system said of a path, as a sentence with what to do.
 * @param doing what was tried, as "read" in "Cannot read …"
 */
export function systemError(thrown: unknown, path: string, doing: string): AppError {
  if (thrown instanceof AppError) return thrown;
  const code = (thrown as NodeJS.ErrnoException).code ?? '';
  const [appCode, why] = sentences[code] ?? [
    'unreadable' as const,
    `the system says: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
  ];
  return new AppError(
    { code: appCode, message: `Cannot ${doing} ${path}: ${why}.`, path },
    { cause: thrown },
  );
}

const sentences: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  ENOENT: ['not-found', 'it does not exist. Check the path'],
  ENOTDIR: ['not-found', 'a part of the path is a file, not a directory. Check the path'],
  EACCES: ['unreadable', 'access is denied. Ask for permission to read it, or copy it elsewhere'],
  EPERM: ['unreadable', 'access is denied. Ask for permission to read it, or copy it elsewhere'],
  EISDIR: ['unreadable', 'it is a directory, and a file was expected'],
  ELOOP: ['unreadable', 'its links lead back to themselves'],
  EMFILE: ['unreadable', 'too many files are open. Close some and try again'],
  EIO: ['unreadable', 'the disk reports an error. Copy the file from a backup'],
  ESTALE: ['unreadable', 'the network drive has lost it. Reconnect and open it again'],
};
