// @ts-check
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { filesBelow, hashOf } from './hash.mjs';
import { inClone, root } from './places.mjs';
import { run } from './run.mjs';
import { step } from './steps.mjs';
import { packVsix } from './vsix.mjs';

/** What dist/ is made from. */
const sources = ['src', 'webview', 'proto', 'media', 'package.json', 'package-lock.json'];
const scripts = [
  'build.mjs',
  'kernels.mjs',
  'notices.mjs',
  'runner-bundle.mjs',
  'lib/licence-texts.mjs',
];

/** What a package has besides. */
const packed = ['README.md', 'CHANGELOG.md', 'LICENSE', '.vscodeignore', 'docs'];

/** Changes with everything that dist/ is made from. @param {readonly string[]} more paths that matter, too */
function sourceHash(more) {
  const generated = (/** @type {string} */ name) => name === 'generated';
  return hashOf([
    ...[...sources, ...more].flatMap((path) => filesBelow(inClone(path), generated)),
    ...scripts.flatMap((name) => filesBelow(inClone('scripts', name))),
  ]);
}

/**
 * Does something unless it was done for the very same sources.
 *
 * @param {string} stamp a file that says for which
 * @param {() => Promise<unknown>} work
 * @param {readonly string[]} [more] paths that count as sources, too
 */
async function whenSourcesChanged(stamp, work, more = []) {
  const now = sourceHash(more);
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
 * The extension as VS Code installs it, for every platform, with dist/ up to date in it.
 *
 * @returns {Promise<string>} the .vsix file
 */
export async function packExtension() {
  const vsix = inClone('dist', 'saved-model-inspector.vsix');
  await build();
  await whenSourcesChanged(
    inClone('dist', '.packed'),
    () => step('Packing the extension', () => packVsix(vsix, null)),
    packed,
  );
  return vsix;
}
