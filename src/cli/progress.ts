import * as figures from '../protocol/figures.ts';
import type { Progress } from '../protocol/requests.ts';

/**
 * Shows what is reported while the work goes on. Without a terminal there is nobody to wait, so nothing is said,
 * but for what takes minutes (`always`).
 */
export async function withProgress<T>(
  work: (report: (progress: Progress) => void) => Promise<T>,
  { always = false } = {},
): Promise<T> {
  const line = new ProgressLine();
  try {
    return await work(always || process.stderr.isTTY ? line.report : () => undefined);
  } finally {
    line.finish();
  }
}

/**
 * Progress on standard error: on a terminal one line that is written over, else a line for each new thing that
 * is being done. `finish` clears the line.
 */
class ProgressLine {
  readonly #stream = process.stderr;
  #shown = '';
  #lastTime = 0;
  #lastMessage = '';

  readonly report = (progress: Progress): void => {
    if (!this.#stream.isTTY) {
      if (progress.message !== this.#lastMessage) this.#stream.write(`${progress.message}\n`);
      this.#lastMessage = progress.message;
      return;
    }
    const now = Date.now();
    if (now - this.#lastTime < 100 && progress.message === this.#lastMessage) return;
    this.#lastTime = now;
    this.#lastMessage = progress.message;
    this.#shown = lineOf(progress).slice(0, this.#stream.columns - 1);
    this.#stream.write(`\r\u001b[K${this.#shown}`);
  };

  finish(): void {
    if (this.#shown !== '') this.#stream.write('\r\u001b[K');
    this.#shown = '';
  }
}

function lineOf({ done, total, unit, message }: Progress): string {
  if (total <= 0) return message;
  if (unit === 'bytes') return `${message} · ${figures.bytes(done)} of ${figures.bytes(total)}`;
  return `${message} · ${done} of ${total}`;
}
