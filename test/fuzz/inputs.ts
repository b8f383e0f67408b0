import { isUnderChecksum } from './checksums.ts';
import { few, oneIn, randomOf } from './random.ts';
import type { Room } from './rooms.ts';
import { mutateFiles, type Files, type Subject } from './subject.ts';

/** What a reader is tried on. */
export interface Input {
  /** What it was made from, and how. */
  readonly name: string;
  readonly files: Files;
  /** What is opened. */
  readonly path: string;
  /** Of what it was made from, where a checksum covers the only byte that is another: the reader must complain. */
  readonly mustComplain?: Subject;
}

/** Inputs by their number: each is made when it is asked for, and is the same whoever asks. */
export interface Inputs {
  readonly count: number;
  readonly at: (index: number) => Input;
}

/** What is to be tried: so many, by a seed, or for null every flip and cut. */
export interface Wanted {
  readonly seed: number;
  readonly count: number | null;
}

export function inputsOf(
  room: Room,
  subjects: readonly Subject[],
  { seed, count }: Wanted,
): Inputs {
  return count === null
    ? everyFlipAndCut(room, subjects)
    : changedInputs(room, subjects, { seed, count });
}

/** As many as wanted, each changed in some way that only chance and its number tell. */
export function changedInputs(
  room: Room,
  subjects: readonly Subject[],
  { seed, count }: { readonly seed: number; readonly count: number },
): Inputs {
  return {
    count,
    at: (index) => {
      const random = randomOf(seed, index);
      // Small ones are as good and take less time.
      const subject = subjects[few(random, subjects.length) - 1];
      if (!subject) throw new Error('There is nothing to begin with.');
      const files =
        room.alsoMutate && oneIn(random, 4)
          ? room.alsoMutate(subject.files, random)
          : mutateFiles(subject, subjects, room.mutators, random);
      return { name: subject.name, files, path: subject.path };
    },
  };
}

/** Bytes of a file of which every bit is flipped. */
const largestFlipped = 16 * 1024;

/** Every bit of every small file flipped, by itself, and every file cut off at every byte. */
export function everyFlipAndCut(room: Room, subjects: readonly Subject[]): Inputs {
  const files = subjects.flatMap((subject) =>
    [...subject.files]
      .filter(([, { length }]) => length <= largestFlipped)
      .map(([file, bytes]) => ({ subject, file, bytes, ways: bytes.length * 9 })),
  );
  const covered = new Map<string, (at: number) => boolean>();
  return {
    count: files.reduce((sum, { ways }) => sum + ways, 0),
    at: (index) => {
      let left = index;
      const found = files.find(({ ways }) => {
        if (left < ways) return true;
        left -= ways;
        return false;
      });
      if (!found) throw new RangeError(`There is no input ${index}.`);
      const { subject, file, bytes } = found;
      const [at, way] = [Math.floor(left / 9), left % 9];
      const name = `${subject.name}: ${file}, ${way === 8 ? 'cut off at' : `bit ${way} flipped in`} byte ${at}`;
      const changed = bytes.slice(0, way === 8 ? at : bytes.length);
      if (way < 8) changed[at] = (changed[at] ?? 0) ^ (1 << way);
      const key = `${subject.name}\0${file}`;
      const isCovered = covered.get(key) ?? isUnderChecksum(subject.files, file);
      covered.set(key, isCovered);
      return {
        name,
        files: new Map(subject.files).set(file, changed),
        path: subject.path,
        ...(room.readsAll && way < 8 && isCovered(at) ? { mustComplain: subject } : {}),
      };
    },
  };
}
