import type { ErrorData } from '../src/protocol/errors.ts';
import type { Report, Result } from '../src/protocol/requests.ts';
import type {
  EditorState,
  HostAction,
  ServerHealth,
  ToHost,
  ToPage,
  ViewMethod,
  ViewParams,
} from '../src/protocol/webview.ts';

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
  readonly onReport?: (report: Report<M>) => void;
}

/** What the extension host may ask of the page at any time. */
export interface PageActions {
  state(state: EditorState): void;
  health(health: ServerHealth): void;
  show(view: string): void;
  verify(against: string | undefined): void;
  record(): void;
  focusSearch(): void;
  focusNextPane(): void;
}

interface Pending {
  readonly resolve: (result: never) => void;
  readonly reject: (error: RequestError) => void;
  readonly onReport: ((report: never) => void) | undefined;
}

const cancelled: ErrorData = { code: 'cancelled', message: 'Stopped.' };

/** Typed requests over `postMessage`, with progress and cancellation. */
export class Rpc {
  readonly #api: VsCodeApi;
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;

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

  /** @throws RequestError; code `cancelled` as soon as `signal` is aborted. */
  request<M extends ViewMethod>(
    method: M,
    params: ViewParams<M>,
    { signal, onReport }: RequestOptions<M> = {},
  ): Promise<Result<M>> {
    const id = this.#nextId++;
    return new Promise<Result<M>>((resolve, reject) => {
      if (signal?.aborted) {
        reject(new RequestError(cancelled));
        return;
      }
      const onAbort = (): void => {
        if (!this.#pending.delete(id)) return;
        this.#api.postMessage({ type: 'cancel', id });
        reject(new RequestError(cancelled));
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      const settle = (): void => signal?.removeEventListener('abort', onAbort);
      this.#pending.set(id, {
        resolve: (result) => {
          settle();
          resolve(result);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
        onReport,
      });
      this.#api.postMessage({ type: 'request', id, method, params });
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
      case 'focus':
        if (message.target === 'search') actions.focusSearch();
        else actions.focusNextPane();
        return;
      case 'report':
        this.#pending.get(message.id)?.onReport?.(message.report as never);
        return;
      case 'result':
        this.#take(message.id)?.resolve(message.result as never);
        return;
      case 'error':
        this.#take(message.id)?.reject(new RequestError(message.error));
    }
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }
}

/** Whether a request ended because somebody stopped it. */
export function isCancelled(error: unknown): boolean {
  return error instanceof RequestError && error.data.code === 'cancelled';
}

/** Any failure as the data that a banner shows. */
export function errorData(error: unknown): ErrorData {
  if (error instanceof RequestError) return error.data;
  return { code: 'internal', message: error instanceof Error ? error.message : String(error) };
}
