import * as vscode from 'vscode';
import type { Progress, Result } from '../../protocol/requests.ts';
import type { Server } from '../client.ts';
import type { TabProgress } from './tab-progress.ts';

/** Before the first report. */
const begun: Progress = { done: 0, total: 0, unit: 'bytes', message: '' };

/** Opens what a tab shows on the server, at first and again, and tells how far that is. */
export class Opening implements vscode.Disposable {
  readonly #server: Server;
  readonly #path: string;
  readonly #shown: TabProgress;
  readonly #onProgress: (progress: Progress | null) => void;
  #attempt: vscode.CancellationTokenSource | undefined;
  #progress: Progress | null = null;

  /** `onProgress`: null when it has ended. */
  constructor(
    server: Server,
    path: string,
    shown: TabProgress,
    onProgress: (progress: Progress | null) => void,
  ) {
    this.#server = server;
    this.#path = path;
    this.#shown = shown;
    this.#onProgress = onProgress;
  }

  /** How far it is; null while nothing is being opened. */
  get progress(): Progress | null {
    return this.#progress;
  }

  /**
   * Opens it, in place of an attempt that is under way.
   * @returns null where another attempt took its place, or the tab was closed
   * @throws RequestError, `cancelled` where a person has stopped it
   */
  async open(): Promise<Result<'artifact/open'> | null> {
    this.#attempt?.cancel();
    const attempt = new vscode.CancellationTokenSource();
    this.#attempt = attempt;
    this.#tell(begun);
    const ongoing = this.#shown.begin('artifact/open', () => {
      attempt.cancel();
    });
    try {
      const opened = await this.#server.request(
        'artifact/open',
        { path: this.#path },
        {
          token: attempt.token,
          report: (progress) => {
            ongoing.report(progress);
            if (this.#attempt === attempt) this.#tell(progress);
          },
        },
      );
      if (this.#attempt === attempt) return opened;
      this.leave(opened.session);
      return null;
    } catch (thrown) {
      if (this.#attempt === attempt) throw thrown;
      return null;
    } finally {
      ongoing.end();
      attempt.dispose();
      if (this.#attempt === attempt) this.#end();
    }
  }

  /** Leaves what was opened. */
  leave(session: Result<'artifact/open'>['session']): void {
    // A server that died has forgotten it already.
    this.#server.request('artifact/close', { session }).catch(() => undefined);
  }

  /** A person stops it. */
  stop(): void {
    this.#attempt?.cancel();
  }

  dispose(): void {
    this.stop();
    this.#end();
  }

  #end(): void {
    this.#attempt = undefined;
    this.#tell(null);
  }

  #tell(progress: Progress | null): void {
    this.#progress = progress;
    this.#onProgress(progress);
  }
}
