// @ts-check
import { copyFile, mkdir, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { makeOnce } from './make-once.mjs';
import { cacheFolder } from './places.mjs';
import { run } from './run.mjs';
import { step } from './steps.mjs';

/**
 * Version of the npm package `code-server`, whose `lib/vscode` is a complete VS Code server with its browser workbench
 * (4.100 is VS Code 1.100). It needs no native build, and the Node that it asks for: 20 up to 4.100.
 * `SAVED_MODEL_VSCODE` names another version, to run the tests on the oldest VS Code or on a new one.
 */
const version = process.env.SAVED_MODEL_VSCODE ?? '4.100.3';

/**
 * The VS Code server, downloaded into the cache if it is not there.
 *
 * @returns {Promise<string>} the folder with `out/server-main.js`
 */
export async function vscodeServer() {
  const target = join(cacheFolder(), `vscode-server-${version}`);
  if (!existsSync(target)) await download(target);
  await provideLogger(target);
  return target;
}

/** @param {string} target */
function download(target) {
  return step('Getting the VS Code server', (report) =>
    makeOnce(target, async (folder) => {
      report('downloading 50 MB');
      const scratch = `${folder}-download`;
      await mkdir(scratch, { recursive: true });
      try {
        await run('npm', ['pack', `code-server@${version}`, '--pack-destination', scratch]);
        const [tarball] = await readdir(scratch);
        report('unpacking');
        const from = ['-xzf', join(scratch, /** @type {string} */ (tarball)), '-C', folder];
        await run('tar', [...from, '--strip-components=3', 'package/lib/vscode']);
      } finally {
        await rm(scratch, { recursive: true, force: true });
      }
      report('installing its packages');
      // Its scripts would compile native modules that the server does without (`npm ci` refuses its lockfile).
      const quiet = ['--no-audit', '--no-fund', '--no-update-notifier'];
      // Older versions ask for packages that no longer agree with each other, and lock one that only GitHub has.
      const lenient = ['--legacy-peer-deps'];
      const lock = join(folder, 'npm-shrinkwrap.json');
      if ((await readFile(lock, 'utf8').catch(() => '')).includes('git+')) await rm(lock);
      await run('npm', ['install', '--ignore-scripts', '--omit=dev', ...lenient, ...quiet], {
        cwd: folder,
      });
      await linkRipgrep(folder);
    }),
  );
}

/** VS Code's logger is native, and npm does not build it; without one the output panel stays empty. */
async function provideLogger(/** @type {string} */ folder) {
  const shim = new URL('logger-shim.cjs', import.meta.url);
  await copyFile(shim, join(folder, 'node_modules', '@vscode', 'spdlog', 'index.js'));
}

/** Text search needs ripgrep, which only comes with its package's install script: use the machine's, if any. */
async function linkRipgrep(/** @type {string} */ folder) {
  const names = (process.env.PATH ?? '').split(delimiter).map((place) => join(place, 'rg'));
  const ripgrep = names.find((name) => existsSync(name));
  if (!ripgrep) return;
  const bin = join(folder, 'node_modules', '@vscode', 'ripgrep', 'bin');
  await mkdir(bin, { recursive: true });
  await symlink(ripgrep, join(bin, 'rg'));
}
