import * as vscode from 'vscode';
import type { Params, SessionId } from '../../protocol/requests.ts';
import type { ToHost, ToPage, ViewMethod } from '../../protocol/webview.ts';
import { RequestError, type Server } from '../client.ts';
import { assertMayRun } from '../trust.ts';

type PageRequest = Extract<ToHost, { type: 'request' }>;

/**
 * Passes a page's requests to the server and the answers back. Ids are the page's; what is under way when the
 * page closes is cancelled.
 */
export class Relay implements vscode.Disposable {
  readonly #server: Server;
  readonly #post: (message: ToPage) => void;
  readonly #pending = new Map<number, vscode.CancellationTokenSource>();

  constructor(server: Server, post: (message: ToPage) => void) {
    this.#server = server;
    this.#post = post;
  }

  /** `defaults`: what the settings add to this method's parameters. */
  async answer(request: PageRequest, session: SessionId, defaults: object): Promise<void> {
    const { id, method } = request;
    const source = new vscode.CancellationTokenSource();
    this.#pending.set(id, source);
    try {
      assertMayRun(method);
      // The page says what its requests say, by their types; it is our own code, and the server checks.
      const params = { ...defaults, ...(request.params as object), session } as Params<ViewMethod>;
      const result = await this.#server.request(method, params, {
        token: source.token,
        report: (report) => {
          this.#post({ type: 'report', id, report });
        },
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
}
