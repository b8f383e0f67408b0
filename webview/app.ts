import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { EditorState, ServerHealth } from '../src/protocol/webview.ts';
import type { Method, Progress } from '../src/protocol/requests.ts';
import { base, scrollbars } from './elements/shared-styles.ts';
import './elements/view-bar.ts';
import type { Tab, ViewBar } from './elements/view-bar.ts';
import { bannerStyles } from './elements/banner.ts';
import { lifeStyles, lostBanner, note, silentBanner } from './life.ts';
import { activityLine } from './busy-line.ts';
import { KeptFocus } from './kept-focus.ts';
import { Rpc } from './rpc.ts';
import type { Activities } from './state/activities.ts';
import { Memory, viewNames, type ViewName } from './state/memory.ts';
import { Model } from './state/model.ts';
import { Watch } from './state/observable.ts';
import { notVerified, verdictWords } from './verdict.ts';
import { failedState, loadingState, stateStyles, stoppedState } from './states.ts';
import './views/architecture/architecture-view.ts';
import './views/embeddings/embeddings-view.ts';
import './views/metadata/metadata-view.ts';
import './views/overview/overview-view.ts';
import './views/signatures/signatures-view.ts';
import './views/tensors/tensors-view.ts';
import './views/verify/verify-view.ts';
import {
  focusNext,
  roomFor,
  type NavigateEvent,
  type Room,
  type Target,
  type View,
} from './views/view.ts';

const labels: Readonly<Record<ViewName, string>> = {
  overview: 'Overview',
  architecture: 'Architecture',
  signatures: 'Signatures',
  tensors: 'Tensors',
  embeddings: 'Embeddings',
  metadata: 'Metadata',
  verify: 'Verify',
};

/** Views in the order in which they stay in the bar where room is short; Overview always does. */
const leavingOrder: readonly ViewName[] = [
  'tensors',
  'verify',
  'architecture',
  'embeddings',
  'signatures',
  'metadata',
];

/** Views that say themselves how far something is. */
const saidIn: Readonly<Partial<Record<Method, ViewName>>> = {
  'artifact/statistics': 'tensors',
  'verify/run': 'verify',
  'verify/record': 'verify',
  'runtime/setup': 'verify',
};

/** Under this nothing is said about loading: it would only flicker. Milliseconds. */
const patience = 300;

/** Milliseconds that it is said that the files have changed. */
const noteTime = 10_000;

/** The page: the view bar, one view below it, and what stands in their place where there is nothing to show. */
export class App extends LitElement {
  static override properties = {
    editor: { state: true },
    health: { state: true },
    view: { state: true },
    room: { state: true },
    slow: { state: true },
    reading: { state: true },
    refused: { state: true },
    refreshed: { state: true },
  };
  static override styles = [
    base,
    scrollbars,
    stateStyles,
    bannerStyles,
    lifeStyles,
    css`
      :host {
        display: flex !important;
        flex-direction: column;
        color: var(--text);
        background: var(--background);
      }
      .panel {
        flex: 1 1 auto;
        min-height: 0;
      }
    `,
  ];
  declare private editor: EditorState | null;
  declare private health: ServerHealth;
  declare private view: ViewName;
  declare private room: Room;
  declare private slow: boolean;
  /** How far the opening is, at first or again; null when nothing is being opened. */
  declare private reading: Progress | null;
  /** Somebody wanted to run what cannot be run; Overview says why not. */
  declare private refused: boolean;
  /** When it was read again, for as long as that is said. */
  declare private refreshed: number | null;
  #model: Model | null = null;
  readonly #memory: Memory;
  readonly #rpc: Rpc;
  readonly #keptFocus: KeptFocus;
  /** Of what is opened again. */
  #again: ReturnType<Activities['begin']> | null = null;
  readonly #watch = new Watch(this, () => [
    this.#rpc.activities,
    ...(this.#model === null ? [] : [this.#model.verification, this.#model.embeddings]),
  ]);

  constructor() {
    super();
    const api = acquireVsCodeApi();
    this.#memory = new Memory(api);
    this.#keptFocus = new KeptFocus(this, this.#memory);
    this.#rpc = new Rpc(api, {
      state: (state) => {
        this.#onState(state);
      },
      health: (health) => {
        this.health = health;
      },
      show: (view) => {
        const known = viewNames.find((name) => name === view);
        if (known === undefined) return;
        this.#show({ view: known });
        void this.updateComplete.then(() => {
          this.#enter();
        });
      },
      verify: (against) => {
        this.#verify(against);
      },
      labels: (path) => {
        this.#takeLabels(path);
      },
      reading: (progress) => {
        this.#onReading(progress);
      },
      record: () => {
        if (this.#model?.runnable === true) this.#show({ view: 'verify' });
        else this.#refuse();
      },
      focusSearch: () => {
        this.#current?.focusSearch();
      },
      focusNextPane: () => {
        const bar = this.#bar;
        if (bar !== null) focusNext([bar, ...(this.#current?.panes() ?? [])]);
      },
    });
    this.editor = null;
    this.health = 'well';
    this.view = this.#memory.get('view');
    this.room = roomFor(innerWidth);
    this.slow = false;
    this.reading = null;
    this.refused = false;
    this.refreshed = null;
    new ResizeObserver(([entry]) => {
      if (entry !== undefined) this.room = roomFor(entry.contentRect.width);
    }).observe(this);
    addEventListener('keydown', (event) => {
      this.#onKey(event);
    });
    this.#rpc.ready();
    void this.#watch;
  }

  get #bar(): ViewBar<ViewName> | null {
    return this.renderRoot.querySelector<ViewBar<ViewName>>('sm-view-bar');
  }

  /** The keyboard asked for the view, so it goes there; a view that is not ready yet takes it when it is. */
  #enter(): void {
    this.#bar?.leave();
    this.#current?.panes()[0]?.focus({ preventScroll: true });
  }

  get #current(): View | null {
    return this.renderRoot.querySelector<View>('.panel > :not(h1)');
  }

  #onState(state: EditorState): void {
    this.editor = state;
    this.slow = false;
    if (state.kind === 'loading') {
      setTimeout(() => {
        this.slow = this.editor === state;
      }, patience);
    }
    if (state.kind !== 'open') return;
    const before = this.#model;
    const same = before?.summary.stamp === state.summary.stamp;
    if (same && before.trusted === state.trusted) return;
    if (before !== null && !same) this.#sayRefreshed(state.read);
    this.#model = new Model(state.summary, state.trusted, this.#rpc, this.#memory, before);
    if (!this.#model.views.includes(this.view)) this.view = 'overview';
    const { runnable, verification, embeddings, views } = this.#model;
    if (runnable) void verification.want();
    // How many tables there are stands in the bar; what the view in front asks for comes first.
    if (views.includes('embeddings')) {
      void this.updateComplete.then(() => {
        embeddings.want();
      });
    }
  }

  /** What is opened at first has the page for itself; what is opened again is one of its activities. */
  #onReading(progress: Progress | null): void {
    this.reading = progress;
    if (progress === null) {
      this.#again?.end();
      this.#again = null;
    } else if (this.editor?.kind === 'open') {
      this.#again ??= this.#rpc.activities.begin('artifact/open', () => {
        this.#rpc.host({ action: 'stop-reading' });
      });
      if (progress.message !== '') this.#again.report(progress);
    }
  }

  #sayRefreshed(read: number): void {
    this.refreshed = read;
    setTimeout(() => {
      if (this.refreshed === read) this.refreshed = null;
    }, noteTime);
  }

  #show(target: Target): void {
    const { view, ...place } = target;
    if (this.#model?.views.includes(view) !== true) return;
    this.#keptFocus.release();
    // What is led to comes into sight, wherever the view was.
    if (Object.keys(place).length > 0) this.#memory.place(view).forget();
    if (target.tensor !== undefined && view === 'embeddings') this.#showTable(target.tensor);
    else if (target.tensor !== undefined) {
      this.#memory.merge('tensors', { filter: '', selected: target.tensor, open: true });
    }
    if (target.tensor !== undefined && target.row !== undefined) {
      this.#memory.place('values').forget();
      const cell = { row: target.row, column: 0 };
      this.#memory.set('values', { tensor: target.tensor, leading: [], cell });
    }
    if (target.layer !== undefined) {
      this.#memory.merge('architecture', { selected: target.layer, node: null, search: '' });
    }
    if (target.node !== undefined) {
      const { graph, id } = target.node;
      const chosen = { graph, node: id, level: 'layers', search: '' } as const;
      this.#memory.merge('architecture', chosen);
    }
    if (target.signature !== undefined) {
      this.#memory.merge('signatures', { selected: target.signature });
    }
    if (target.file !== undefined) this.#memory.merge('metadata', { preview: target.file });
    this.refused = false;
    this.view = view;
    this.#memory.set('view', view);
  }

  #showTable(tensor: string): void {
    if (tensor === this.#memory.get('embeddings').table) return;
    const nothingChosen = { row: null, back: [], selection: null, listed: false, compared: null };
    this.#memory.merge('embeddings', { table: tensor, camera: null, ...nothingChosen });
  }

  /** A file was picked for the words of the rows of the table that is looked at. */
  #takeLabels(path: string): void {
    const tensor = this.#model?.embeddings.table?.tensor;
    if (tensor === undefined) return;
    const { labels } = this.#memory.get('embeddings');
    this.#memory.merge('embeddings', {
      labels: { ...labels, [tensor]: { kind: 'file', path, column: null } },
    });
    this.#current?.requestUpdate();
  }

  #refuse(): void {
    this.#show({ view: 'overview' });
    this.refused = true;
  }

  #verify(against: string | undefined): void {
    const model = this.#model;
    if (model === null) return;
    if (!model.runnable) {
      this.#refuse();
      return;
    }
    this.#show({ view: 'verify' });
    // The view says what Restricted Mode waits for.
    if (!model.trusted) return;
    if (against !== undefined) model.verification.against = against;
    const signature = this.#memory.get('verify').signature;
    void model.verification.verify(signature === null ? {} : { signature });
  }

  #onKey(event: KeyboardEvent): void {
    // Alt+1, Ctrl+F and F6 are keys of VS Code's, too: they are contributed and come as its commands.
    if (event.key !== '/' || isTyping(event)) return;
    event.preventDefault();
    this.#current?.focusSearch();
  }

  #tabs(model: Model): readonly Tab<ViewName>[] {
    const { found } = model.embeddings;
    const counts: Readonly<Partial<Record<ViewName, number | null>>> = {
      signatures: model.signatureCount,
      tensors: model.summary.tensorCount,
      // Where none was found there is nothing to count, and the room of the figure stays.
      embeddings: found === 0 ? null : found,
    };
    return model.views.map((id) => ({
      id,
      label: labels[id],
      dispensable: leavingOrder.indexOf(id) + 1,
      ...(counts[id] === undefined ? {} : { count: counts[id] }),
    }));
  }

  protected override render(): unknown {
    const state = this.editor;
    if (state === null) return nothing;
    const silent = this.health === 'silent' ? silentBanner(this.#rpc) : nothing;
    if (state.kind === 'loading')
      return this.slow ? [silent, loadingState(state.name, this.reading, this.#rpc)] : silent;
    if (state.kind === 'failed') return failedState(state.error, state.text, this.#rpc);
    if (state.kind === 'server-stopped') return stoppedState(state.deaths, this.#rpc);
    const model = this.#model;
    return model === null ? nothing : this.#opened(model, state, silent);
  }

  #opened(
    model: Model,
    { lost, part, read }: Extract<EditorState, { kind: 'open' }>,
    silent: unknown,
  ): TemplateResult {
    const { report, stale, run } = model.verification;
    const verdict = report === null ? notVerified : verdictWords(report, stale, Date.now());
    return html`<sm-view-bar
        .tabs=${this.#tabs(model)}
        .current=${this.view}
        .narrow=${this.room === 'narrow'}
        .verdict=${model.runnable ? verdict : null}
        .running=${run?.kind === 'verify'}
        .verifiable=${model.trusted}
        .offersVerify=${this.view !== 'verify'}
        @view-choose=${(event: CustomEvent<ViewName>) => {
          this.#show({ view: event.detail });
        }}
        @view-verify=${() => {
          this.#verify(undefined);
        }}
      ></sm-view-bar>
      ${this.#activity()} ${silent}
      ${lost === undefined ? nothing : lostBanner(lost, read, this.#rpc)}
      <div
        class="panel"
        role="tabpanel"
        aria-label=${labels[this.view]}
        @navigate=${(event: NavigateEvent) => {
          this.#show(event.detail);
        }}
      >
        ${this.view === 'overview' ? nothing : html`<h1 class="visually-hidden">${labels[this.view]}</h1>`}
        ${this.#view(model)}
      </div>
      ${note({
        restarting: this.health === 'restarting',
        read: lost === undefined ? this.refreshed : null,
        part,
        model: model.summary.name,
      })}`;
  }

  /** What is slow, unless the view in front says it itself. */
  #activity(): unknown {
    const activity = this.#rpc.activities.slow.find(({ method }) => saidIn[method] !== this.view);
    return activity === undefined ? nothing : activityLine(activity);
  }

  #view(model: Model): TemplateResult {
    switch (this.view) {
      case 'overview':
        return html`<sm-overview
          .model=${model}
          .room=${this.room}
          .refused=${this.refused}
        ></sm-overview>`;
      case 'architecture':
        return html`<sm-architecture .model=${model} .room=${this.room}></sm-architecture>`;
      case 'signatures':
        return html`<sm-signatures .model=${model} .room=${this.room}></sm-signatures>`;
      case 'tensors':
        return html`<sm-tensors .model=${model} .room=${this.room}></sm-tensors>`;
      case 'embeddings':
        return html`<sm-embeddings .model=${model} .room=${this.room}></sm-embeddings>`;
      case 'metadata':
        return html`<sm-metadata .model=${model} .room=${this.room}></sm-metadata>`;
      case 'verify':
        return html`<sm-verify .model=${model} .room=${this.room}></sm-verify>`;
    }
  }
}

/** Whether a key goes into a field, where it means itself. */
function isTyping(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}

customElements.define('saved-model-app', App);
