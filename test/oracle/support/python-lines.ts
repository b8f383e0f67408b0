import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/**
 * Hands out what a script of Python prints, a value of JSON for each of the things that it was asked for, as soon as
 * it is there.
 * @param words the script and its arguments
 * @throws Error with what Python complained of, where it ends badly or before all of them
 */
export async function* linesOfPython<T>(
  python: string,
  words: readonly string[],
  asked: number,
): AsyncGenerator<T, void, undefined> {
  const child = spawn(python, ['-B', ...words], {
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
    yield JSON.parse(line) as T;
  }
  const code = await ended;
  if (code !== 0 || count !== asked) {
    throw new Error(
      `Python made ${String(count)} of ${String(asked)} and ended with ${String(code)}.\n${complaints}`,
    );
  }
}
