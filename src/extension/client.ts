import * as vscode from 'vscode';
import type { Method, Params, Result, ServerOptions } from '../protocol/requests.ts';
import type { ServerHealth } from '../protocol/webview.ts';
import type { Connection, RequestOptions } from './connection.ts';
import { Deaths } from './deaths.ts';
import { messageOf, RequestError } from './request-error.ts';

export interface ServerSettings {
  /** Absolute path of the server's bundle. */
  readonly module: string;
  readonly log: vscode.LogOutputChannel;
  readonly trace: vscode.LogOutputChannel;
  /** Read anew whenever the server starts. */
  readonly options: () => ServerOptions;
}

/** One process, and when it came up. */
interface Life {
  readonly connection: Connection;
  readonly started: Promise<void>;
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
  readonly #health = new vscode.EventEmitter<ServerHealth>();
  #life: Life | undefined;
  #startingAgain: Promise<void> | undefined;
  #silent = false;
  #disposed = false;

  /** It ended, by itself or to be restarted, and nothing is open in it any more. */
  readonly onDidForget = this.#forgot.event;
  /** It runs again. */
  readonly onDidRestart = this.#restarted.event;
  /** It died too often; how often. */
  readonly onDidGiveUp = this.#gaveUp.event;
  readonly onDidChangeHealth = this.#health.event;

  constructor(settings: ServerSettings) {
    this.#settings = settings;
  }

  get health(): ServerHealth {
    if (this.#silent) return 'silent';
    return this.#startingAgain ? 'restarting' : 'well';
  }

  /** How often it died, where that was too often; else null. */
  get gaveUp(): number | null {
    return this.#deaths.tooMany ? this.#deaths.count : null;
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
    if (!this.#life) return;
    const connection = await this.#running();
    await connection.notify(method, params);
  }

  /** Ends it, whatever it is doing, and starts it again. Where it cannot, `onDidGiveUp` has said so. */
  async restart(): Promise<void> {
    this.#deaths.forget();
    const life = this.#forget();
    await life?.connection.dispose();
    await this.#startAgain();
  }

  dispose(): void {
    this.#disposed = true;
    void this.#life?.connection.dispose();
    vscode.Disposable.from(this.#forgot, this.#restarted, this.#gaveUp, this.#health).dispose();
  }

  /** @throws RequestError where it died too often */
  async #running(): Promise<Connection> {
    // Only now: VS Code starts without the time that this takes.
    const library = await import('./connection.ts');
    while (!this.#disposed && !this.#deaths.tooMany) {
      this.#life ??= this.#start(library.Connection);
      const { connection, started } = this.#life;
      try {
        await started;
        return connection;
      } catch (thrown) {
        this.#settings.log.error(`The server did not start: ${messageOf(thrown)}`);
      }
    }
    throw new RequestError({
      code: 'process-died',
      message: 'Reading stopped again and again. Restart the server to try once more.',
    });
  }

  #start(Library: typeof Connection): Life {
    const { module, log, trace, options } = this.#settings;
    const connection = new Library({
      module,
      log,
      trace,
      options: options(),
      onEnd: () => {
        if (this.#life?.connection === connection) this.#onDeath();
      },
      onSilence: (silent) => {
        if (this.#life?.connection === connection) this.#setSilent(silent);
      },
    });
    return { connection, started: connection.start() };
  }

  async #startAgain(): Promise<void> {
    const begins = !this.#startingAgain;
    this.#startingAgain ??= this.#running()
      .then(
        () => true,
        () => false, // given up, and said so
      )
      .then((runs) => {
        this.#startingAgain = undefined;
        this.#health.fire(this.health);
        if (runs) this.#restarted.fire();
      });
    if (begins) this.#health.fire(this.health);
    await this.#startingAgain;
  }

  #onDeath(): void {
    this.#deaths.add(Date.now());
    this.#settings.log.error(
      `The server ended unexpectedly (${this.#deaths.count} in three minutes).`,
    );
    this.#forget();
    if (this.#deaths.tooMany) this.#gaveUp.fire(this.#deaths.count);
    else void this.#startAgain();
  }

  /** @returns what it was */
  #forget(): Life | undefined {
    const life = this.#life;
    this.#life = undefined;
    this.#setSilent(false);
    this.#forgot.fire();
    return life;
  }

  #setSilent(silent: boolean): void {
    if (silent === this.#silent) return;
    this.#silent = silent;
    if (silent) this.#settings.log.error('The server does not answer any more.');
    this.#health.fire(this.health);
  }
}
