import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { VerifyContext } from '../../../src/verify/verify-artifact.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** The oracle's interpreter: its TensorFlow runs the models on both sides, so that bits may be compared. */
export const python = process.env['SAVED_MODEL_ORACLE_PYTHON'];

/** For `test`'s `skip`: why no model can be run here, or false. */
export const withoutOracle: string | false =
  python === undefined && 'no TensorFlow: run `npm test -- oracle`, which installs one';

/** What running a model takes: the bundled runner, and the oracle's TensorFlow. */
export const context: VerifyContext = {
  runnerPath: path.join(root, 'dist', 'runner.cjs'),
  ...(python === undefined ? {} : { python }),
};

/** A model, and the prediction file whose inputs Python is to run it on. */
export interface ReloadRequest {
  readonly name: string;
  readonly model: string;
  readonly tags: readonly string[];
  readonly inputs: string;
}

export interface Reloaded {
  /** A prediction file with what Python predicted. */
  readonly file: string;
  /** Bytes of each output, as reload.py describes them. */
  readonly bytes: (output: string) => Promise<Buffer>;
}

/** What TensorFlow in Python predicts with each model, all in one process; the files live as long as `use` takes. */
export async function reloadedInPython<T>(
  requests: readonly ReloadRequest[],
  use: (reloaded: (name: string) => Reloaded) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'saved-model-reload-'));
  try {
    const out = (name: string) => path.join(folder, `${name}.json`);
    const file = path.join(folder, 'requests.json');
    await writeFile(
      file,
      JSON.stringify(requests.map(({ name, ...rest }) => ({ ...rest, out: out(name) }))),
    );
    await promisify(execFile)(
      python ?? '',
      ['-B', path.join(root, 'test/oracle/reload.py'), file],
      {
        env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', CUDA_VISIBLE_DEVICES: '-1' },
      },
    );
    return await use((name) => ({
      file: out(name),
      bytes: (output) => readFile(`${out(name)}.${output}.bin`),
    }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
