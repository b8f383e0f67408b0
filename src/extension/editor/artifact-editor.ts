import path from 'node:path';
import * as vscode from 'vscode';
import type { ArtifactSummary } from '../../protocol/model.ts';
import type { SessionId } from '../../protocol/requests.ts';
import type { EditorState, HostAction, ToHost, ToPage } from '../../protocol/webview.ts';
import type { App } from '../app.ts';
import { RequestError } from '../client.ts';
import { Later } from '../later.ts';
import { requestDefaults } from '../settings.ts';
import type { ArtifactDocument } from './artifact-document.ts';
import { performAction } from './host-actions.ts';
import { Relay } from './relay.ts';

/** One tab: the page, its session on the server, and what passes between them. */
export class ArtifactEditor {
  readonly #app: App;
  readonly #document: ArtifactDocument;
  readonly #panel: vscode.WebviewPanel;
  readonly #relay: Relay;
  readonly #opening = new vscode.CancellationTokenSource();
  readonly #subscriptions: vscode.Disposable[];
  /** On its way while the artifact is being opened, at first and after the server died. */
  readonly #session = new Later<SessionId>();
  /** The session that is to be left; undefined where the server has forgotten it. */
  #joinedSession: SessionId | undefined;
  #state: EditorState;
  #ready = false;
  #disposed = false;
  /** What commands asked of the page before it showed the artifact. */
  #waiting: ToPage[] = [];

  constructor(app: App, document: ArtifactDocument, panel: vscode.WebviewPanel) {
    this.#app = app;
    this.#document = document;
    this.#panel = panel;
    this.#state = { kind: 'loading', name: document.name };
    this.#relay = new Relay(app.server, this.#session, (message) => {
      this.#post(message);
    });
    this.#subscriptions = [
      panel.webview.onDidReceiveMessage((message: ToHost) => this.#receive(message)),
      panel.onDidChangeViewState(() => this.#refresh()),
      app.server.onDidForget(() => {
        this.#joinedSession = undefined;
        this.#session.clear();
      }),
      app.server.onDidRestart(() => this.#open()),
      app.server.onDidGiveUp((deaths) => {
        this.#setState({ kind: 'server-stopped', deaths });
      }),
    ];
    panel.onDidDispose(() => {
      this.#dispose();
    });
    void this.#open();
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
    const { path: artifactPath, files } = this.#state.summary;
    const isFile = files.length === 1 && files[0]?.path === path.basename(artifactPath);
    return vscode.Uri.file(isFile ? path.dirname(artifactPath) : artifactPath);
  }

  /** Sends the page something that a command asks of it, as soon as it shows the artifact. */
  send(message: ToPage): void {
    this.#waiting.push(message);
    this.#sendWaiting();
  }

  #sendWaiting(): void {
    if (!this.#ready || this.#state.kind === 'loading') return;
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

  async #receive(message: ToHost): Promise<void> {
    switch (message.type) {
      case 'ready':
        this.#ready = true;
        this.showState();
        return;
      case 'request':
        await this.#relay.answer(message, requestDefaults(message.method, this.#app.python));
        return;
      case 'cancel':
        this.#relay.cancel(message.id);
        return;
      case 'host':
        await this.#perform(message);
    }
  }

  async #perform(action: HostAction): Promise<void> {
    try {
      await performAction(action, this);
    } catch (thrown) {
      this.#app.log.error(`${action.action}: ${String(thrown)}`);
    }
  }

  async #open(): Promise<void> {
    try {
      await this.#join();
    } catch (thrown) {
      const error = RequestError.dataOf(thrown);
      this.#session.fail(new RequestError(error));
      if (error.code === 'cancelled' || this.#state.kind === 'server-stopped') return;
      this.#setState({ kind: 'failed', error, text: await isFile(this.uri) });
    }
  }

  /**
   * Opens again what may have changed while nobody looked; the page hears of it only where it has. What is gone or
   * half written stays on the screen as it was read, until it can be read again.
   */
  async #refresh(): Promise<void> {
    if (!this.#panel.visible) return;
    if (this.#state.kind === 'failed') await this.#open();
    if (this.#state.kind !== 'open') return;
    try {
      await this.#join();
    } catch (thrown) {
      this.#app.log.info(`Not read again: ${RequestError.dataOf(thrown).message}`);
    }
  }

  async #join(): Promise<void> {
    if (this.uri.scheme !== 'file') throw new RequestError(notOnDisk);
    const { session, summary } = await this.#app.server.request(
      'artifact/open',
      { path: this.#document.path },
      { token: this.#opening.token },
    );
    this.#joined(session, summary);
  }

  #joined(session: SessionId, summary: ArtifactSummary): void {
    if (this.#opening.token.isCancellationRequested) {
      this.#leave(session);
      return;
    }
    if (this.#joinedSession !== undefined) this.#leave(this.#joinedSession);
    this.#joinedSession = session;
    this.#session.set(session);
    if (this.#state.kind === 'open' && this.#state.summary.stamp === summary.stamp) return;
    this.#setState({ kind: 'open', summary, trusted: vscode.workspace.isTrusted });
  }

  #leave(session: SessionId): void {
    // A server that died has forgotten it already.
    this.#app.server.request('artifact/close', { session }).catch(() => undefined);
  }

  #setState(state: EditorState): void {
    this.#state = state;
    if (this.#ready) this.#post({ type: 'state', state });
    this.#sendWaiting();
  }

  /** An answer may come after the tab was closed; then there is no page to tell. */
  #post(message: ToPage): void {
    if (this.#disposed) return;
    void this.#panel.webview.postMessage(message);
  }

  #dispose(): void {
    this.#disposed = true;
    this.#opening.cancel();
    this.#relay.dispose();
    if (this.#joinedSession !== undefined) this.#leave(this.#joinedSession);
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
