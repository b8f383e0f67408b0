import * as vscode from 'vscode';
import type { Method, Params, Result, ServerOptions } from '../protocol/requests.ts';
import type { Connection, RequestOptions } from './connection.ts';
import { Deaths } from './deaths.ts';
import { messageOf, RequestError } from './request-error.ts';

export interface ServerSettings {
  /** Absolute path of the server's bundle. */
  readonly module: string;
  readonly log: vscode.LogOutputChannel;
  /** Read anew whenever the server starts. */
  readonly options: () => ServerOptions;
}

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
  #connection: Promise<Connection> | undefined;

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
    options: RequestOptions<M> = {},
  ): Promise<Result<M>> {
    const connection = await this.#running();
    return connection.request(method, params, options);
  }

  /** Tells the server something, where it runs; what it has to know from the start is in its options. */
  async notify(method: string, params?: object): Promise<void> {
    if (!this.#connection) return;
    const connection = await this.#running();
    await connection.notify(method, params);
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
    const connection = this.#connection;
    this.#connection = undefined;
    try {
      await (await connection)?.dispose();
    } catch {
      // It did not start, or it does not answer: it is gone or will be ended with us.
    }
  }

  async #running(): Promise<Connection> {
    if (this.#deaths.tooMany) {
      throw new RequestError({
        code: 'process-died',
        message: 'Reading stopped again and again. Restart the server to try once more.',
      });
    }
    this.#connection ??= this.#start();
    try {
      return await this.#connection;
    } catch (thrown) {
      this.#connection = undefined;
      throw new RequestError({
        code: 'process-died',
        message: `The server that reads models did not start: ${messageOf(thrown)}. The log says more.`,
      });
    }
  }

  async #start(): Promise<Connection> {
    const { module, log, options } = this.#settings;
    // Only now: VS Code starts without the time that this takes.
    const { Connection } = await import('./connection.ts');
    const connection = new Connection({
      module,
      log,
      options: options(),
      onDeath: () => this.#onDeath(),
      onRestart: () => {
        this.#restarted.fire();
      },
    });
    await connection.start();
    return connection;
  }

  /** @returns whether it is to be started again */
  #onDeath(): boolean {
    this.#deaths.add(Date.now());
    this.#forgot.fire();
    this.#settings.log.error(
      `The server ended unexpectedly (${this.#deaths.count} in three minutes).`,
    );
    if (!this.#deaths.tooMany) return true;
    this.#connection = undefined;
    this.#gaveUp.fire(this.#deaths.count);
    return false;
  }
}
