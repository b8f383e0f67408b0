import type { ErrorData } from '../../src/protocol/errors.ts';
import type { Report } from '../../src/protocol/requests.ts';
import type { TensorStatistics } from '../../src/protocol/tensors.ts';
import { errorData, isCancelled, type FoundWork, type Rpc } from '../rpc.ts';
import type { Memory } from './memory.ts';
import { Observable } from './observable.ts';

type Method = 'artifact/statistics';

/**
 * Figures of every value of tensors. Those of whole tables are computed one tensor after the other, also while the
 * tab is hidden; those that somebody looks at are asked for beside them, and so come at once.
 */
export class Statistics extends Observable {
  readonly #rpc: Rpc;
  readonly #memory: Memory;
  readonly #results = new Map<string, TensorStatistics>();
  /** What was wanted since the last time that all was done. */
  #wanted = new Set<string>();
  /** Those of them that have no figures yet. */
  readonly #waiting = new Set<string>();
  /** Asked for and not answered; they would be asked for again for ever. */
  readonly #unanswered = new Set<string>();
  /** Asked for because somebody looks at them. */
  #ahead: { readonly names: ReadonlySet<string>; readonly abort: AbortController } | null = null;
  #abort: AbortController | null = null;
  #closed = false;
  /** What was computed before this page was there has come. */
  readonly #recalled: Promise<void>;
  error: ErrorData | null = null;
  /** Of the work under way, by the server's own account: "12 of 27 tensors". */
  message = '';

  constructor(rpc: Rpc, memory: Memory) {
    super();
    this.#rpc = rpc;
    this.#memory = memory;
    this.#recalled = this.#ask('computed');
    const found = rpc.found('artifact/statistics');
    if (found === null) return;
    for (const name of found.work.params.tensors) {
      this.#wanted.add(name);
      this.#waiting.add(name);
    }
    const { outcome } = found.work;
    if (outcome !== null && 'error' in outcome) this.error = outcome.error;
    else void this.#work(found);
  }

  of(name: string): TensorStatistics | undefined {
    return this.#results.get(name);
  }

  /** Whether its figures are on their way, so that their place is to be kept. */
  expects(name: string): boolean {
    if (this.#results.has(name)) return false;
    return this.#ahead?.names.has(name) === true || (this.running && this.#waiting.has(name));
  }

  get running(): boolean {
    return this.#abort !== null;
  }

  /** Whether a person has stopped them, or an error has, before all that was wanted was done. */
  get stopped(): boolean {
    const halted = this.#memory.get('tensors').stopped || this.error !== null;
    return halted && !this.running && this.#waiting.size > 0;
  }

  /** How many were wanted since the last time that all was done, and how many of those are done. */
  get progress(): { readonly done: number; readonly total: number } {
    const total = this.#wanted.size;
    return { done: total - this.#waiting.size, total };
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

  /** Adds to what is to be computed; nothing starts while they are stopped. */
  want(names: Iterable<string>): void {
    if (this.#waiting.size === 0) this.#wanted = new Set();
    const before = this.#wanted.size;
    for (const name of names) {
      this.#wanted.add(name);
      if (!this.#results.has(name) && !this.#unanswered.has(name)) this.#waiting.add(name);
    }
    if (this.#wanted.size === before) return;
    if (!this.#memory.get('tensors').stopped) this.#run();
    this.changed();
  }

  /** Rows that came into sight: of what is to be computed they go first. */
  prefer(names: readonly string[]): void {
    if (this.running) this.need(names.filter((name) => this.#waiting.has(name)));
  }

  /** Somebody looks at these, whatever else is wanted or stopped. */
  need(names: readonly string[]): void {
    const missing = names.filter((name) => !this.#results.has(name) && !this.#unanswered.has(name));
    if (missing.every((name) => this.#ahead?.names.has(name))) return;
    this.#ahead?.abort.abort();
    const ahead = { names: new Set(missing), abort: new AbortController() };
    this.#ahead = ahead;
    void this.#ask(missing, ahead.abort.signal).finally(() => {
      if (this.#ahead === ahead) this.#ahead = null;
    });
  }

  /** What was computed stays. */
  stop(): void {
    this.#memory.merge('tensors', { stopped: true });
    this.#abort?.abort();
    this.changed();
  }

  /** Goes on where it was stopped. */
  resume(): void {
    this.#memory.merge('tensors', { stopped: false });
    this.#run();
    this.changed();
  }

  /** The bytes are others now: what was asked for has no answer any more. */
  close(): void {
    this.#closed = true;
    this.#ahead?.abort.abort();
    this.#abort?.abort();
    this.#memory.merge('tensors', { stopped: false });
  }

  #run(): void {
    if (!this.running && this.#waiting.size > 0) void this.#work(null);
  }

  async #work(found: FoundWork<Method> | null): Promise<void> {
    const abort = new AbortController();
    this.#abort = abort;
    this.error = null;
    const options = { signal: abort.signal, onReport: this.#onReport };
    try {
      await found?.follow(options);
      await this.#recalled;
      while (this.#waiting.size > 0 && !abort.signal.aborted) {
        const tensors = [...this.#waiting];
        await this.#rpc.start('artifact/statistics', { tensors }, options);
        this.#answered(tensors);
      }
    } catch (error) {
      if (!isCancelled(error)) this.error = errorData(error);
      // By whichever of the ways there are: it does not go on by itself.
      else if (!this.#closed) this.#memory.merge('tensors', { stopped: true });
    }
    this.#abort = null;
    this.changed();
  }

  async #ask(tensors: readonly string[] | 'computed', signal?: AbortSignal): Promise<void> {
    try {
      await this.#rpc.request(
        'artifact/statistics',
        { tensors },
        { onReport: this.#onReport, ...(signal ? { signal } : {}) },
      );
      if (tensors !== 'computed') this.#answered(tensors);
    } catch (error) {
      if (isCancelled(error)) return;
      if (tensors !== 'computed') this.error = errorData(error);
      this.changed();
    }
  }

  /** Those of them that got no figures will not get any. */
  #answered(names: readonly string[]): void {
    for (const name of names) {
      if (this.#results.has(name)) continue;
      this.#waiting.delete(name);
      this.#unanswered.add(name);
    }
    this.changed();
  }

  readonly #onReport = ({ tensors, message }: Report<Method>): void => {
    this.message = message;
    for (const figures of tensors) {
      this.#results.set(figures.name, figures);
      this.#waiting.delete(figures.name);
    }
    this.changed();
  };
}
