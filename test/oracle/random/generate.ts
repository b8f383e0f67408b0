import { fileURLToPath } from 'node:url';
import { linesOfPython } from '../support/python-lines.ts';
import { families, type Answer, type Family, type Refused } from './answer.ts';

const script = fileURLToPath(new URL('make.py', import.meta.url));

/** Models that one process makes: Keras keeps something of every one. */
const perProcess = 40;

/**
 * Makes random artifacts below a folder and hands each out as soon as it is there. Number and seed alone decide what
 * one is; numbers go to the families in turn.
 * @param living the families that the environment has
 * @param python of an environment with TensorFlow, Keras 2 and 3, h5py and NumPy
 */
export async function* generate(
  python: string,
  folder: string,
  seed: number,
  numbers: readonly number[],
  living: readonly Family[] = families,
): AsyncGenerator<Answer | Refused, void, undefined> {
  for (const [place, family] of living.entries()) {
    const own = numbers.filter((number) => number % living.length === place);
    for (let from = 0; from < own.length; from += perProcess) {
      const some = own.slice(from, from + perProcess);
      const words = [script, folder, String(seed), family, ...some.map(String)];
      yield* linesOfPython<Answer | Refused>(python, words, some.length);
    }
  }
}
