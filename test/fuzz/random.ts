import { seededRandom } from '../support/seeded-random.ts';

/** The next whole number from 0 up to below its argument. */
export type Random = (below: number) => number;

/** Numbers of one input: the same for the same seed and place, whatever was made before it and by which process. */
export function randomOf(seed: number, index: number): Random {
  const next = seededRandom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
  return (below) => Math.floor(next() * below);
}

/** One of a list, which is not empty. */
export function pick<T>(random: Random, from: readonly T[]): T {
  return from[random(from.length)] as T;
}

/** True once in so many times. */
export function oneIn(random: Random, times: number): boolean {
  return random(times) === 0;
}

/** A number from 1 to `most` that is more often small. */
export function few(random: Random, most: number): number {
  return 1 + Math.floor((random(1000) / 1000) ** 3 * most);
}

/** Numbers at which arithmetic, signs and limits turn over, and those that files state. */
export const turningPoints: readonly bigint[] = [
  ...[0n, 1n, 2n, 3n, 4n, 7n, 8n, 16n, 63n, 64n, 100n, 127n, 128n, 254n, 255n, 256n, 4095n, 4096n],
  ...[16n, 24n, 30n, 31n, 32n, 40n, 53n, 62n, 63n, 64n].flatMap((bits) => {
    const power = 1n << bits;
    return [power - 1n, power, power + 1n];
  }),
  10n ** 12n,
  // −1 … −3, as int64 stand in a varint
  ...[1n, 2n, 3n].map((below) => 2n ** 64n - below),
].map((value) => BigInt.asUintN(64, value));

/** A number that a file could state where it states another: near it, at a turning point, or anything. */
export function otherNumber(random: Random, instead: bigint): bigint {
  switch (random(6)) {
    case 0:
      return BigInt.asUintN(64, instead + BigInt(random(9) - 4));
    case 1:
      return BigInt.asUintN(64, instead * BigInt(2 + random(300)));
    case 2:
      return BigInt(random(300));
    case 3:
      return BigInt.asUintN(64, ~instead);
    default:
      return pick(random, turningPoints);
  }
}
