import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import { cancelled } from '../../core/cancel.ts';
import { AppError } from '../../core/errors.ts';
import { startThread } from '../../process/start-thread.ts';
import type { Answer, Asked, Reply, TaskName } from './tasks.ts';

/** More would wait for the disk, and each takes about 15 MB. */
const mostThreads = 4;

/** Milliseconds after which a thread that has nothing to do ends. */
const idleTime = 10_000;

interface Waiting {
  readonly asked: Asked;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: AppError) => void;
}

interface Thread {
  readonly worker: Worker;
  /** What it works on; null where it waits for work. */
  task: Waiting | null;
  idle: NodeJS.Timeout | null;
}

/**
 * The threads in which kernels run, started when there is work and ended when there is none. A kernel cannot be
 * interrupted: what nobody waits for any more is ended with its thread.
 */
export class StatisticsThreads {
  /** How many work side by side at most. */
  readonly size: number;
  readonly #threads = new Set<Thread>();
  readonly #queue: Waiting[] = [];

  constructor(size = Math.min(mostThreads, availableParallelism())) {
    this.size = size;
  }

  /**
   * Has one piece worked on, in the order of asking. The piece's own bytes are the thread's from here on.
   * @throws AppError `cancelled`; those of reading a file; `process-died` where the thread ended by itself
   */
  run<T extends TaskName>(asked: Asked<T>, signal: AbortSignal): Promise<Answer<T>> {
    return new Promise<Answer>((resolve, reject) => {
      if (signal.aborted) {
        reject(cancelled());
        return;
      }
      const stop = (): void => {
        this.#stop(waiting);
      };
      const done = (): void => {
        signal.removeEventListener('abort', stop);
      };
      const waiting: Waiting = {
        asked,
        resolve: (answer) => {
          done();
          resolve(answer);
        },
        reject: (error) => {
          done();
          reject(error);
        },
      };
      signal.addEventListener('abort', stop, { once: true });
      this.#queue.push(waiting);
      this.#next();
    }) as Promise<Answer<T>>;
  }

  async close(): Promise<void> {
    for (const waiting of this.#queue.splice(0)) waiting.reject(cancelled());
    await Promise.all([...this.#threads].map((thread) => this.#end(thread, cancelled())));
  }

  #next(): void {
    while (this.#queue.length > 0) {
      const thread = this.#free() ?? this.#start();
      const waiting = thread && this.#queue.shift();
      if (!thread || !waiting) return;
      if (thread.idle) clearTimeout(thread.idle);
      thread.idle = null;
      thread.task = waiting;
      thread.worker.ref();
      const { source } = waiting.asked.piece;
      thread.worker.postMessage(
        waiting.asked,
        source instanceof Uint8Array ? [source.buffer as ArrayBuffer] : [],
      );
    }
  }

  #free(): Thread | undefined {
    return [...this.#threads].find(({ task }) => task === null);
  }

  #start(): Thread | null {
    if (this.#threads.size >= this.size) return null;
    const worker = startThread(import.meta.url, 'statistics.js', 'thread.ts');
    const thread: Thread = { worker, task: null, idle: null };
    this.#threads.add(thread);
    worker.on('message', (reply: Reply) => {
      const { task } = thread;
      thread.task = null;
      this.#rest(thread);
      if ('error' in reply) task?.reject(new AppError(reply.error));
      else task?.resolve(reply);
      this.#next();
    });
    const died = (thrown: unknown): void => {
      void this.#end(thread, failed(thrown instanceof Error ? thrown.message : 'it ended'));
    };
    worker.on('error', died).on('exit', died);
    return thread;
  }

  /** A thread without work keeps no process alive, and ends after a while. */
  #rest(thread: Thread): void {
    thread.worker.unref();
    thread.idle = setTimeout(() => {
      void this.#end(thread, cancelled());
    }, idleTime);
    thread.idle.unref();
  }

  #stop(waiting: Waiting): void {
    const at = this.#queue.indexOf(waiting);
    if (at >= 0) this.#queue.splice(at, 1);
    const thread = [...this.#threads].find(({ task }) => task === waiting);
    if (thread) void this.#end(thread, cancelled());
    else waiting.reject(cancelled());
  }

  /** `reason`: why what it works on has no answer. */
  async #end(thread: Thread, reason: AppError): Promise<void> {
    if (!this.#threads.delete(thread)) return;
    if (thread.idle) clearTimeout(thread.idle);
    thread.task?.reject(reason);
    thread.task = null;
    this.#next();
    await thread.worker.terminate();
  }
}

function failed(reason: string): AppError {
  return new AppError({
    code: 'process-died',
    message:
      'The thread that goes over the values has ended by itself. Try again; if it happens again, report it.',
    details: reason,
  });
}
