import type * as vscode from 'vscode';
import {
  CancellationTokenSource,
  CloseAction,
  ErrorAction,
  LanguageClient,
  ProgressType,
  ResponseError,
  TransportKind,
} from 'vscode-languageclient/node';
import type { ErrorData } from '../protocol/errors.ts';
import type {
  Method,
  Params,
  Progress,
  Report,
  Result,
  ServerOptions,
} from '../protocol/requests.ts';
import { appErrorCode, ping, type WireParams } from '../protocol/wire.ts';
import { Liveness } from './liveness.ts';
import { LogLines } from './log-lines.ts';
import { messageOf, RequestError } from './request-error.ts';

export interface RequestOptions<M extends Method> {
  readonly token?: vscode.CancellationToken;
  readonly report?: (report: Report<M>) => void;
}

export interface ConnectionSettings {
  /** Absolute path of the server's bundle. */
  readonly module: string;
  readonly log: vscode.LogOutputChannel;
  /** Where the talk with the server is traced to. */
  readonly trace: vscode.LogOutputChannel;
  readonly options: ServerOptions;
  /** It ended by itself, or never came up; told once. */
  readonly onEnd: () => void;
  /** It owes answers and says nothing any more; false: it does again. */
  readonly onSilence: (silent: boolean) => void;
}

const progress = new ProgressType<Progress>();

/** Milliseconds that a server which is not needed any more may take to put its things away. */
const stopTime = 1000;

/** The language client without what it pops up: what goes wrong has its place in the view. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

/**
 * One process of the server, from its start to its end, and the talk with it, by the language client. It loads that
 * library, 100 ms on a busy machine: whoever needs no server yet must not load this file. Whatever happens to the
 * process, every request is answered or rejected.
 */
export class Connection {
  readonly #client: LanguageClient;
  readonly #settings: ConnectionSettings;
  readonly #liveness: Liveness;
  /** Ends what is waited for: the client forgets requests of a process that it could not stop. */
  readonly #waiting = new Set<(reason: Error) => void>();
  #process: LanguageClient['serverProcess'];
  #ended = false;
  #nextToken = 0;

  constructor(settings: ConnectionSettings) {
    const { module, log, trace, options, onSilence } = settings;
    this.#settings = settings;
    this.#liveness = new Liveness(() => this.#client.sendRequest(ping), onSilence);
    this.#client = new QuietClient(
      'savedModel',
      'Saved Model',
      {
        run: { module, transport: TransportKind.ipc },
        debug: {
          module,
          transport: TransportKind.ipc,
          options: { execArgv: ['--nolazy', '--inspect=6019'] },
        },
      },
      {
        outputChannel: log,
        traceOutputChannel: trace,
        initializationOptions: options,
        stdioOptions: {
          stdout: (stream) => {
            new LogLines((line) => {
              log.info(line);
            }).read(stream);
          },
          stderr: (stream) => {
            new LogLines((line) => {
              log.error(line);
            }).read(stream);
          },
        },
        errorHandler: {
          error: () => ({ action: ErrorAction.Continue, handled: true }),
          // Another process gets a client of its own: one that starts again while it stops gets lost between both.
          closed: () => {
            this.#end();
            return { action: CloseAction.DoNotRestart, handled: true };
          },
        },
        initializationFailedHandler: () => false,
      },
    );
  }

  /** @throws Error where it does not come up */
  async start(): Promise<void> {
    try {
      await this.#whileAlive(this.#client.start());
    } catch (thrown) {
      this.#end();
      throw thrown;
    } finally {
      this.#process = this.#client.serverProcess;
    }
  }

  /** @throws RequestError */
  async request<M extends Method>(
    method: M,
    params: Params<M>,
    { token, report }: RequestOptions<M>,
  ): Promise<Result<M>> {
    const progressToken = this.#nextToken++;
    const wire: WireParams<M> = report ? { ...params, progressToken } : params;
    const reports = report && this.#client.onProgress(progress, progressToken, report);
    // A token of its own: the client throws at those who cancel what its process has taken along.
    const cancelling = new CancellationTokenSource();
    const link = token?.onCancellationRequested(() => {
      cancelling.cancel();
    });
    if (token?.isCancellationRequested) cancelling.cancel();
    try {
      const answer = this.#client.sendRequest<Result<M>>(method, wire, cancelling.token);
      return await this.#whileAlive(answer);
    } catch (thrown) {
      throw new RequestError(this.#errorData(thrown, token));
    } finally {
      link?.dispose();
      reports?.dispose();
    }
  }

  notify(method: string, params?: object): Promise<void> {
    return this.#client.sendNotification(method, params);
  }

  /** Ends the process, whatever it is doing; what is waited for is rejected. */
  async dispose(): Promise<void> {
    const child = this.#process ?? this.#client.serverProcess;
    this.#reject();
    try {
      await this.#client.dispose(stopTime);
    } catch {
      child?.kill('SIGKILL'); // it does not answer, or never came up
    }
  }

  #end(): void {
    if (this.#ended) return;
    this.#reject();
    this.#settings.onEnd();
  }

  #reject(): void {
    this.#ended = true;
    this.#liveness.dispose();
    for (const reject of this.#waiting) reject(new Error('The server ended.'));
    this.#waiting.clear();
  }

  #whileAlive<T>(answer: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#ended) {
        reject(new Error('The server has ended.'));
        answer.catch(() => undefined);
        return;
      }
      this.#waiting.add(reject);
      this.#liveness.expect(answer);
      const done = () => this.#waiting.delete(reject);
      answer.then(resolve, reject).finally(done);
    });
  }

  #errorData(thrown: unknown, token: vscode.CancellationToken | undefined): ErrorData {
    if (thrown instanceof ResponseError && thrown.code === appErrorCode) {
      return thrown.data as ErrorData;
    }
    if (token?.isCancellationRequested) return { code: 'cancelled', message: 'Stopped.' };
    this.#settings.log.error(messageOf(thrown));
    if (!this.#ended) return { code: 'internal', message: messageOf(thrown) };
    return {
      code: 'process-died',
      message:
        'The process that reads models ended before it answered. It is started again by itself.',
    };
  }
}
