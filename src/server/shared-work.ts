import { orCancelled } from '../core/or-cancelled.ts';
import type { Progress } from '../protocol/requests.ts';

/** Somebody who waits, and is told how far it is. */
export interface Waiting<R = Progress> {
  readonly signal: AbortSignal;
  readonly report: (report: R) => void;
}

/** One computation, and all who wait for it. */
interface Shared<T, R> {
  readonly result: Promise<T>;
  readonly abort: AbortController;
  readonly waiting: Set<Waiting<R>>;
  /** What was reported last. */
  readonly told: { last: R | null };
  done: boolean;
}

/**
 * Results by key, each computed once however many ask, now or later; what nobody waits for any more is stopped. Of more
 * results than are kept the one that was asked for longest ago is computed again.
 */
export class SharedWork<T, R = Progress> {
  readonly #most: number;
  readonly #works = new Map<string, Shared<T, R>>();

  /** @param most results that are kept */
  constructor(most: number) {
    this.#most = most;
  }

  /** @throws AppError `cancelled` when the caller's signal fires, and what `make` throws */
  async of(key: string, waiting: Waiting<R>, make: (call: Waiting<R>) => Promise<T>): Promise<T> {
    const shared = this.#works.get(key) ?? this.#begin(key, make);
    // The one that was asked for last stands last.
    this.#works.delete(key);
    this.#works.set(key, shared);
    shared.waiting.add(waiting);
    if (shared.told.last !== null && !shared.done) waiting.report(shared.told.last);
    try {
      return await orCancelled(shared.result, waiting.signal);
    } finally {
      shared.waiting.delete(waiting);
      if (shared.waiting.size === 0 && !shared.done) this.#end(key, shared);
    }
  }

  /** Computes it anew for who asks next; who waits for it gets what was asked for. */
  forget(key: string): void {
    this.#works.delete(key);
  }

  #begin(key: string, make: (call: Waiting<R>) => Promise<T>): Shared<T, R> {
    const abort = new AbortController();
    const waiting = new Set<Waiting<R>>();
    // It may report before it has returned.
    const told: Shared<T, R>['told'] = { last: null };
    const result = make({
      signal: abort.signal,
      report: (report) => {
        told.last = report;
        for (const each of waiting) each.report(report);
      },
    });
    const shared: Shared<T, R> = { result, abort, waiting, told, done: false };
    this.#works.set(key, shared);
    result.then(
      () => {
        shared.done = true;
        this.#dropOldest();
      },
      () => {
        this.#end(key, shared);
      },
    );
    return shared;
  }

  #end(key: string, shared: Shared<T, R>): void {
    shared.abort.abort();
    if (this.#works.get(key) === shared) this.#works.delete(key);
  }

  #dropOldest(): void {
    let kept = [...this.#works.values()].filter(({ done }) => done).length;
    for (const [key, shared] of this.#works) {
      if (kept <= this.#most) return;
      if (!shared.done) continue;
      this.#works.delete(key);
      kept--;
    }
  }
}
