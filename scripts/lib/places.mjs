// @ts-check
import { homedir, platform } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The clone. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** A path inside the clone. @param {string[]} parts */
export const inClone = (...parts) => join(root, ...parts);

/**
 * Where everything that is downloaded or compiled goes, so that nothing is fetched twice: not for a second
 * clone, and not for an installed extension. The same folder as `src/runtime` uses.
 */
export function cacheFolder() {
  const { SAVED_MODEL_CACHE, XDG_CACHE_HOME } = process.env;
  if (SAVED_MODEL_CACHE) return resolve(SAVED_MODEL_CACHE);
  if (XDG_CACHE_HOME) return join(XDG_CACHE_HOME, 'saved-model');
  return platform() === 'darwin'
    ? join(homedir(), 'Library', 'Caches', 'saved-model')
    : join(homedir(), '.cache', 'saved-model');
}
