import { otherNumber, few, oneIn, pick, type Random } from '../random.ts';

/** Changes some bytes; what is in them is not looked at. */
export type Mutator = (bytes: Uint8Array, random: Random) => Uint8Array;

/** Flipped bits, bytes left out, doubled, put in or overwritten, numbers in all widths, the end cut off. */
export const mutateBytes: Mutator = (bytes, random) => {
  let changed = bytes;
  for (let rounds = few(random, 4); rounds > 0; rounds--) changed = changeOnce(changed, random);
  return changed;
};

function changeOnce(bytes: Uint8Array, random: Random): Uint8Array {
  const at = random(bytes.length + 1);
  switch (random(9)) {
    case 0:
    case 1:
      return overwritten(bytes, at, [(bytes[at] ?? 0) ^ (1 << random(8))]);
    case 2:
      return overwritten(bytes, at, [pick(random, [0, 1, 0x7f, 0x80, 0xff, random(256)])]);
    case 3:
      return replaced(bytes, at, few(random, 64), new Uint8Array(0));
    case 4: {
      const from = random(bytes.length + 1);
      return replaced(bytes, at, 0, bytes.subarray(from, from + few(random, 64)));
    }
    case 5:
      return replaced(
        bytes,
        at,
        0,
        Uint8Array.from({ length: few(random, 16) }, () => random(256)),
      );
    case 6: {
      const from = random(bytes.length + 1);
      return overwritten(bytes, at, bytes.subarray(from, from + few(random, 64)));
    }
    case 7:
      return overwritten(bytes, at, number(random, bytes[at] ?? 0));
    default:
      return oneIn(random, 4) ? bytes.subarray(0, at) : overwritten(bytes, at, [0xff, 0xff]);
  }
}

/** A number as fixed-width fields of files have them. */
function number(random: Random, instead: number): Uint8Array {
  const width = pick(random, [2, 4, 8]);
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, otherNumber(random, BigInt(instead)), true);
  const field = bytes.subarray(0, width);
  return oneIn(random, 4) ? field.reverse() : field;
}

/** The bytes with those from `at` on written over, as many as there are. */
export function overwritten(bytes: Uint8Array, at: number, by: ArrayLike<number>): Uint8Array {
  const changed = bytes.slice();
  for (let index = 0; index < by.length && at + index < changed.length; index++) {
    changed[at + index] = by[index] ?? 0;
  }
  return changed;
}

/** The bytes with `count` of them, from `at` on, in exchange for others. */
export function replaced(bytes: Uint8Array, at: number, count: number, by: Uint8Array): Uint8Array {
  return joined([bytes.subarray(0, at), by, bytes.subarray(at + count)]);
}

/** The beginning of one and the end of another. */
export function crossed(one: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  return joined([
    one.subarray(0, random(one.length + 1)),
    other.subarray(random(other.length + 1)),
  ]);
}

/** All of them, one after the other. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
