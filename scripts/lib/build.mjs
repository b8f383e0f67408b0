// @ts-check
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { filesBelow, hashOf } from './hash.mjs';
import { inClone, root } from './places.mjs';
import { run } from './run.mjs';
import { step } from './steps.mjs';

/** What dist/ is made from. */
const sources = ['src', 'webview', 'proto', 'media', 'package.json', 'package-lock.json'];
const scripts = ['build.mjs', 'runner-bundle.mjs'];

/** Changes with everything that dist/ is made from. */
function sourceHash() {
  const generated = (/** @type {string} */ name) => name === 'generated';
  return hashOf([
    ...sources.flatMap((path) => filesBelow(inClone(path), generated)),
    ...scripts.flatMap((name) => filesBelow(inClone('scripts', name))),
  ]);
}

/**
 * Does something unless it was done for the very same sources.
 *
 * @param {string} stamp a file that says for which
 * @param {() => Promise<unknown>} work
 */
async function whenSourcesChanged(stamp, work) {
  const now = sourceHash();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return;
  await work();
  writeFileSync(stamp, now);
}

/** Brings dist/ up to date. */
export async function build() {
  await whenSourcesChanged(inClone('dist', '.built'), () =>
    step('Building', () => run('npm', ['run', '--silent', 'build'], { cwd: root })),
  );
}

/**
 * The extension as VS Code installs it, with dist/ up to date in it.
 *
 * @returns {Promise<string>} the .vsix file
 */
export async function packExtension() {
  const vsix = inClone('dist', 'saved-model-inspector.vsix');
  await whenSourcesChanged(inClone('dist', '.packed'), () =>
    step('Packing the extension', () =>
      run('npm', ['run', '--silent', 'package', '--', '--out', vsix], { cwd: root }),
    ),
  );
  return vsix;
}
