import { AppError } from '../core/errors.ts';
import type { LayoutThread } from '../graph/layout/layout-thread.ts';
import type { Method, Params, Report, Result } from '../protocol/requests.ts';
import type { Sessions } from './sessions.ts';
import type { VerdictStore } from './verdict-store.ts';

/** What handlers work on: one for the life of a server, or of a command line. */
export interface ServerContext {
  readonly sessions: Sessions;
  /** Lays graphs out, for all of them. */
  readonly layout: LayoutThread;
  /** Null where nothing is remembered: the command line. */
  readonly verdicts: VerdictStore | null;
  /** The interpreter that the Python extension has chosen, when it has. */
  python: string | undefined;
  /** Whether models may be executed. The editor asks VS Code; this is the second gate. */
  trusted: boolean;
}

/** What a request carries beside its parameters. */
export interface Call<M extends Method> {
  readonly signal: AbortSignal;
  readonly report: (report: Report<M>) => void;
}

/** Answers one method. Throws `AppError` for what a person can understand; the rest is a bug. */
export type Handler<M extends Method> = (
  context: ServerContext,
  params: Params<M>,
  call: Call<M>,
) => Promise<Result<M>> | Result<M>;

/** @throws AppError `untrusted` where models must not be executed */
export function assertTrusted({ trusted }: ServerContext): void {
  if (trusted) return;
  throw new AppError({
    code: 'untrusted',
    message:
      'This workspace is not trusted, and a model can run code: it is shown and not run. Trust the workspace to run it.',
  });
}
