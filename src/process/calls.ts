import type { ErrorData } from '../protocol/errors.ts';

/** One kind of call: what is asked, what is answered, and what is reported in between (`never` for nothing). */
export interface Call {
  params: unknown;
  result: unknown;
  report: unknown;
}

/** An interface of calls by name, as `RunnerCalls` is one. */
export type Calls<C> = { [M in keyof C]: Call };

/** Parent → child. */
export interface CallMessage {
  readonly id: number;
  readonly method: string;
  readonly params: unknown;
}

/** Child → parent. */
export type AnswerMessage =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: ErrorData }
  | { readonly id: number; readonly report: unknown };
