/** Milliseconds between two questions. */
export const interval = 2500;

/** A question that is open for so many intervals was not heard: 10 s, a thousand times what the server promises. */
const patience = 4;

/**
 * Notices that a process which owes an answer does not even say that it is there. Long work is no silence: the
 * server yields every 10 ms and answers in between. It counts its own ticks instead of looking at a clock, because
 * the time that a machine sleeps is nobody's silence.
 */
export class Liveness {
  readonly #ask: () => Promise<unknown>;
  readonly #onChange: (silent: boolean) => void;
  #expected = 0;
  #timer: NodeJS.Timeout | undefined;
  /** Intervals since the question that is open; null where none is. */
  #open: number | null = null;
  #silent = false;

  /** `ask`: a question that costs nothing. `onChange`: told when it falls silent, and when it speaks again. */
  constructor(ask: () => Promise<unknown>, onChange: (silent: boolean) => void) {
    this.#ask = ask;
    this.#onChange = onChange;
  }

  /** It is looked after until this answer, which may take as long as it takes, has come. */
  expect(answer: Promise<unknown>): void {
    this.#expected += 1;
    this.#timer ??= setInterval(() => {
      this.#tick();
    }, interval);
    const came = (): void => {
      this.#expected -= 1;
      this.#heard();
    };
    answer.then(came, came);
  }

  dispose(): void {
    clearInterval(this.#timer);
    this.#change(false);
  }

  #tick(): void {
    if (this.#open === null) {
      this.#open = 0;
      const heard = (): void => {
        this.#open = null;
        this.#heard();
      };
      this.#ask().then(heard, heard);
      return;
    }
    this.#open += 1;
    if (this.#open >= patience) this.#change(true);
  }

  /** Any answer is a sign of life. */
  #heard(): void {
    if (this.#open !== null) this.#open = 0;
    this.#change(false);
    if (this.#expected > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #change(silent: boolean): void {
    if (silent === this.#silent) return;
    this.#silent = silent;
    this.#onChange(silent);
  }
}
