// @ts-check
import { join } from 'node:path';
import { filesBelow, hashOf } from './hash.mjs';
import { makeOnce } from './make-once.mjs';
import { interpreterOf } from './oracle.mjs';
import { cacheFolder, inClone } from './places.mjs';
import { run } from './run.mjs';
import { step } from './steps.mjs';

/**
 * What the tests read, saved by TensorFlow and Keras themselves; made again when its makers change.
 *
 * @param {string} environment from `oracleEnvironment()`
 * @returns {Promise<string>} the folder
 */
export function fixtures(environment) {
  const makers = filesBelow(inClone('test', 'fixtures'), (name) => name === '__pycache__');
  const target = join(cacheFolder(), `fixtures-${hashOf(makers.filter(isMaker), [environment])}`);
  return makeOnce(target, (folder) =>
    step('Making fixtures with TensorFlow', (report) => {
      const all = inClone('test', 'fixtures', 'make', 'all.py');
      return run(interpreterOf(environment), ['-B', all, folder], { onLine: report }).then(
        () => undefined,
      );
    }),
  );
}

/** @param {string} file */
const isMaker = (file) => file.endsWith('.py') || file.endsWith('.txt');
