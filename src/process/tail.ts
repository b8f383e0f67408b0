/** The last bytes of an output, however much was written. */
export class Tail {
  readonly #limit: number;
  #chunks: Buffer[] = [];
  #length = 0;

  /** @param limit bytes that are kept */
  constructor(limit: number) {
    this.#limit = limit;
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    // Cut only when twice the limit has gathered: every byte is copied once at most.
    if (this.#length >= 2 * this.#limit) this.#cut();
  }

  /** What was kept, as text; bytes that are not UTF-8 are replaced. */
  text(): string {
    this.#cut();
    return Buffer.concat(this.#chunks).toString('utf8');
  }

  #cut(): void {
    if (this.#length <= this.#limit) return;
    const kept = Buffer.from(Buffer.concat(this.#chunks).subarray(this.#length - this.#limit));
    this.#chunks = [kept];
    this.#length = kept.length;
  }
}
