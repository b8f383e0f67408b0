import { errorData } from '../core/errors.ts';
import { visibleText } from '../protocol/visible-text.ts';

/** Could not do it, wrong usage included. */
export const usageExitCode = 2;

/** Says in one line on standard error what went wrong, and returns the exit code for it. */
export function fail(thrown: unknown, { debug = false } = {}): number {
  process.stderr.write(`saved-model: ${visibleText(errorData(thrown).message)}\n`);
  if (debug && thrown instanceof Error) process.stderr.write(`${thrown.stack ?? ''}\n`);
  return usageExitCode;
}
