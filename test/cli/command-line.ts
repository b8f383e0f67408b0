import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export const samples = {
  recommender: `${root}samples/recommender`,
  trainingRun: `${root}samples/training-run`,
};

/** For `test`'s `skip`: why no model can be run here, or false. */
export const withoutTensorflow: string | false =
  process.env['SAVED_MODEL_ORACLE_PYTHON'] === undefined &&
  'no TensorFlow: run `npm test -- oracle`, which installs one';

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The one document on standard output. Read only where it was asked for. */
  readonly json: () => Record<string, unknown>;
}

/** Runs `saved-model` as it is built, with the words; a code that is no number means that it was killed. */
export function savedModel(...words: readonly string[]): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const cli = `${root}dist/cli.js`;
    const options = { maxBuffer: 64 * 1024 ** 2 };
    execFile(process.execPath, [cli, ...words], options, (error, stdout, stderr) => {
      const code = error ? error.code : 0;
      if (typeof code !== 'number') reject(error ?? new Error('no exit code'));
      else {
        const json = () => JSON.parse(stdout) as Record<string, unknown>;
        resolve({ code, stdout, stderr, json });
      }
    });
  });
}
