// @ts-check
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fixtures } from './fixtures.mjs';
import { hashOf } from './hash.mjs';
import { makeOnce } from './make-once.mjs';
import { interpreterOf, oracleEnvironment, whyNoOracle } from './oracle.mjs';
import { cacheFolder, inClone } from './places.mjs';
import { run } from './run.mjs';
import { step } from './steps.mjs';

/** Scripts in test/oracle/support that write files and tell what their library reads of them. */
const scripts = ['arrays', 'graphs', 'keras_files', 'hdf5_files'];

/** @param {string} script */
const pathOf = (script) => inClone('test', 'oracle', 'support', `${script}.py`);

/**
 * Sound files that TensorFlow, Keras, NumPy and h5py wrote, to make damaged ones from: what the fuzzer's processes
 * need in their environment. Empty where there is no TensorFlow; the samples and what our own writers make are left.
 *
 * @returns {Promise<Record<string, string>>}
 */
export async function fuzzCorpus() {
  const environment = await oracleEnvironment();
  if (!environment) {
    console.error(`Without files that TensorFlow wrote: ${await whyNoOracle()}.`);
    return {};
  }
  const hash = hashOf(scripts.map(pathOf), [environment]);
  const made = await makeOnce(join(cacheFolder(), `fuzz-${hash}`), (folder) =>
    step('Making files with Python', async (report) => {
      for (const script of scripts) {
        report(script);
        await mkdir(join(folder, script), { recursive: true });
        await run(interpreterOf(environment), ['-B', pathOf(script), join(folder, script)]);
      }
    }),
  );
  return { SAVED_MODEL_FIXTURES: await fixtures(environment), SAVED_MODEL_MADE: made };
}
