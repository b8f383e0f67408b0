import type * as vscode from 'vscode';
import { bytes } from '../protocol/figures.ts';
import type { Progress } from '../protocol/requests.ts';

type Shown = vscode.Progress<{ message?: string; increment?: number }>;

/** Gives our reports to VS Code's own progress, whose bar is told of percents that are added. */
export class ProgressReporter {
  readonly #shown: Shown;
  #percent = 0;

  constructor(shown: Shown) {
    this.#shown = shown;
  }

  report({ done, total, unit, message }: Progress): void {
    const percent = total > 0 ? Math.floor((done / total) * 100) : this.#percent;
    const amount = total > 0 && unit === 'bytes' ? `, ${bytes(done)} of ${bytes(total)}` : '';
    this.#shown.report({
      message: `${message}${amount}`,
      increment: Math.max(0, percent - this.#percent),
    });
    this.#percent = Math.max(percent, this.#percent);
  }
}
