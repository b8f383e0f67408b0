import type * as vscode from 'vscode';
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  ProgressType,
  ResponseError,
  State,
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
import { appErrorCode, type WireParams } from '../protocol/wire.ts';
import { messageOf, RequestError } from './request-error.ts';

export interface RequestOptions<M extends Method> {
  readonly token?: vscode.CancellationToken;
  readonly report?: (report: Report<M>) => void;
}

export interface ConnectionSettings {
  /** Absolute path of the server's bundle. */
  readonly module: string;
  readonly log: vscode.LogOutputChannel;
  readonly options: ServerOptions;
  /** It ended by itself. @returns whether it is to be started again */
  readonly onDeath: () => boolean;
  /** It runs again after it ended. */
  readonly onRestart: () => void;
}

const progress = new ProgressType<Progress>();

/**
 * The server's process and the talk with it, by the language client. It loads that library, 100 ms on a busy
 * machine: whoever needs no server yet must not load this file.
 */
export class Connection {
  readonly #client: LanguageClient;
  readonly #log: vscode.LogOutputChannel;
  #nextToken = 0;

  constructor({ module, log, options, onDeath, onRestart }: ConnectionSettings) {
    this.#log = log;
    this.#client = new LanguageClient(
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
        traceOutputChannel: log,
        initializationOptions: options,
        // What goes wrong has its place in the view; nothing pops up.
        errorHandler: {
          error: () => ({ action: ErrorAction.Continue, handled: true }),
          closed: () => ({
            action: onDeath() ? CloseAction.Restart : CloseAction.DoNotRestart,
            handled: true,
          }),
        },
        initializationFailedHandler: () => false,
      },
    );
    let startedBefore = false;
    this.#client.onDidChangeState(({ newState }) => {
      if (newState !== State.Running) return;
      if (startedBefore) onRestart();
      startedBefore = true;
    });
  }

  start(): Promise<void> {
    return this.#client.start();
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
    try {
      // An undefined token would be taken for a second parameter.
      return await this.#client.sendRequest<Result<M>>(method, wire, ...(token ? [token] : []));
    } catch (thrown) {
      throw new RequestError(this.#errorData(thrown, token));
    } finally {
      reports?.dispose();
    }
  }

  notify(method: string, params?: object): Promise<void> {
    return this.#client.sendNotification(method, params);
  }

  dispose(): Promise<void> {
    return this.#client.dispose();
  }

  #errorData(thrown: unknown, token: vscode.CancellationToken | undefined): ErrorData {
    if (thrown instanceof ResponseError && thrown.code === appErrorCode) {
      return thrown.data as ErrorData;
    }
    if (token?.isCancellationRequested) return { code: 'cancelled', message: 'Stopped.' };
    this.#log.error(messageOf(thrown));
    return {
      code: 'process-died',
      message:
        'The process that reads models ended before it answered. It is started again by itself.',
    };
  }
}
