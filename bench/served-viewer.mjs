// @ts-check
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../scripts/lib/places.mjs';
import { run } from '../scripts/lib/run.mjs';

/**
 * Where a viewer that pip installs lies, fetched when it is not there.
 *
 * @param {string} python
 * @param {{name: string, version: string, module: string, options?: readonly string[]}} viewer
 */
export async function viewerFolder(python, { name, version, module, options = [] }) {
  const folder = join(cacheFolder(), `${name}-${version}`);
  if (!existsSync(join(folder, module))) {
    const what = ['install', '--quiet', ...options, '--target', folder, `${name}==${version}`];
    await run(await withPip(python), ['-m', 'pip', ...what]);
  }
  return folder;
}

/** An environment that another Python's pip has filled has none of its own. @param {string} python */
async function withPip(python) {
  const program =
    "import sys, importlib.util as u; print(sys.executable if u.find_spec('pip') else sys._base_executable)";
  return (await run(python, ['-c', program])).trim();
}

/**
 * The address that a server prints when it is ready.
 *
 * @param {import('node:child_process').ChildProcessWithoutNullStreams} server @returns {Promise<string>}
 */
export function addressOf(server) {
  return new Promise((resolve, reject) => {
    let printed = '';
    const hear = (/** @type {Buffer} */ chunk) => {
      printed += chunk.toString();
      const found = /http:\/\/[\w.]+:\d+[^\s]*(?=\s)/.exec(printed);
      if (found) resolve(found[0]);
    };
    server.stdout.on('data', hear);
    server.stderr.on('data', hear);
    server.on('exit', (code) =>
      reject(new Error(`The viewer ended with code ${code}.\n${printed}`)),
    );
  });
}
