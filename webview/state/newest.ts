import type { ErrorData } from '../../src/protocol/errors.ts';
import type { Result } from '../../src/protocol/requests.ts';
import type { ViewMethod, ViewParams } from '../../src/protocol/webview.ts';
import { errorData, isCancelled, type Rpc } from '../rpc.ts';
import { Observable } from './observable.ts';

/** The answer to the newest of one kind of request; what is asked for again with the same words is not asked again. */
export class Newest<M extends ViewMethod> extends Observable {
  readonly #rpc: Rpc;
  readonly #method: M;
  #wanted: ViewParams<M> | null = null;
  #key = '';
  #ends = new AbortController();
  /** The last answer; it stays until the next one is there. */
  result: Result<M> | null = null;
  /** What the last answer is to. */
  answered: ViewParams<M> | null = null;
  /** Why what is wanted now has no answer. */
  error: ErrorData | null = null;

  /** `before`: about the same artifact, which has changed since; its answer shows until the next one is there. */
  constructor(rpc: Rpc, method: M, before?: Newest<M>) {
    super();
    this.#rpc = rpc;
    this.#method = method;
    this.result = before?.result ?? null;
    this.answered = before?.answered ?? null;
  }

  /** Whether the answer is to what is wanted now. */
  get current(): boolean {
    return this.answered !== null && this.answered === this.#wanted;
  }

  /** Asks, unless it is what was wanted last; null: nothing is wanted any more. */
  want(params: ViewParams<M> | null): void {
    const key = JSON.stringify(params);
    if (key === this.#key) return;
    this.#key = key;
    this.#wanted = params;
    if (params !== null) {
      void this.#load(params);
      return;
    }
    this.#ends.abort();
    this.#forget();
  }

  /** Once more, after it failed or was stopped. */
  again(): void {
    if (this.#wanted === null) return;
    this.error = null;
    this.changed();
    void this.#load(this.#wanted);
  }

  /** What comes next is about something else: the answer would be taken for one to that. */
  #forget(): void {
    this.result = null;
    this.answered = null;
    this.error = null;
    this.changed();
  }

  /** Drops the answer, and asks anew when something is wanted next. */
  forget(): void {
    this.#ends.abort();
    this.#key = '';
    this.#wanted = null;
    this.#forget();
  }

  async #load(params: ViewParams<M>): Promise<void> {
    this.#ends.abort();
    const ends = new AbortController();
    this.#ends = ends;
    try {
      const result = await this.#rpc.request(this.#method, params, { signal: ends.signal });
      if (ends.signal.aborted) return;
      this.result = result;
      this.answered = params;
      this.error = null;
    } catch (error) {
      if (ends.signal.aborted || isCancelled(error)) return;
      this.error = errorData(error);
    }
    this.changed();
  }
}
