import type { ErrorCode, ErrorData } from '../protocol/errors.ts';

/**
 * The one error that crosses a boundary of this project: a reader's room, a process, a request. Its message is
 * for a person: what is wrong, where, and what to do. Anything else that is thrown is a bug of ours.
 */
export class AppError extends Error {
  readonly data: ErrorData;

  constructor(data: ErrorData, options?: ErrorOptions) {
    super(data.message, options);
    this.name = 'AppError';
    this.data = data;
  }

  get code(): ErrorCode {
    return this.data.code;
  }
}

/** What a format's room throws: always with the format and, as far as they are known, file and offset. */
export class ReadError extends AppError {
  constructor(data: ErrorData & { readonly format: string }, options?: ErrorOptions) {
    super(data, options);
    this.name = 'ReadError';
  }
}

/** Any thrown thing as data that can be sent; a bug of ours becomes `internal` with its own message. */
export function errorData(thrown: unknown): ErrorData {
  if (thrown instanceof AppError) return thrown.data;
  if (thrown instanceof Error) {
    if (thrown.name === 'AbortError') return { code: 'cancelled', message: 'Stopped.' };
    return { code: 'internal', message: thrown.message };
  }
  return { code: 'internal', message: String(thrown) };
}
