import { AppError, ReadError } from './errors.ts';

/** Whose rules are applied and to which file: what every `ReadError` names. */
export interface Place {
  readonly format: string;
  /** Absolute path of the file. */
  readonly path: string;
}

/**
 * What a reader lets out for anything that was thrown below it: its own `ReadError`s and a cancellation as they
 * are, an I/O error with the format added, and a bug of ours unchanged, so that it is seen as one.
 */
export function asReadError(thrown: unknown, place: Place): unknown {
  if (thrown instanceof ReadError || !(thrown instanceof AppError)) return thrown;
  if (thrown.code === 'cancelled') return thrown;
  return new ReadError(
    { path: place.path, ...thrown.data, format: place.format },
    { cause: thrown },
  );
}
