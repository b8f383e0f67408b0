// @ts-check
import { inClone } from './places.mjs';
import { CommandFailed, run, show } from './run.mjs';
import { step } from './steps.mjs';

/** Our own command line, as it was built. */
export const commandLine = inClone('dist', 'cli.js');

/**
 * Finds or fetches the TensorFlow that runs models, and compiles the addon for it.
 *
 * @param {Record<string, string>} [env] where to look, beside our own environment
 */
export async function setUpRuntime(env = {}) {
  const words = [commandLine, 'doctor', '--setup'];
  if (!process.stderr.isTTY) {
    await step('Setting TensorFlow up', (report) =>
      run(process.execPath, words, { env, onLine: report }),
    );
    return;
  }
  // On a terminal it shows by itself how much of the download is here.
  const code = await show(process.execPath, words, { env, stdout: 'ignore' });
  if (code !== 0) throw new CommandFailed('saved-model doctor --setup', code, '');
}
