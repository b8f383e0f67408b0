import { homedir } from 'node:os';
import path from 'node:path';

/**
 * Where everything lies that is downloaded or compiled, for clone, command line and extension alike:
 *
 * - `wheels/` TensorFlow's wheel, as it was downloaded;
 * - `tensorflow-<version>-<platform>-<arch>/` the parts of it that run models;
 * - `addon/<key>/` tfjs-node's addon, compiled here;
 * - `compiler/` the compiler that is fetched where the machine has none;
 * - `packaged/` addons for packages, and `zig/` what that compiler keeps between them;
 * - `loads/` which TensorFlow was seen to load.
 *
 * Everything but `loads` can be deleted at any time at the price of making it again.
 */
export function cacheFolder(): string {
  const { SAVED_MODEL_CACHE, XDG_CACHE_HOME } = process.env;
  if (SAVED_MODEL_CACHE) return path.resolve(SAVED_MODEL_CACHE);
  if (XDG_CACHE_HOME) return path.join(XDG_CACHE_HOME, 'saved-model');
  return process.platform === 'darwin'
    ? path.join(homedir(), 'Library', 'Caches', 'saved-model')
    : path.join(homedir(), '.cache', 'saved-model');
}

export function inCache(...parts: string[]): string {
  return path.join(cacheFolder(), ...parts);
}
