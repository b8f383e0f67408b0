import { few, oneIn, pick, type Random } from './random.ts';
import { crossed, mutateBytes, type Mutator } from './mutate/bytes.ts';

/** The files of an artifact, by their path in its folder. */
export type Files = ReadonlyMap<string, Uint8Array>;

/** A sound artifact that inputs are made from. */
export interface Subject {
  readonly name: string;
  readonly files: Files;
  /** What is opened, where the room does not say it: a file, or a checkpoint's prefix. */
  readonly path: string;
}

/** Mutators by the names of files; one that none fits is changed byte by byte. */
export type MutatorsByName = readonly (readonly [name: RegExp, mutate: Mutator])[];

/** Changes one file or a few, each by its own rules; seldom what files there are. */
export function mutateFiles(
  { files }: Subject,
  subjects: readonly Subject[],
  mutators: MutatorsByName,
  random: Random,
): Files {
  const changed = new Map(files);
  for (let rounds = few(random, 3); rounds > 0; rounds--) {
    const [path, bytes] = pick(random, [...changed]);
    switch (random(40)) {
      case 0:
        changed.delete(path);
        break;
      case 1:
        changed.set(path, new Uint8Array(0));
        break;
      case 2: {
        const [other, there] = pick(random, [...changed]);
        changed.set(path, there).set(other, bytes);
        break;
      }
      case 3:
        changed.set(`${path}${pick(random, ['.bak', '0', '/x', '_temp_1/part'])}`, bytes);
        break;
      case 4:
      case 5: {
        const [, other] = pick(random, [...pick(random, subjects).files]);
        changed.set(path, crossed(bytes, other, random));
        break;
      }
      default: {
        const structured = mutators.find(([name]) => name.test(path))?.[1];
        const mutate = !structured || oneIn(random, 8) ? mutateBytes : structured;
        changed.set(path, mutate(bytes, random));
      }
    }
    if (changed.size === 0) break;
  }
  return changed;
}

/** Bytes of all files together. */
export function sizeOf(files: Files): number {
  return [...files.values()].reduce((sum, { length }) => sum + length, 0);
}
