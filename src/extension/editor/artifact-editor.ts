import * as vscode from 'vscode';
import type { ErrorData } from '../../protocol/errors.ts';
import type { ArtifactSummary } from '../../protocol/model.ts';
import type { SessionId } from '../../protocol/requests.ts';
import type { EditorState, HostAction, ToPage } from '../../protocol/webview.ts';
import type { App } from '../app.ts';
import { RequestError } from '../request-error.ts';
import type { IssueFacts } from '../commands/issue-text.ts';
import { Later } from '../later.ts';
import { requestDefaults } from '../settings.ts';
import type { ArtifactDocument } from './artifact-document.ts';
import { DiskChanges } from './disk-changes.ts';
import { performAction } from './host-actions.ts';
import { pageMessage } from './page-message.ts';
import { Opening } from './opening.ts';
import { Relay } from './relay.ts';
import { TabProgress } from './tab-progress.ts';

/** One tab: the page, its session on the server, and what passes between them. */
export class ArtifactEditor {
  readonly #app: App;
  readonly #document: ArtifactDocument;
  readonly #panel: vscode.WebviewPanel;
  readonly #relay: Relay;
  readonly #changes: DiskChanges;
  readonly #opening: Opening;
  readonly #progress: TabProgress;
  readonly #subscriptions: vscode.Disposable[];
  /** On its way while the artifact is being opened, at first and after the server died. */
  readonly #session = new Later<SessionId>();
  /** The session that is to be left; undefined where the server has forgotten it. */
  #joinedSession: SessionId | undefined;
  #state: EditorState;
  /** Whether a page listens; there is none while the tab is hidden. */
  #listening = false;
  #disposed = false;
  /** What commands asked of the page before it showed the artifact. */
  #waiting: ToPage[] = [];

  constructor(app: App, document: ArtifactDocument, panel: vscode.WebviewPanel) {
    this.#app = app;
    this.#document = document;
    this.#panel = panel;
    this.#state = { kind: 'loading', name: document.name };
    this.#progress = new TabProgress(document.name, panel.visible);
    this.#relay = new Relay(app.server, this.#session, this.#progress, (message) => {
      this.#post(message);
    });
    this.#opening = new Opening(app.server, document.path, this.#progress, (progress) => {
      this.#post({ type: 'reading', progress });
    });
    this.#changes = new DiskChanges(app.server, document.path, () => this.#read());
    this.#subscriptions = [
      panel.webview.onDidReceiveMessage((data: unknown) => this.#receive(data)),
      panel.onDidChangeViewState(() => {
        this.#onVisible(panel.visible);
      }),
      app.server.onDidForget(() => {
        this.#changes.rest();
        this.#joinedSession = undefined;
        this.#session.clear();
      }),
      app.server.onDidRestart(() => this.#read()),
      app.server.onDidGiveUp((deaths) => {
        this.#setState({ kind: 'server-stopped', deaths });
      }),
      app.server.onDidChangeHealth(() => {
        this.#showHealth();
      }),
    ];
    panel.onDidDispose(() => {
      this.#dispose();
    });
    void this.#read();
  }

  get uri(): vscode.Uri {
    return this.#document.uri;
  }

  get active(): boolean {
    return this.#panel.active;
  }

  get onDidDispose(): vscode.Event<void> {
    return this.#panel.onDidDispose;
  }

  /** Where the artifact's relative paths start; null before it is open. */
  get folder(): vscode.Uri | null {
    if (this.#state.kind !== 'open') return null;
    return vscode.Uri.file(this.#state.summary.root);
  }

  /** What a report of a problem says of it: nothing that would give it away. Null before it is open. */
  get facts(): IssueFacts['artifact'] {
    if (this.#state.kind !== 'open') return null;
    const { summary, lost } = this.#state;
    const damage = summary.findings.find(({ severity }) => severity === 'error');
    return {
      format: summary.format,
      writtenBy: summary.writtenBy,
      trouble: lost?.error.code ?? damage?.code ?? null,
    };
  }

  /** Sends the page something that a command asks of it, as soon as it shows the artifact. */
  send(message: ToPage): void {
    this.#waiting.push(message);
    this.#sendWaiting();
  }

  #sendWaiting(): void {
    if (!this.#listening || this.#state.kind === 'loading') return;
    const waiting = this.#waiting.splice(0);
    if (this.#state.kind !== 'open') return; // nothing to act on, and nobody waits for it any more
    for (const message of waiting) this.#post(message);
  }

  /** Tells the page again where things stand: when trust was granted, and when it begins to listen. */
  showState(): void {
    const state: EditorState =
      this.#state.kind === 'open'
        ? { ...this.#state, trusted: vscode.workspace.isTrusted }
        : this.#state;
    this.#setState(state);
  }

  async #receive(data: unknown): Promise<void> {
    const message = pageMessage(data);
    if (!message) {
      this.#app.log.warn(`The page sent what it should not, and it is ignored: ${gist(data)}`);
      return;
    }
    switch (message.type) {
      case 'ready':
        this.#onPage();
        return;
      case 'request':
        if (!this.#listening && !message.lasting) return; // from a page that is gone
        await this.#relay.answer(message, requestDefaults(message.method, this.#app.python));
        if (message.method === 'verify/run') await this.#app.badges.verified(this.uri);
        return;
      case 'cancel':
        this.#relay.cancel(message.id);
        return;
      case 'host':
        await this.#perform(message);
    }
  }

  /** A new page, at first and whenever the tab is shown again. */
  #onPage(): void {
    this.#relay.pageGone();
    this.#listening = true;
    this.#post({ type: 'work', work: this.#relay.work });
    this.showState();
    this.#post({ type: 'reading', progress: this.#opening.progress });
    this.#showHealth();
  }

  #onVisible(visible: boolean): void {
    this.#progress.visible = visible;
    if (!visible) {
      this.#listening = false;
      this.#relay.pageGone();
    }
    this.#follow();
  }

  async #perform(action: HostAction): Promise<void> {
    try {
      await performAction(action, this);
    } catch (thrown) {
      this.#app.log.error(`${action.action}: ${String(thrown)}`);
    }
  }

  /** A person does not want to wait until it is read. */
  stopReading(): void {
    this.#opening.stop();
  }

  /** Reads what was stopped, or what could not be read. */
  async readAgain(): Promise<void> {
    if (this.#state.kind === 'failed') {
      this.#session.clear();
      this.#setState({ kind: 'loading', name: this.#document.name });
    }
    await this.#read();
  }

  #showHealth(): void {
    this.#post({ type: 'health', health: this.#app.server.health });
  }

  /** What is gone or half written stays on the screen as it was read, until it can be read again. */
  async #read(): Promise<void> {
    try {
      await this.#join();
    } catch (thrown) {
      await this.#notRead(RequestError.dataOf(thrown));
    }
    this.#follow();
  }

  async #notRead(error: ErrorData): Promise<void> {
    if (this.#disposed) return;
    if (error.code === 'process-died') {
      // It is started again and this is read again, unless it died too often.
      const { gaveUp } = this.#app.server;
      if (gaveUp !== null) this.#setState({ kind: 'server-stopped', deaths: gaveUp });
      return;
    }
    const state = this.#state;
    if (this.#joinedSession === undefined) this.#session.fail(new RequestError(error));
    if (state.kind === 'open') {
      this.#setState({ ...state, lost: { name: this.#document.name, error } });
    } else {
      this.#setState({ kind: 'failed', error, text: await isFile(this.uri) });
    }
  }

  /** Looks for changes on disk as long as somebody sees what was read. */
  #follow(): void {
    if (this.#disposed) return;
    if (!this.#panel.visible) this.#changes.rest();
    else if (this.#onDisk && this.#state.kind !== 'loading' && !this.#stopped) this.#changes.look();
  }

  /** Whether a person has stopped it, so that it is not to be read unasked. */
  get #stopped(): boolean {
    return this.#state.kind === 'failed' && this.#state.error.code === 'cancelled';
  }

  async #join(): Promise<void> {
    if (!this.#onDisk) throw new RequestError(notOnDisk);
    const opened = await this.#opening.open();
    if (opened) this.#joined(opened.session, opened.summary);
  }

  get #onDisk(): boolean {
    return this.uri.scheme === 'file';
  }

  #joined(session: SessionId, summary: ArtifactSummary): void {
    if (this.#joinedSession !== undefined) this.#opening.leave(this.#joinedSession);
    this.#joinedSession = session;
    this.#session.set(session);
    this.#changes.knows(summary.stamp);
    const state = this.#state;
    const unchanged = state.kind === 'open' && state.summary.stamp === summary.stamp;
    if (unchanged && !state.lost) return;
    const read = unchanged ? state.read : Date.now();
    const { part } = this.#document;
    this.#setState({ kind: 'open', summary, trusted: vscode.workspace.isTrusted, read, part });
  }

  #setState(state: EditorState): void {
    this.#state = state;
    this.#post({ type: 'state', state });
    this.#sendWaiting();
  }

  /** Where no page listens nobody is told: VS Code would keep it for the next one, which hears all of it anew. */
  #post(message: ToPage): void {
    if (this.#disposed || !this.#listening) return;
    void this.#panel.webview.postMessage(message);
  }

  #dispose(): void {
    this.#disposed = true;
    this.#opening.dispose();
    this.#changes.rest();
    this.#relay.dispose();
    this.#progress.dispose();
    if (this.#joinedSession !== undefined) this.#opening.leave(this.#joinedSession);
    vscode.Disposable.from(...this.#subscriptions).dispose();
  }
}

const notOnDisk = {
  code: 'unsupported',
  message:
    'Only files on disk can be shown: they are read in pieces, and this one exists only inside VS Code. Open the file itself.',
} as const;

async function isFile(uri: vscode.Uri): Promise<boolean> {
  try {
    return (await vscode.workspace.fs.stat(uri)).type === vscode.FileType.File;
  } catch {
    return false;
  }
}

/** The beginning of something, for the log. */
function gist(data: unknown): string {
  return JSON.stringify([data]).slice(1, -1).slice(0, 200);
}
