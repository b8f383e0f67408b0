import type { Worker } from 'node:worker_threads';
import { cancelled } from '../../core/cancel.ts';
import { AppError } from '../../core/errors.ts';
import { startThread } from '../../process/start-thread.ts';
import type { Drawing, Placement } from './placed.ts';

/** Milliseconds for one picture: the largest that is drawn takes ten seconds on a slow machine. */
const longest = 120_000;

export type Answer = { readonly placement: Placement } | { readonly error: string };

/** A thread of its own, because a layout cannot be interrupted: one that nobody waits for is ended with its thread. */
export class LayoutThread {
  #worker: Worker | null = null;
  /** The last picture on its way: one is laid out after the other. */
  #busy: Promise<unknown> = Promise.resolve();

  /** @throws AppError `cancelled`, `timed-out`; `process-died` where the thread ended by itself */
  place(drawing: Drawing, signal: AbortSignal): Promise<Placement> {
    const answer = this.#busy.then(() => this.#ask(drawing, signal));
    this.#busy = answer.catch(() => undefined);
    return answer;
  }

  /** Starts the thread, so that the first picture need not wait for it. */
  warm(): void {
    this.#started();
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    await worker?.terminate();
  }

  #started(): Worker {
    if (this.#worker) return this.#worker;
    const worker = startThread(import.meta.url, 'layout.js', 'thread.ts');
    // It keeps no process alive that has nothing else to do.
    worker.unref();
    worker.once('exit', () => {
      if (this.#worker === worker) this.#worker = null;
    });
    this.#worker = worker;
    return worker;
  }

  async #ask(drawing: Drawing, signal: AbortSignal): Promise<Placement> {
    if (signal.aborted) throw cancelled();
    const worker = this.#started();
    worker.ref();
    let release = (): void => undefined;
    try {
      return await new Promise<Placement>((resolve, reject) => {
        const answered = (answer: Answer): void => {
          if ('placement' in answer) resolve(answer.placement);
          else reject(failed(answer.error));
        };
        const died = (thrown: unknown): void => {
          reject(failed(thrown instanceof Error ? thrown.message : 'it ended'));
        };
        const give = (error: AppError) => (): void => {
          void this.close();
          reject(error);
        };
        const stop = give(cancelled());
        const timer = setTimeout(give(tookTooLong()), longest);
        worker.once('message', answered).once('error', died).once('exit', died);
        signal.addEventListener('abort', stop, { once: true });
        release = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', stop);
          worker.off('message', answered).off('error', died).off('exit', died);
        };
        worker.postMessage(drawing);
      });
    } finally {
      release();
      worker.unref();
    }
  }
}

function failed(reason: string): AppError {
  return new AppError({
    code: 'process-died',
    message: 'The graph could not be laid out. Close some groups and try again.',
    details: reason,
  });
}

function tookTooLong(): AppError {
  return new AppError({
    code: 'timed-out',
    message: `Laying out the graph took more than ${String(longest / 1000)} seconds and was stopped. Close some groups.`,
  });
}
