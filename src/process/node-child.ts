import { fork } from 'node:child_process';
import { AppError } from '../core/errors.ts';
import type { ErrorData } from '../protocol/errors.ts';
import type { AnswerMessage, CallMessage, Calls } from './calls.ts';
import { died, supervise, timedOut, type Ending, type Limits } from './supervise.ts';

export interface NodeChildOptions extends Limits {
  readonly env?: NodeJS.ProcessEnv;
  /** Options of Node itself; this process's own are not inherited (an inspector's port, a loader). */
  readonly execArgv?: readonly string[];
}

export interface CallOptions<Report> {
  /** Ends the whole child: what runs in native code cannot be stopped otherwise. */
  readonly signal?: AbortSignal;
  /** Milliseconds for this call, after which the whole child is ended. */
  readonly timeLimit?: number;
  readonly report?: (report: Report) => void;
}

/** A child process that answers typed calls. Whatever happens to it, every call is answered or rejected. */
export interface NodeChild<C extends Calls<C>> {
  readonly pid: number | undefined;
  /**
   * @throws AppError of the child's own; `process-died` with exit code or signal and the tail of its standard error
   *   where it ends before it has answered; `cancelled`, `timed-out`, `limit-exceeded` where it was ended
   */
  call<M extends keyof C & string>(
    method: M,
    params: C[M]['params'],
    options?: CallOptions<C[M]['report']>,
  ): Promise<C[M]['result']>;
  /** Ends it; pending calls are rejected. Resolves when it has ended. */
  stop(): Promise<void>;
  /** Resolves when it has ended, for whatever reason; never rejects. */
  readonly ended: Promise<Ending>;
  stderrTail(): string;
}

interface Pending {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: AppError) => void;
  readonly report: ((report: never) => void) | undefined;
  readonly release: () => void;
}

/**
 * Starts a Node program that serves calls (`serveCalls`) as a process of its own. Under Electron the same binary
 * runs as plain Node. Bytes cross as they are (structured clone), not as JSON.
 */
export function startNodeChild<C extends Calls<C>>(
  entry: string,
  options: NodeChildOptions,
): NodeChild<C> {
  const child = fork(entry, [], {
    // NODE_OPTIONS would bring in what was meant for this process: a debugger, a loader.
    env: { ...(options.env ?? process.env), ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '' },
    execArgv: [...(options.execArgv ?? [])],
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: process.platform !== 'win32',
  });
  // Nothing is expected there, and a full pipe would stop it.
  child.stdout?.resume();

  const supervised = supervise(child, options);
  const pending = new Map<number, Pending>();
  let lastId = 0;
  let ending: Ending | null = null;

  const gone = (how: Ending): AppError => died(options.name, how, supervised.stderrTail());

  void supervised.ended.then((how) => {
    ending = how;
    for (const call of pending.values()) {
      call.release();
      call.reject(gone(how));
    }
    pending.clear();
  });

  child.on('message', (message) => {
    const answer = answerOf(message);
    if (!answer) {
      supervised.end(
        new AppError({
          code: 'process-died',
          message: `${options.name} sent what is no answer and was ended.`,
        }),
      );
      return;
    }
    const call = pending.get(answer.id);
    if (!call) return;
    if ('report' in answer) {
      call.report?.(answer.report as never);
      return;
    }
    pending.delete(answer.id);
    call.release();
    if ('error' in answer) call.reject(new AppError(answer.error));
    else call.resolve(answer.result);
  });
  // A child that closes its channel can answer no more, even if it lives on.
  child.on('disconnect', () => {
    setTimeout(() => {
      supervised.end(
        new AppError({ code: 'process-died', message: `${options.name} closed its channel.` }),
      );
    }, disconnectTime).unref();
  });

  const call = (
    method: string,
    params: unknown,
    { signal, timeLimit, report }: CallOptions<never>,
  ): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (ending) {
        reject(gone(ending));
        return;
      }
      const id = ++lastId;
      const abort = (): void => {
        supervised.end(new AppError({ code: 'cancelled', message: 'Stopped.' }));
      };
      const timer =
        timeLimit === undefined
          ? undefined
          : setTimeout(() => {
              supervised.end(timedOut(options.name, timeLimit));
            }, timeLimit);
      const release = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
      };
      pending.set(id, { resolve, reject, report, release });
      signal?.addEventListener('abort', abort, { once: true });
      if (signal?.aborted) {
        abort();
        return;
      }
      const message: CallMessage = { id, method, params };
      // A failed send means that the child is ending, and its end rejects the call with the reason.
      child.send(message, () => undefined);
    });

  return {
    pid: child.pid,
    call: (method, params, callOptions = {}) => call(method, params, callOptions),
    stop: async () => {
      supervised.end(new AppError({ code: 'cancelled', message: 'Stopped.' }));
      await supervised.ended;
    },
    ended: supervised.ended,
    stderrTail: () => supervised.stderrTail(),
  };
}

/** What came over the channel, if it has the form of an answer: native code that went astray may write there, too. */
function answerOf(message: unknown): AnswerMessage | null {
  if (typeof message !== 'object' || message === null) return null;
  const { id, error } = message as { readonly id?: unknown; readonly error?: unknown };
  if (typeof id !== 'number') return null;
  if ('error' in message && typeof (error as ErrorData | null)?.message !== 'string') return null;
  return 'error' in message || 'result' in message || 'report' in message
    ? (message as AnswerMessage)
    : null;
}

/** Milliseconds between a closed channel and the end of a process that ends properly. */
const disconnectTime = 1000;
