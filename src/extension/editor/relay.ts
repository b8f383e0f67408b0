import type * as vscode from 'vscode';
import type { Params, Result, SessionId } from '../../protocol/requests.ts';
import type { Outcome, ToPage, ViewMethod, Work } from '../../protocol/webview.ts';
import type { Server } from '../client.ts';
import type { Later } from '../later.ts';
import { RequestError } from '../request-error.ts';
import { assertMayRun, runsModels } from '../trust.ts';
import type { Ongoing, TabProgress } from './tab-progress.ts';
import { Task, type PageRequest } from './task.ts';

/**
 * Passes the requests of a tab's pages to the server and the answers back. A page is gone as soon as its tab is
 * hidden: what it asked for is cancelled then, but for the work that lasts, which the next page is told of. What
 * is under way when the tab closes is cancelled.
 */
export class Relay implements vscode.Disposable {
  readonly #server: Server;
  readonly #session: Later<SessionId>;
  readonly #progress: TabProgress;
  readonly #post: (message: ToPage) => void;
  /** Under way, by the request's id. */
  readonly #pending = new Map<number, Task>();
  /** The newest of each method that lasts, under way or ended. */
  readonly #lasting = new Map<ViewMethod, Task>();

  /** `post`: reaches the page that is there, or nobody. */
  constructor(
    server: Server,
    session: Later<SessionId>,
    progress: TabProgress,
    post: (message: ToPage) => void,
  ) {
    this.#server = server;
    this.#session = session;
    this.#progress = progress;
    this.#post = post;
  }

  /** What a new page is told of before anything else. */
  get work(): readonly Work[] {
    return [...this.#lasting.values()].map((task) => task.work);
  }

  /** `defaults`: what the settings add to this method's parameters. An id that is under way is not begun again. */
  async answer(request: PageRequest, defaults: object): Promise<void> {
    const { id, method, lasting } = request;
    if (this.#pending.has(id)) return;
    const task = new Task(request);
    this.#pending.set(id, task);
    if (lasting) this.#lasting.set(method, task);
    const ongoing = this.#progress.begin(method, () => {
      task.cancel();
    });
    const outcome = await this.#outcome(task, defaults, ongoing);
    ongoing.end();
    task.end(outcome);
    this.#pending.delete(id);
    if (saysNothing(outcome) && this.#lasting.get(method) === task) this.#lasting.delete(method);
    if ('error' in outcome) this.#post({ type: 'error', id, error: outcome.error });
    else this.#post({ type: 'result', id, result: outcome.result });
  }

  cancel(id: number): void {
    this.#pending.get(id)?.cancel();
  }

  /** The page is gone, and with it whoever waited for what does not last. */
  pageGone(): void {
    for (const task of this.#pending.values()) if (!task.request.lasting) task.cancel();
  }

  dispose(): void {
    for (const task of this.#pending.values()) task.cancel();
  }

  async #outcome(task: Task, defaults: object, ongoing: Ongoing): Promise<Outcome<ViewMethod>> {
    const { method } = task.request;
    try {
      assertMayRun(method);
      const result = await this.#ask(task, defaults, ongoing).catch((thrown: unknown) => {
        // A server that died is started again by itself. What only reads is asked once more; a model that ended it
        // is not run again unasked.
        const died = RequestError.dataOf(thrown).code === 'process-died';
        if (!died || runsModels(method)) throw thrown;
        return this.#ask(task, defaults, ongoing);
      });
      return { result };
    } catch (thrown) {
      return { error: RequestError.dataOf(thrown) };
    }
  }

  async #ask(task: Task, defaults: object, ongoing: Ongoing): Promise<Result<ViewMethod>> {
    const { id, method, params } = task.request;
    const session = await this.#session.value;
    // The page says what its requests say, by their types; it is our own code, and the server checks.
    const whole = { ...defaults, ...(params as object), session } as Params<ViewMethod>;
    return this.#server.request(method, whole, {
      token: task.token,
      report: (report) => {
        task.report(report);
        ongoing.report(report);
        this.#post({ type: 'report', id, report });
      },
    });
  }
}

/** Whether it needs no telling: it was stopped by whoever wanted it, or its reports were all there was. */
function saysNothing(outcome: Outcome<ViewMethod>): boolean {
  return 'error' in outcome ? outcome.error.code === 'cancelled' : outcome.result === null;
}
