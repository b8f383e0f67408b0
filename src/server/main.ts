import path from 'node:path';
import {
  createConnection,
  ProgressType,
  ResponseError,
  type CancellationToken,
  type InitializeParams,
} from 'vscode-languageserver/node';
import { errorData } from '../core/errors.ts';
import type { ErrorData } from '../protocol/errors.ts';
import type { Method, Progress, ServerOptions } from '../protocol/requests.ts';
import {
  appErrorCode,
  ping,
  pythonChanged,
  trustGranted,
  type PythonChanged,
  type WireParams,
} from '../protocol/wire.ts';
import type { ServerContext } from './context.ts';
import { handlers } from './handlers/index.ts';
import { createContext } from './create-context.ts';
import { VerdictStore } from './verdict-store.ts';

/** `$/progress` of every method. */
const progress = new ProgressType<Progress>();

/**
 * The language server's process: requests in, answers out. It holds what is open; it knows nothing of VS Code,
 * and the command line calls the same handlers without it.
 */
const connection = createConnection();

let context: ServerContext | undefined;

connection.onInitialize((params: InitializeParams) => {
  const options = params.initializationOptions as ServerOptions;
  context = createContext({
    verdicts: new VerdictStore(path.join(options.storage, 'verdicts')),
    python: options.python,
    trusted: options.trusted,
  });
  for (const method of Object.keys(handlers) as Method[]) serve(method, context);
  return { capabilities: {} };
});

connection.onRequest(ping, () => null);

connection.onNotification(trustGranted, () => {
  if (context) context.trusted = true;
});

connection.onNotification(pythonChanged, ({ python }: PythonChanged) => {
  if (context) context.python = python ?? undefined;
});

connection.onShutdown(async () => {
  await context?.sessions.closeAll();
});

connection.listen();

// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- M ties the handler to its parameters
function serve<M extends Method>(method: M, served: ServerContext): void {
  connection.onRequest(
    method,
    async (given: WireParams<M> | null | undefined, token?: CancellationToken) => {
      // Without parameters the token comes first, and so it may where they are a list.
      if (!given || !token) return refusal(method);
      const { progressToken, ...params } = given;
      const abort = new AbortController();
      // One that was cancelled before it came to its turn never tells its listeners.
      if (token.isCancellationRequested) abort.abort();
      const listener = token.onCancellationRequested(() => {
        abort.abort();
      });
      try {
        return await handlers[method](served, params, {
          signal: abort.signal,
          report: (report) => {
            if (progressToken !== undefined) {
              void connection.sendProgress(progress, progressToken, report);
            }
          },
        });
      } catch (thrown) {
        const data = errorData(thrown);
        if (data.code === 'internal') connection.console.error(describe(method, thrown));
        return new ResponseError(appErrorCode, data.message, data);
      } finally {
        listener.dispose();
      }
    },
  );
}

function refusal(method: Method): ResponseError<ErrorData> {
  const message = `${method} takes its parameters by name.`;
  return new ResponseError(appErrorCode, message, { code: 'bad-request', message });
}

/** A bug of ours, for the log: with its stack, which no view shows. */
function describe(method: Method, thrown: unknown): string {
  return `${method}: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`;
}
