/**
 * Random numbers in [0, 1) that the seed decides: the same seed gives the same sample everywhere. Mulberry32, a
 * generator with 32 bits of state whose output passes gjrand's tests; not for secrets.
 */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `count` of the numbers below `of`, ascending, each as likely as any other (Knuth's selection sampling, algorithm S). */
export function sampleBelow(of: number, count: number, random: () => number): Uint32Array {
  const chosen = new Uint32Array(Math.min(count, of));
  let taken = 0;
  for (let at = 0; at < of && taken < chosen.length; at++) {
    if ((of - at) * random() < chosen.length - taken) chosen[taken++] = at;
  }
  return chosen;
}
