import * as vscode from 'vscode';
import type { Server } from '../client.ts';
import { checkpointBadge, modelBadge, verdictBadge, type Badge } from './badge.ts';
import { ModelEntries } from './model-entry.ts';

/** Set once something was verified on this machine: before, no server is started to ask for verdicts. */
const verifiedKey = 'verified';

/** Files whose coming, going or changing may change the badge of a model above them. */
const modelFiles =
  '**/{saved_model.pb,saved_model.pbtxt,*.index,*.data-?????-of-?????,*.ckpt,*.ckpt-*,*.meta}';

/** Marks models, and what their verification said, wherever VS Code shows files. */
export class Badges implements vscode.FileDecorationProvider, vscode.Disposable {
  readonly #server: Server;
  readonly #memory: vscode.Memento;
  readonly #entries = new ModelEntries();
  readonly #changed = new vscode.EventEmitter<vscode.Uri[]>();
  readonly #subscriptions: vscode.Disposable;

  readonly onDidChangeFileDecorations = this.#changed.event;

  constructor(server: Server, memory: vscode.Memento) {
    this.#server = server;
    this.#memory = memory;
    const watcher = vscode.workspace.createFileSystemWatcher(modelFiles);
    const renew = (uri: vscode.Uri) => {
      this.#renew(uri);
    };
    this.#subscriptions = vscode.Disposable.from(
      watcher,
      watcher.onDidCreate(renew),
      watcher.onDidChange(renew),
      watcher.onDidDelete(renew),
      vscode.window.registerFileDecorationProvider(this),
      this.#changed,
    );
  }

  async provideFileDecoration(uri: vscode.Uri): Promise<vscode.FileDecoration | undefined> {
    if (uri.scheme !== 'file') return undefined;
    const entry = await this.#entries.recognise(uri);
    if (!entry) return undefined;
    const { badge, tooltip, color } =
      entry.kind === 'saved-model' ? await this.#verified(entry.folder) : checkpointBadge;
    return new vscode.FileDecoration(
      badge,
      tooltip,
      color === undefined ? undefined : new vscode.ThemeColor(color),
    );
  }

  /** What was opened at a path was verified just now. */
  async verified(uri: vscode.Uri): Promise<void> {
    await this.#memory.update(verifiedKey, true);
    this.#renew(uri);
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  async #verified(folder: vscode.Uri): Promise<Badge> {
    if (this.#memory.get<boolean>(verifiedKey) !== true) return modelBadge;
    try {
      const state = await this.#server.request('verify/state', { path: folder.fsPath });
      return state ? verdictBadge(state) : modelBadge;
    } catch {
      return modelBadge; // the server is gone, and says so where it is missed
    }
  }

  /** The file, its folder, and where it lies in `variables` the model's. */
  #renew(uri: vscode.Uri): void {
    const folder = vscode.Uri.joinPath(uri, '..');
    const model = vscode.Uri.joinPath(folder, '..');
    const file = (parent: vscode.Uri) => vscode.Uri.joinPath(parent, 'saved_model.pb');
    this.#changed.fire([uri, folder, model, file(uri), file(folder), file(model)]);
  }
}
