import type { ErrorData } from '../protocol/errors.ts';

/** An error of the server as the page and the commands see it. */
export class RequestError extends Error {
  readonly data: ErrorData;

  constructor(data: ErrorData) {
    super(data.message);
    this.name = 'RequestError';
    this.data = data;
  }

  /** What to show of anything thrown; what is no answer of the server's is a bug of ours. */
  static dataOf(thrown: unknown): ErrorData {
    if (thrown instanceof RequestError) return thrown.data;
    return { code: 'internal', message: messageOf(thrown) };
  }
}

/** What anything thrown says of itself. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
