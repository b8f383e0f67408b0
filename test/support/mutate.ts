/** xorshift32: the same numbers in every run. @returns the next one, from 0 up to below its argument */
export function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** Bytes changed, left out, put in, or overwritten by the largest number that a varint can be, at up to three places. */
export function mutate(bytes: Uint8Array, random: (below: number) => number): Uint8Array {
  const changed = [...bytes];
  for (let count = 1 + random(3); count > 0; count--) {
    const at = random(changed.length + 1);
    switch (random(4)) {
      case 0:
        changed[Math.min(at, changed.length - 1)] = random(256);
        break;
      case 1:
        changed.splice(at, 1 + random(3));
        break;
      case 2:
        changed.splice(at, 0, random(256));
        break;
      default:
        changed.splice(at, 1, ...new Array<number>(1 + random(9)).fill(0xff), random(128));
    }
  }
  return Uint8Array.from(changed);
}
