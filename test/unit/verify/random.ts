/** Numbers for property tests: the same ones in every run. */
export interface RandomNumbers {
  /** 0 … limit − 1 */
  readonly integer: (limit: number) => number;
  /** Finite doubles of all magnitudes. */
  readonly float: () => number;
  readonly bytes: (length: number) => Uint8Array;
}

export function randomNumbers(seed: number): RandomNumbers {
  let state = seed >>> 0;
  // xorshift32
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, () => next() & 0xff);
  const float = (): number => {
    for (;;) {
      const value = new DataView(bytes(8).buffer).getFloat64(0);
      if (Number.isFinite(value)) return value;
    }
  };
  return { integer: (limit) => next() % limit, float, bytes };
}
