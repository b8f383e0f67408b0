import type { ErrorData } from './errors.ts';
import type { ArtifactSummary } from './model.ts';
import type { Method, Params, Progress, Report, Result } from './requests.ts';

/** Methods that a webview may call on its own session; the extension host adds the session. */
export type ViewMethod = Exclude<
  Method,
  'artifact/open' | 'artifact/close' | 'artifact/change' | 'verify/state' | 'server/memory'
>;

export type ViewParams<M extends ViewMethod> = Omit<Params<M>, 'session'>;

/** Work that goes on while its tab is hidden, though the page that asked for it is gone; the next page finds it. */
export type LastingMethod = Extract<
  ViewMethod,
  'artifact/statistics' | 'verify/run' | 'verify/record' | 'runtime/setup'
>;

/** How a request ended. */
export type Outcome<M extends ViewMethod> =
  { readonly result: Result<M> } | { readonly error: ErrorData };

/** Lasting work as a new page finds it. Times are milliseconds since 1970. */
export interface WorkOf<M extends LastingMethod> {
  /** Of the request, by the page that asked. */
  readonly id: number;
  readonly method: M;
  readonly params: ViewParams<M>;
  readonly started: number;
  /** The last report of each step, where it has steps; `time`: when the step began. */
  readonly reports: readonly { readonly time: number; readonly report: Report<M> }[];
  /** null: it is under way. */
  readonly outcome: Outcome<M> | null;
}

export type Work = { readonly [M in LastingMethod]: WorkOf<M> }[LastingMethod];

/** What the extension host does for the page, without an answer. */
export type HostAction =
  | { readonly action: 'copy'; readonly text: string }
  /** Opens a file of the artifact (path relative to it) beside the editor. */
  | { readonly action: 'open-file'; readonly path: string }
  /** Opens an artifact that lies in this one's directory, by its path relative to it, in a tab of its own. */
  | { readonly action: 'open-part'; readonly path: string }
  | { readonly action: 'open-as-text' }
  | { readonly action: 'manage-trust' }
  | { readonly action: 'show-log' }
  | { readonly action: 'restart-server' }
  /** Stops opening it, and begins anew. */
  | { readonly action: 'stop-reading' }
  | { readonly action: 'read-again' }
  | { readonly action: 'pick-prediction' }
  /** Words for the rows of an embedding table; the page hears of the file. */
  | { readonly action: 'pick-labels' }
  | { readonly action: 'save-text'; readonly name: string; readonly text: string }
  /** `base64`: the bytes of the file. */
  | { readonly action: 'save-bytes'; readonly name: string; readonly base64: string };

/** Page → extension host. Ids are chosen by the page, and no two pages of a tab choose the same. */
export type ToHost =
  | { readonly type: 'ready' }
  | {
      readonly type: 'request';
      readonly id: number;
      readonly method: ViewMethod;
      readonly params: unknown;
      /** Whether it goes on without the page; only what is a `LastingMethod` does. */
      readonly lasting: boolean;
    }
  | { readonly type: 'cancel'; readonly id: number }
  | ({ readonly type: 'host' } & HostAction);

/** What the page shows before and beside its views. */
export type EditorState =
  | { readonly kind: 'loading'; readonly name: string }
  | {
      readonly kind: 'open';
      readonly summary: ArtifactSummary;
      readonly trusted: boolean;
      /** When it was read, milliseconds since 1970; again whenever its files have changed. */
      readonly read: number;
      /** The file by which it was opened, where that is only a part of it. */
      readonly part: string | null;
      /** Why it cannot be read any more; what was read still shows. `name`: of what was opened. */
      readonly lost?: { readonly name: string; readonly error: ErrorData };
    }
  /** It cannot be shown at all. `text`: whether "Open as Text" makes sense. */
  | { readonly kind: 'failed'; readonly error: ErrorData; readonly text: boolean }
  | { readonly kind: 'server-stopped'; readonly deaths: number };

/**
 * How the process that reads models fares: as it should; it ended and is started again by itself; it lives and does
 * not answer.
 */
export type ServerHealth = 'well' | 'restarting' | 'silent';

/** Extension host → page. */
export type ToPage =
  /** The first that a new page hears: of each lasting method what goes on, or how it ended last. */
  | { readonly type: 'work'; readonly work: readonly Work[] }
  | { readonly type: 'state'; readonly state: EditorState }
  | { readonly type: 'health'; readonly health: ServerHealth }
  | { readonly type: 'result'; readonly id: number; readonly result: Result<ViewMethod> }
  | { readonly type: 'error'; readonly id: number; readonly error: ErrorData }
  | { readonly type: 'report'; readonly id: number; readonly report: Report<ViewMethod> }
  /** The artifact is being read, at first or again, and how far that is; null: it is read no longer. */
  | { readonly type: 'reading'; readonly progress: Progress | null }
  /** A command of VS Code's acts on the page. `against`: a prediction file that was picked. */
  | { readonly type: 'show'; readonly view: string }
  | { readonly type: 'verify'; readonly against?: string }
  | { readonly type: 'record' }
  /** A file that was picked for its words, absolute. */
  | { readonly type: 'labels'; readonly path: string }
  /** A keybinding of VS Code's (Ctrl+F, F6) acts on the page. */
  | { readonly type: 'focus'; readonly target: 'search' | 'next-pane' };
