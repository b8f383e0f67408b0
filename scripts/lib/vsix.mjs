// @ts-check
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inClone } from './places.mjs';
import { run } from './run.mjs';

/** What goes into a package or says what does; of it .vscodeignore takes what it names. */
const parts = [
  ...['package.json', 'README.md', 'CHANGELOG.md', 'LICENSE', '.vscodeignore'],
  ...['dist', 'docs', 'media'],
];

/** The marketplace's names of the platforms that TensorFlow has a C library for: as Node names them. */
export const platforms = /** @type {const} */ ([
  'linux-x64',
  'linux-arm64',
  'darwin-arm64',
  'darwin-x64',
]);

/** @typedef {typeof platforms[number]} Platform */

/** @typedef {{platform: Platform, key: string, folder: string}} ReadyAddon `folder` holds the addon for `key` */

/**
 * Packs dist/, which has to be there, as VS Code installs it: for one platform with the addon inside, else for all,
 * and each compiles its own.
 *
 * @param {string} out the .vsix file
 * @param {ReadyAddon | null} addon
 */
export async function packVsix(out, addon) {
  const stage = mkdtempSync(join(tmpdir(), 'saved-model-package-'));
  try {
    for (const part of parts) cpSync(inClone(part), join(stage, part), { recursive: true });
    if (addon) {
      cpSync(addon.folder, join(stage, 'dist', 'addon', addon.key), { recursive: true });
    }
    mkdirSync(dirname(out), { recursive: true });
    await run(
      process.execPath,
      [
        ...[inClone('node_modules', '@vscode', 'vsce', 'vsce'), 'package', '--out', out],
        // Everything is bundled. Pictures show where the page does: from the package itself.
        ...['--no-dependencies', '--no-rewrite-relative-links', '--allow-missing-repository'],
        ...(addon ? ['--target', addon.platform] : []),
      ],
      { cwd: stage },
    );
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

/** File name of a package, as the marketplace's tools write it. @param {Platform | null} platform */
export function packageName(platform) {
  const { name, version } = JSON.parse(readFileSync(inClone('package.json'), 'utf8'));
  return `${[name, ...(platform ? [platform] : []), version].join('-')}.vsix`;
}
