import * as vscode from 'vscode';
import type { Method, Progress } from '../../protocol/requests.ts';
import { doing } from '../../protocol/words.ts';
import { ProgressReporter } from '../shown-progress.ts';

/** How long something may take before it is said, milliseconds: what is done sooner would only flicker. */
const patience = 300;

/** The same where it is said over what somebody is doing now. */
const patienceAside = 1500;

/** Something under way, as VS Code shows it. */
export interface Ongoing {
  report(progress: Progress): void;
  end(): void;
}

/**
 * Shows what a tab is doing in VS Code's own progress: in the status bar while the tab is in sight, which itself
 * says more and can stop it; and as a notification with Cancel while it is hidden.
 */
export class TabProgress implements vscode.Disposable {
  readonly #name: string;
  readonly #ongoing = new Set<Shown>();
  #visible: boolean;

  /** `name`: of what the tab shows. */
  constructor(name: string, visible: boolean) {
    this.#name = name;
    this.#visible = visible;
  }

  begin(method: Method, cancel: () => void): Ongoing {
    const shown = new Shown(`${doing[method] ?? method} (${this.#name})`, cancel);
    this.#ongoing.add(shown);
    shown.show(this.#visible);
    return {
      report: (progress) => {
        shown.report(progress);
      },
      end: () => {
        this.#ongoing.delete(shown);
        shown.hide();
      },
    };
  }

  set visible(visible: boolean) {
    if (visible === this.#visible) return;
    this.#visible = visible;
    for (const shown of this.#ongoing) shown.show(visible);
  }

  dispose(): void {
    for (const shown of this.#ongoing) shown.hide();
    this.#ongoing.clear();
  }
}

/** One thing under way, in the one place or the other. */
class Shown {
  readonly #title: string;
  readonly #cancel: () => void;
  #timer: NodeJS.Timeout | undefined;
  #reporter: ProgressReporter | undefined;
  #finish: (() => void) | undefined;
  #last: Progress | undefined;

  constructor(title: string, cancel: () => void) {
    this.#title = title;
    this.#cancel = cancel;
  }

  report(progress: Progress): void {
    this.#last = progress;
    this.#reporter?.report(progress);
  }

  show(inSight: boolean): void {
    this.hide();
    const pause = inSight ? patience : patienceAside;
    this.#timer = setTimeout(() => {
      this.#open(inSight ? vscode.ProgressLocation.Window : vscode.ProgressLocation.Notification);
    }, pause);
  }

  hide(): void {
    clearTimeout(this.#timer);
    this.#reporter = undefined;
    this.#finish?.();
    this.#finish = undefined;
  }

  #open(location: vscode.ProgressLocation): void {
    void vscode.window.withProgress(
      { location, title: this.#title, cancellable: true },
      (progress, token) => {
        token.onCancellationRequested(this.#cancel);
        this.#reporter = new ProgressReporter(progress);
        if (this.#last) this.#reporter.report(this.#last);
        return new Promise<void>((resolve) => {
          this.#finish = resolve;
        });
      },
    );
  }
}
