import { few, oneIn, otherNumber, pick, type Random } from '../random.ts';
import { mutateBytes, overwritten, type Mutator } from './bytes.ts';

/** What structures of a file begin with (HDF5 File Format Specification 4.0). */
const signatures = [
  '\x89HDF',
  'TREE',
  'HEAP',
  'SNOD',
  'GCOL',
  'OHDR',
  'OCHK',
  'FRHP',
  'FHDB',
  'BTHD',
  'BTLF',
];

/** Bytes behind a signature in which the structure's own fields lie. */
const structureBytes = 64;

/** Addresses that are looked for; a small file has some hundred. */
const mostAddresses = 2000;

/**
 * Changes an HDF5 file where it says where things are: fields of its structures, and addresses that lead to another
 * structure, or around in a circle.
 */
export const mutateHdf5: Mutator = (bytes, random) => {
  if (oneIn(random, 5)) return mutateBytes(bytes, random);
  let changed = bytes;
  for (let rounds = few(random, 4); rounds > 0; rounds--) changed = change(changed, random);
  return changed;
};

function change(bytes: Uint8Array, random: Random): Uint8Array {
  const places = structures(bytes);
  if (places.length === 0) return mutateBytes(bytes, random);
  if (oneIn(random, 3)) {
    const addresses = addressesIn(bytes);
    if (addresses.length > 0) {
      const to = pick(random, addresses);
      const from = oneIn(random, 3) ? number(8, random, 0) : bytes.slice(to, to + 8);
      const at = pick(random, addresses);
      return overwritten(
        bytes,
        at,
        oneIn(random, 3) ? number(8, random, pick(random, places)) : from,
      );
    }
  }
  const at = pick(random, places) + random(structureBytes);
  return overwritten(bytes, at, number(pick(random, [1, 2, 4, 8]), random, bytes[at] ?? 0));
}

function number(width: number, random: Random, instead: number): Uint8Array {
  const field = new Uint8Array(8);
  const value = oneIn(random, 3) ? BigInt(instead) : otherNumber(random, BigInt(instead));
  new DataView(field.buffer).setBigUint64(0, value, true);
  return field.subarray(0, width);
}

function structures(bytes: Uint8Array): number[] {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return signatures.flatMap((signature) => {
    const places: number[] = [];
    for (let at = file.indexOf(signature, 0, 'latin1'); at >= 0 && places.length < 50;) {
      places.push(at);
      at = file.indexOf(signature, at + 1, 'latin1');
    }
    return places;
  });
}

/** Where eight bytes stand that could be a place in the file. */
function addressesIn(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: number[] = [];
  for (let at = 0; at + 8 <= bytes.length && found.length < mostAddresses; at += 8) {
    const value = view.getUint32(at, true);
    const isPlace = view.getUint32(at + 4, true) === 0 && value >= 48 && value < bytes.length;
    if (isPlace) found.push(at);
  }
  return found;
}
