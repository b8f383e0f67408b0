import * as vscode from 'vscode';
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  ProgressType,
  ResponseError,
  State,
  TransportKind,
  type CloseHandlerResult,
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
import { Deaths } from './deaths.ts';

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

export interface RequestOptions<M extends Method> {
  readonly token?: vscode.CancellationToken;
  readonly report?: (report: Report<M>) => void;
}

export interface ServerSettings {
  /** Absolute path of the server's bundle. */
  readonly module: string;
  readonly log: vscode.LogOutputChannel;
  /** Read anew whenever the server starts. */
  readonly options: () => ServerOptions;
}

const progress = new ProgressType<Progress>();

/**
 * The language server seen from here: started by the first request, started again when it dies, and left alone
 * after the fifth death in three minutes until a person restarts it.
 */
export class Server implements vscode.Disposable {
  readonly #settings: ServerSettings;
  readonly #deaths = new Deaths(5, 3 * 60_000);
  readonly #forgot = new vscode.EventEmitter<void>();
  readonly #restarted = new vscode.EventEmitter<void>();
  readonly #gaveUp = new vscode.EventEmitter<number>();
  #client: Promise<LanguageClient> | undefined;
  #nextToken = 0;

  /** It ended, by itself or to be restarted, and nothing is open in it any more. */
  readonly onDidForget = this.#forgot.event;
  /** It runs again. */
  readonly onDidRestart = this.#restarted.event;
  /** It died too often; how often. */
  readonly onDidGiveUp = this.#gaveUp.event;

  constructor(settings: ServerSettings) {
    this.#settings = settings;
  }

  /** @throws RequestError */
  async request<M extends Method>(
    method: M,
    params: Params<M>,
    { token, report }: RequestOptions<M> = {},
  ): Promise<Result<M>> {
    const client = await this.#running();
    const progressToken = this.#nextToken++;
    const wire: WireParams<M> = report ? { ...params, progressToken } : params;
    const reports = report && client.onProgress(progress, progressToken, report);
    try {
      // An undefined token would be taken for a second parameter.
      return await client.sendRequest<Result<M>>(method, wire, ...(token ? [token] : []));
    } catch (thrown) {
      throw new RequestError(this.#errorData(thrown, token));
    } finally {
      reports?.dispose();
    }
  }

  /** Tells the server something, where it runs; what it has to know from the start is in its options. */
  async notify(method: string, params?: object): Promise<void> {
    if (!this.#client) return;
    const client = await this.#running();
    await client.sendNotification(method, params);
  }

  async restart(): Promise<void> {
    this.#deaths.forget();
    this.#forgot.fire();
    await this.#stop();
    await this.#running();
    this.#restarted.fire();
  }

  dispose(): void {
    vscode.Disposable.from(this.#forgot, this.#restarted, this.#gaveUp).dispose();
    void this.#stop();
  }

  async #stop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    try {
      await (await client)?.dispose();
    } catch {
      // It did not start, or it does not answer: it is gone or will be ended with us.
    }
  }

  async #running(): Promise<LanguageClient> {
    if (this.#deaths.tooMany) {
      throw new RequestError({
        code: 'process-died',
        message: 'Reading stopped again and again. Restart the server to try once more.',
      });
    }
    this.#client ??= this.#start();
    try {
      return await this.#client;
    } catch (thrown) {
      this.#client = undefined;
      throw new RequestError({
        code: 'process-died',
        message: `The server that reads models did not start: ${messageOf(thrown)}. The log says more.`,
      });
    }
  }

  async #start(): Promise<LanguageClient> {
    const { module, log, options } = this.#settings;
    const client = new LanguageClient(
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
        initializationOptions: options(),
        // What goes wrong has its place in the view; nothing pops up.
        errorHandler: {
          error: () => ({ action: ErrorAction.Continue, handled: true }),
          closed: () => this.#onDeath(),
        },
        initializationFailedHandler: () => false,
      },
    );
    let startedBefore = false;
    client.onDidChangeState(({ newState }) => {
      if (newState !== State.Running) return;
      if (startedBefore) this.#restarted.fire();
      startedBefore = true;
    });
    await client.start();
    return client;
  }

  #onDeath(): CloseHandlerResult {
    this.#deaths.add(Date.now());
    this.#forgot.fire();
    this.#settings.log.error(
      `The server ended unexpectedly (${this.#deaths.count} in three minutes).`,
    );
    if (!this.#deaths.tooMany) return { action: CloseAction.Restart, handled: true };
    this.#client = undefined;
    this.#gaveUp.fire(this.#deaths.count);
    return { action: CloseAction.DoNotRestart, handled: true };
  }

  #errorData(thrown: unknown, token: vscode.CancellationToken | undefined): ErrorData {
    if (thrown instanceof RequestError) return thrown.data;
    if (thrown instanceof ResponseError && thrown.code === appErrorCode) {
      return thrown.data as ErrorData;
    }
    if (token?.isCancellationRequested) return { code: 'cancelled', message: 'Stopped.' };
    this.#settings.log.error(messageOf(thrown));
    return {
      code: 'process-died',
      message:
        'The process that reads models ended before it answered. It is started again by itself.',
    };
  }
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
