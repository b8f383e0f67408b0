import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
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
      yield* made(python, folder, seed, family, own.slice(from, from + perProcess));
    }
  }
}

async function* made(
  python: string,
  folder: string,
  seed: number,
  family: Family,
  numbers: readonly number[],
): AsyncGenerator<Answer | Refused, void, undefined> {
  const words = ['-B', script, folder, String(seed), family, ...numbers.map(String)];
  const child = spawn(python, words, {
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', CUDA_VISIBLE_DEVICES: '-1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints = (complaints + text).slice(-4000);
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve);
  });
  let count = 0;
  for await (const line of createInterface(child.stdout)) {
    count++;
    yield JSON.parse(line) as Answer | Refused;
  }
  const code = await ended;
  if (code !== 0 || count !== numbers.length) {
    throw new Error(
      `${family}: Python made ${String(count)} of ${String(numbers.length)} and ended with ${String(code)}.\n${complaints}`,
    );
  }
}
