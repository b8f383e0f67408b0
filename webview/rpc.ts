import type { ErrorData } from '../src/protocol/errors.ts';
import type { Progress, Report, Result } from '../src/protocol/requests.ts';
import type {
  EditorState,
  HostAction,
  LastingMethod,
  Outcome,
  ServerHealth,
  ToHost,
  ToPage,
  ViewMethod,
  ViewParams,
  Work,
  WorkOf,
} from '../src/protocol/webview.ts';

import { Activities } from './state/activities.ts';

/** What VS Code gives a page, once. */
export interface VsCodeApi {
  postMessage(message: ToHost): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare global {
  function acquireVsCodeApi(): VsCodeApi;
}

/** A request that the other side refused or gave up. `message` is for people: what, where, what to do. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly data: ErrorData;

  constructor(data: ErrorData) {
    super(data.message);
    this.data = data;
  }
}

export interface RequestOptions<M extends ViewMethod> {
  readonly signal?: AbortSignal;
  /** `time`: when it came, or where it came to an earlier page when its step began; milliseconds since 1970. */
  readonly onReport?: (report: Report<M>, time: number) => void;
}

/** Work that an earlier page of this tab has asked for. */
export interface FoundWork<M extends LastingMethod> {
  readonly work: WorkOf<M>;
  /** Its answer, as if this page had asked; reports that are known come at once. */
  readonly follow: (options: RequestOptions<M>) => Promise<Result<M>>;
}

/** What the extension host may ask of the page at any time. */
export interface PageActions {
  state(state: EditorState): void;
  health(health: ServerHealth): void;
  show(view: string): void;
  verify(against: string | undefined): void;
  record(): void;
  labels(path: string): void;
  reading(progress: Progress | null): void;
  focusSearch(): void;
  focusNextPane(): void;
}

interface Pending {
  readonly end: (outcome: Outcome<ViewMethod>) => void;
  readonly onReport: (report: Report<ViewMethod>) => void;
}

/** Nobody waits for it any more. */
const cancelled: ErrorData = { code: 'cancelled', message: 'Stopped.' };

/** A person did not want to wait for what the page has asked for. */
const stopped: ErrorData = { code: 'cancelled', message: 'Stopped before it was done.' };

/** Typed requests over `postMessage`, with progress and cancellation. */
export class Rpc {
  readonly #api: VsCodeApi;
  readonly #pending = new Map<number, Pending>();
  /** What an earlier page has asked for, until this one takes it up. */
  readonly #found = new Map<number, Work>();
  /** What it waits for. */
  readonly activities = new Activities();
  /** Answers to an earlier page may still come; by the time of its start no page chooses another's ids. */
  #nextId = Math.round(performance.timeOrigin) * 1000;

  constructor(api: VsCodeApi, actions: PageActions) {
    this.#api = api;
    addEventListener('message', (event: MessageEvent<ToPage>) => {
      this.#receive(event.data, actions);
    });
  }

  /** Tells the host that the page listens; it answers with the state to show. */
  ready(): void {
    this.#api.postMessage({ type: 'ready' });
  }

  /**
   * Asks for something that only this page wants: it is cancelled when the tab is hidden.
   * @throws RequestError; code `cancelled` as soon as `signal` is aborted.
   */
  request<M extends ViewMethod>(
    method: M,
    params: ViewParams<M>,
    options: RequestOptions<M> = {},
  ): Promise<Result<M>> {
    return this.#ask(method, params, false, options);
  }

  /** Starts work that goes on while the tab is hidden; the next page finds it. Fails as `request` does. */
  start<M extends LastingMethod>(
    method: M,
    params: ViewParams<M>,
    options: RequestOptions<M>,
  ): Promise<Result<M>> {
    return this.#ask(method, params, true, options);
  }

  /** The newest work of a method that an earlier page has asked for, once; null where there is none. */
  found<M extends LastingMethod>(method: M): FoundWork<M> | null {
    for (const work of this.#found.values()) {
      if (work.method !== method) continue;
      return {
        work: work as unknown as WorkOf<M>,
        follow: (options) => this.#follow(work.id, method, options),
      };
    }
    return null;
  }

  #ask<M extends ViewMethod>(
    method: M,
    params: ViewParams<M>,
    lasting: boolean,
    options: RequestOptions<M>,
  ): Promise<Result<M>> {
    if (options.signal?.aborted) return Promise.reject(new RequestError(cancelled));
    const id = this.#nextId++;
    const answer = this.#await(id, method, options, lasting ? cancelled : stopped);
    this.#api.postMessage({ type: 'request', id, method, params, lasting });
    return answer;
  }

  #follow<M extends LastingMethod>(
    id: number,
    method: M,
    options: RequestOptions<M>,
  ): Promise<Result<M>> {
    const work = this.#found.get(id);
    this.#found.delete(id);
    const answer = this.#await(id, method, options, cancelled);
    for (const { time, report } of work?.reports ?? []) {
      options.onReport?.(report, time);
    }
    if (work?.outcome) this.#pending.get(id)?.end(work.outcome);
    return answer;
  }

  /** `whenStopped`: how it fails where a person does not want to wait. */
  #await<M extends ViewMethod>(
    id: number,
    method: M,
    { signal, onReport }: RequestOptions<M>,
    whenStopped: ErrorData,
  ): Promise<Result<M>> {
    return new Promise<Result<M>>((resolve, reject) => {
      const end = (outcome: Outcome<ViewMethod>): void => {
        if (!this.#pending.delete(id)) return;
        activity.end();
        signal?.removeEventListener('abort', onAbort);
        if ('error' in outcome) reject(new RequestError(outcome.error));
        else resolve(outcome.result);
      };
      const stop = (error: ErrorData): void => {
        this.#api.postMessage({ type: 'cancel', id });
        end({ error });
      };
      const onAbort = (): void => {
        stop(cancelled);
      };
      const activity = this.activities.begin(method, () => {
        stop(whenStopped);
      });
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#pending.set(id, {
        end,
        onReport: (report) => {
          activity.report(report);
          onReport?.(report, Date.now());
        },
      });
    });
  }

  /** Something that only VS Code can do; it answers nothing. */
  host(action: HostAction): void {
    this.#api.postMessage({ type: 'host', ...action });
  }

  #receive(message: ToPage, actions: PageActions): void {
    switch (message.type) {
      case 'state':
        actions.state(message.state);
        return;
      case 'health':
        actions.health(message.health);
        return;
      case 'show':
        actions.show(message.view);
        return;
      case 'verify':
        actions.verify(message.against);
        return;
      case 'record':
        actions.record();
        return;
      case 'labels':
        actions.labels(message.path);
        return;
      case 'reading':
        actions.reading(message.progress);
        return;
      case 'focus':
        if (message.target === 'search') actions.focusSearch();
        else actions.focusNextPane();
        return;
      case 'work':
        for (const work of message.work) this.#found.set(work.id, work);
        return;
      case 'report':
        this.#onReport(message.id, message.report);
        return;
      case 'result':
        this.#onEnd(message.id, { result: message.result });
        return;
      case 'error':
        this.#onEnd(message.id, { error: message.error });
    }
  }

  #onReport(id: number, report: Report<ViewMethod>): void {
    this.#pending.get(id)?.onReport(report);
    const work = this.#found.get(id);
    if (work === undefined) return;
    const reports = [...work.reports, { time: Date.now(), report }];
    this.#found.set(id, { ...work, reports } as Work);
  }

  #onEnd(id: number, outcome: Outcome<ViewMethod>): void {
    this.#pending.get(id)?.end(outcome);
    const work = this.#found.get(id);
    if (work !== undefined) this.#found.set(id, { ...work, outcome } as Work);
  }
}

/** Whether a request ended because nobody waits for it any more: there is nothing to say. */
export function isCancelled(error: unknown): boolean {
  return error instanceof RequestError && error.data.code === 'cancelled' && error.data !== stopped;
}

/** Any failure as the data that a banner shows. */
export function errorData(error: unknown): ErrorData {
  if (error instanceof RequestError) return error.data;
  return { code: 'internal', message: error instanceof Error ? error.message : String(error) };
}
