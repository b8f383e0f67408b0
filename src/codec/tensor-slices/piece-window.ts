/** A part of a piece's bytes in memory that only moves forward. Offsets are of the elements as they are handed out. */
export abstract class PieceWindow {
  #bytes: Uint8Array = new Uint8Array(0);
  /** Where `#bytes` begins in the piece. */
  #start = 0;

  /** Copies what it has of the bytes from `offset` on into `target`; returns how many bytes. */
  copy(offset: number, target: Uint8Array): number {
    const from = offset - this.#start;
    if (from < 0 || from >= this.#bytes.length) return 0;
    const part = this.#bytes.subarray(from, from + target.length);
    target.set(part);
    return part.length;
  }

  /** Moves on, until it holds the byte at `start`. */
  abstract load(start: number): Promise<void>;

  protected hold(start: number, bytes: Uint8Array): void {
    this.#start = start;
    this.#bytes = bytes;
  }
}
