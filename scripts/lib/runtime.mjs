// @ts-check
import { inClone } from './places.mjs';
import { run } from './run.mjs';
import { step } from './steps.mjs';

/** Our own command line, as it was built. */
export const commandLine = inClone('dist', 'cli.js');

/**
 * Finds or fetches the TensorFlow that runs models, and compiles the addon for it.
 *
 * @param {Record<string, string>} [env] where to look, beside our own environment
 */
export async function setUpRuntime(env = {}) {
  await step('Setting TensorFlow up', (report) =>
    run(process.execPath, [commandLine, 'doctor', '--setup'], { env, onLine: report }),
  );
}
