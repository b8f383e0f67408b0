import * as vscode from 'vscode';
import type { Params, Result, SessionId } from '../../protocol/requests.ts';
import type { ToHost, ToPage, ViewMethod } from '../../protocol/webview.ts';
import type { Server } from '../client.ts';
import { RequestError } from '../request-error.ts';
import type { Later } from '../later.ts';
import { assertMayRun, runsModels } from '../trust.ts';

type PageRequest = Extract<ToHost, { type: 'request' }>;

/**
 * Passes a page's requests to the server and the answers back. Ids are the page's; what is under way when the
 * page closes is cancelled.
 */
export class Relay implements vscode.Disposable {
  readonly #server: Server;
  readonly #session: Later<SessionId>;
  readonly #post: (message: ToPage) => void;
  readonly #pending = new Map<number, vscode.CancellationTokenSource>();

  constructor(server: Server, session: Later<SessionId>, post: (message: ToPage) => void) {
    this.#server = server;
    this.#session = session;
    this.#post = post;
  }

  /** `defaults`: what the settings add to this method's parameters. An id that is under way is not begun again. */
  async answer(request: PageRequest, defaults: object): Promise<void> {
    const { id, method } = request;
    if (this.#pending.has(id)) return;
    const source = new vscode.CancellationTokenSource();
    this.#pending.set(id, source);
    try {
      assertMayRun(method);
      const result = await this.#ask(request, defaults, source.token).catch((thrown: unknown) => {
        // A server that died is started again by itself. What only reads is asked once more; a model that ended it
        // is not run again unasked.
        const died = RequestError.dataOf(thrown).code === 'process-died';
        if (!died || runsModels(method)) throw thrown;
        return this.#ask(request, defaults, source.token);
      });
      this.#post({ type: 'result', id, result });
    } catch (thrown) {
      this.#post({ type: 'error', id, error: RequestError.dataOf(thrown) });
    } finally {
      this.#pending.delete(id);
      source.dispose();
    }
  }

  cancel(id: number): void {
    this.#pending.get(id)?.cancel();
  }

  dispose(): void {
    for (const source of this.#pending.values()) source.cancel();
  }

  async #ask(
    { id, method, params }: PageRequest,
    defaults: object,
    token: vscode.CancellationToken,
  ): Promise<Result<ViewMethod>> {
    const session = await this.#session.value;
    // The page says what its requests say, by their types; it is our own code, and the server checks.
    const whole = { ...defaults, ...(params as object), session } as Params<ViewMethod>;
    return this.#server.request(method, whole, {
      token,
      report: (report) => {
        this.#post({ type: 'report', id, report });
      },
    });
  }
}
