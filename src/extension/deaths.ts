/** Counts deaths within a while, to tell an accident from a process that dies whenever it starts. */
export class Deaths {
  readonly #most: number;
  readonly #milliseconds: number;
  #times: number[] = [];

  /** `most` deaths within `milliseconds` are too many. */
  constructor(most: number, milliseconds: number) {
    this.#most = most;
    this.#milliseconds = milliseconds;
  }

  /** @param time milliseconds since 1970 */
  add(time: number): void {
    this.#times = this.#times.filter((earlier) => time - earlier < this.#milliseconds);
    this.#times.push(time);
  }

  get count(): number {
    return this.#times.length;
  }

  get tooMany(): boolean {
    return this.count >= this.#most;
  }

  forget(): void {
    this.#times = [];
  }
}
