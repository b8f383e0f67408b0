import type { Method, Params, Report, Result, SessionId } from '../protocol/requests.ts';
import type { Handler, ServerContext } from '../server/context.ts';
import { createContext } from '../server/create-context.ts';
import type { OpenSession } from '../server/sessions.ts';

/** What commands call: the server's handlers, in this process. Who types a command trusts what it is about. */
export interface InProcess {
  readonly context: ServerContext;
  call<M extends Method>(
    handler: Handler<M>,
    params: Params<M>,
    report?: (report: Report<M>) => void,
  ): Promise<Result<M>>;
}

export interface InProcessOptions {
  /** Interpreter or environment whose TensorFlow is looked for first. */
  readonly python?: string | undefined;
}

/** Runs a command's work; Ctrl+C stops it in order, a second one at once. */
export async function inProcess<T>(
  work: (server: InProcess) => Promise<T>,
  { python }: InProcessOptions = {},
): Promise<T> {
  const abort = new AbortController();
  process.once('SIGINT', () => {
    abort.abort();
  });
  const context = createContext({ verdicts: null, python, trusted: true });
  try {
    return await work({
      context,
      call: async (handler, params, report = () => undefined) =>
        handler(context, params, { signal: abort.signal, report }),
    });
  } finally {
    await context.sessions.closeAll();
  }
}

/** The same with an artifact open. */
export async function withArtifact<T>(
  path: string,
  work: (server: InProcess, open: OpenSession, session: SessionId) => Promise<T>,
  options: InProcessOptions = {},
): Promise<T> {
  return inProcess(async (server) => {
    const { openArtifact } = await import('../server/handlers/open.ts');
    const { session } = await server.call(openArtifact, { path });
    return work(server, server.context.sessions.get(session), session);
  }, options);
}
