/** Smallest and largest of 64-bit integers, exact, which their nearest float64 are not. */
export class WideExtremes {
  readonly #signed: boolean;
  #minHigh = Infinity;
  #minLow = 0;
  #maxHigh = -Infinity;
  #maxLow = 0;

  constructor(signed: boolean) {
    this.#signed = signed;
  }

  /** @param bytes little-endian integers, beginning at a multiple of 8 in its buffer */
  add(bytes: Uint8Array): void {
    // Compared as two words: a bigint for every element would take a hundred times as long.
    const words = bytes.length / 4;
    const { buffer, byteOffset } = bytes;
    const low = new Uint32Array(buffer, byteOffset, words);
    const high = this.#signed
      ? new Int32Array(buffer, byteOffset, words)
      : new Uint32Array(buffer, byteOffset, words);
    for (let i = 0; i + 1 < words; i += 2) {
      const h = high[i + 1] as number;
      const l = low[i] as number;
      if (h < this.#minHigh || (h === this.#minHigh && l < this.#minLow)) {
        this.#minHigh = h;
        this.#minLow = l;
      }
      if (h > this.#maxHigh || (h === this.#maxHigh && l > this.#maxLow)) {
        this.#maxHigh = h;
        this.#maxLow = l;
      }
    }
  }

  /** null where there was no value. */
  figures(): { readonly min: bigint; readonly max: bigint } | null {
    if (this.#minHigh === Infinity) return null;
    return {
      min: (BigInt(this.#minHigh) << 32n) + BigInt(this.#minLow),
      max: (BigInt(this.#maxHigh) << 32n) + BigInt(this.#maxLow),
    };
  }
}
