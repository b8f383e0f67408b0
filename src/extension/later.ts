/** A value that is there or is on its way: who asks too early waits. It may go away and come again. */
export class Later<T> {
  #promise!: Promise<T>;
  #resolve!: (value: T) => void;
  #reject!: (reason: Error) => void;
  #settled = true;

  constructor() {
    this.clear();
  }

  get value(): Promise<T> {
    return this.#promise;
  }

  set(value: T): void {
    this.clear();
    this.#settled = true;
    this.#resolve(value);
  }

  /** Who waits, and who asks until it is cleared or set, gets this error. */
  fail(reason: Error): void {
    this.clear();
    this.#settled = true;
    this.#reject(reason);
  }

  /** From now on it is on its way; those who wait already wait on. */
  clear(): void {
    if (!this.#settled) return;
    this.#settled = false;
    this.#promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Nobody may be waiting when it fails.
    this.#promise.catch(() => undefined);
  }
}
