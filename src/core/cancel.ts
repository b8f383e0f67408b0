import { AppError } from './errors.ts';

/** What is thrown when the person who asked has stopped the work. */
export function cancelled(): AppError {
  return new AppError({ code: 'cancelled', message: 'Stopped.' });
}

/** @throws AppError `cancelled` once the signal has fired. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw cancelled();
}
