import { fileURLToPath } from 'node:url';
import { addTo } from '../../../src/core/multimap.ts';
import { linesOfPython } from '../support/python-lines.ts';
import type { Family, Made } from './answer.ts';

const script = fileURLToPath(new URL('make.py', import.meta.url));

/** Models that one process makes: Keras keeps something of every one. */
const perProcess = 25;

/** Who makes the next model; plain modules have the fewest kinds. */
const turns: readonly Family[] = ['keras3', 'keras2', 'keras3', 'keras2', 'module'];

/**
 * Makes random models below a folder, saves each in every way that can hold it, and hands it out as soon as it is
 * there. Number and seed alone decide what one is.
 * @param python of an environment with TensorFlow, Keras 2 and 3
 */
export async function* generate(
  python: string,
  folder: string,
  seed: number,
  numbers: readonly number[],
): AsyncGenerator<Made, void, undefined> {
  const asked = new Map<Family, string[]>();
  for (const number of numbers) {
    const family = turns[number % turns.length] ?? 'module';
    const before = turns.slice(0, number % turns.length).filter((each) => each === family).length;
    const each = turns.filter((one) => one === family).length;
    const turn = Math.floor(number / turns.length) * each + before + seed;
    addTo(asked, family, `${String(number)}:${String(turn)}`);
  }
  for (const [family, all] of asked) {
    for (let from = 0; from < all.length; from += perProcess) {
      const some = all.slice(from, from + perProcess);
      yield* linesOfPython<Made>(
        python,
        [script, folder, String(seed), family, ...some],
        some.length,
      );
    }
  }
}
