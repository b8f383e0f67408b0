import type { ErrorData } from '../../src/protocol/errors.ts';
import type { TensorStatistics } from '../../src/protocol/tensors.ts';
import { errorData, isCancelled, type Rpc } from '../rpc.ts';
import { Observable } from './observable.ts';

/** Small enough that what comes on screen meanwhile is soon next, large enough to keep the reader busy. */
const batchSize = 64;

/** Figures of every value of tensors: computed when somebody wants them, those on screen first. */
export class Statistics extends Observable {
  readonly #rpc: Rpc;
  readonly #results = new Map<string, TensorStatistics>();
  #waiting = new Set<string>();
  /** Asked for and not answered; they would be asked for again for ever. */
  readonly #unanswered = new Set<string>();
  #onScreen: readonly string[] = [];
  #total = 0;
  #abort: AbortController | null = null;
  stopped = false;
  error: ErrorData | null = null;
  /** Of the batch at work, by the reader's own account: "412 MB of 1.2 GB". */
  message = '';

  constructor(rpc: Rpc) {
    super();
    this.#rpc = rpc;
  }

  of(name: string): TensorStatistics | undefined {
    return this.#results.get(name);
  }

  get running(): boolean {
    return this.#abort !== null;
  }

  /** How many were wanted since the last time that all was done, and how many of those are done. */
  get progress(): { readonly done: number; readonly total: number } {
    return { done: this.#total - this.#waiting.size, total: this.#total };
  }

  /** Whether every one of these has its figures. */
  has(names: Iterable<string>): boolean {
    for (const name of names) if (!this.#results.has(name)) return false;
    return true;
  }

  /** Whether `count` tensors, all there are, were read and each carried a checksum that holds. */
  allChecksumsOk(count: number): boolean {
    if (count === 0 || this.#results.size < count) return false;
    return [...this.#results.values()].every(({ checksum }) => checksum === 'ok');
  }

  /** Those whose bytes do not hold what was saved, as far as they were read. */
  get damaged(): readonly TensorStatistics[] {
    return [...this.#results.values()].filter(
      ({ damage, checksum }) => damage !== undefined || checksum === 'mismatch',
    );
  }

  /** Adds to what is to be computed. */
  want(names: Iterable<string>): void {
    const before = this.#waiting.size;
    if (before === 0) this.#total = 0;
    for (const name of names) {
      if (this.#results.has(name) || this.#unanswered.has(name)) continue;
      if (this.#waiting.has(name)) continue;
      this.#waiting.add(name);
      this.#total += 1;
    }
    // Whoever renders may want the same again and again: what adds nothing changes nothing.
    if (this.#waiting.size > before) this.resume();
  }

  /** These go before all others. */
  prefer(names: readonly string[]): void {
    this.#onScreen = names;
  }

  /** What was computed stays. */
  stop(): void {
    this.stopped = this.#waiting.size > 0;
    this.#abort?.abort();
    this.changed();
  }

  /** Goes on where it was stopped. */
  resume(): void {
    this.stopped = false;
    if (this.#abort === null && this.#waiting.size > 0) void this.#work();
    this.changed();
  }

  #next(): readonly string[] {
    const seen = this.#onScreen.filter((name) => this.#waiting.has(name));
    return (seen.length > 0 ? seen : [...this.#waiting]).slice(0, batchSize);
  }

  async #work(): Promise<void> {
    const abort = new AbortController();
    this.#abort = abort;
    this.error = null;
    try {
      while (this.#waiting.size > 0) {
        const batch = this.#next();
        const answer = await this.#rpc.request(
          'artifact/statistics',
          { tensors: batch },
          {
            signal: abort.signal,
            onReport: (report) => {
              this.message = report.message;
              if (report.tensor !== undefined) this.#keep(report.tensor);
              this.changed();
            },
          },
        );
        answer.tensors.forEach((figures) => {
          this.#keep(figures);
        });
        for (const name of batch) if (this.#waiting.delete(name)) this.#unanswered.add(name);
        this.changed();
      }
    } catch (error) {
      if (!isCancelled(error)) {
        this.error = errorData(error);
        this.stopped = this.#waiting.size > 0;
      }
    }
    this.#abort = null;
    this.changed();
  }

  #keep(figures: TensorStatistics): void {
    this.#results.set(figures.name, figures);
    this.#waiting.delete(figures.name);
  }
}
