import { throwIfCancelled } from './cancel.ts';

/** How long a loop may hold the event loop, milliseconds. */
const turn = 10;

/**
 * Lets a long loop be cancelled and others be answered: `due` is true every 10 ms, and `pause` gives the event
 * loop its turn. Two steps, because awaiting in every round would cost more than the work of a short one.
 */
export class Pacer {
  readonly #signal: AbortSignal | undefined;
  #since = Date.now();

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
  }

  get due(): boolean {
    return Date.now() - this.#since >= turn;
  }

  /** @throws AppError `cancelled` when the signal fired in the meantime */
  async pause(): Promise<void> {
    await new Promise<void>((resolve) => {
      setTimeout(resolve, 0);
    });
    throwIfCancelled(this.#signal);
    this.#since = Date.now();
  }
}
