// @ts-check
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
// These are TypeScript: whoever imports this file runs under tsx.
import { addonFile, addonKey } from '../../src/runtime/addon.ts';
import { addonArguments } from '../../src/runtime/addon-arguments.ts';
import { inCache } from '../../src/runtime/cache.ts';
import { fetchCompiler } from '../../src/runtime/compilers.ts';
import { findPip } from '../../src/runtime/pip.ts';
import { searchTensorFlow } from '../../src/runtime/search.ts';
import { hashOf } from './hash.mjs';
import { makeOnce } from './make-once.mjs';
import { inClone } from './places.mjs';
import { Problem } from './problem.mjs';
import { run } from './run.mjs';
import { step } from './steps.mjs';

/** @typedef {import('./vsix.mjs').Platform} Platform */
/** @typedef {import('./vsix.mjs').ReadyAddon} ReadyAddon */

/**
 * What Zig's compiler calls each platform. The versions of glibc and macOS are the oldest that TensorFlow's own wheels
 * ask for.
 *
 * @type {Readonly<Record<Platform, string>>}
 */
const targets = {
  'linux-x64': 'x86_64-linux-gnu.2.17',
  'linux-arm64': 'aarch64-linux-gnu.2.17',
  'darwin-arm64': 'aarch64-macos.12.0',
  'darwin-x64': 'x86_64-macos.10.15',
};

/**
 * The addon for a platform, compiled here with Zig, whatever here is, and kept in the cache. TensorFlow's libraries of
 * that platform are not needed: the addon only names them, and empty ones of that name are linked in their place.
 *
 * @param {Platform} platform
 * @returns {Promise<ReadyAddon>}
 */
export async function crossAddon(platform) {
  const sources = inClone('dist', 'addon');
  const how = [
    'scripts/lib/cross-addon.mjs',
    'src/runtime/addon-arguments.ts',
    'package-lock.json',
  ];
  const key = addonKey(platform);
  const folder = inCache('packaged', `${key}-${hashOf(how.map((file) => inClone(file)))}`);
  await step(`Compiling the addon for ${platform}`, (report) =>
    makeOnce(folder, async (draft) => {
      const compiler = await zig(report);
      const env = { ZIG_GLOBAL_CACHE_DIR: inCache('zig'), ZIG_LOCAL_CACHE_DIR: inCache('zig') };
      const call = (/** @type {string} */ language, /** @type {readonly string[]} */ args) =>
        run(compiler, [language, '-target', targets[platform], ...args], { env });
      const libraries = join(draft, 'lib');
      mkdirSync(libraries);
      const elf = !platform.startsWith('darwin');
      if (elf) await linkStubs(libraries, (args) => call('cc', args));
      else writeStubs(libraries);
      const output = join(draft, addonFile);
      const include = await tensorflowHeaders();
      await call('c++', [
        '-s',
        // The libraries are empty: what is missing in them is no error, nor are they left out for it.
        ...(elf ? ['-Wl,-z,undefs', '-Wl,--no-as-needed'] : []),
        ...addonArguments({ platform, sources, include, libraries, output }),
      ]);
      rmSync(libraries, { recursive: true });
      // Zig links LLVM's C++ library into it.
      const license = join(dirname(compiler), 'lib', 'libcxx', 'LICENSE.TXT');
      cpSync(license, join(draft, 'LICENSE-libcxx.txt'));
    }),
  );
  return { platform, key, folder };
}

/** @param {(detail: string) => void} report */
async function zig(report) {
  const python = await findPip(undefined, undefined);
  if (!python) throw new Problem('No Python on the PATH has pip; the compiler is fetched with it.');
  const { command } = await fetchCompiler(python, undefined, ({ message }) => report(message));
  return command;
}

/** The same on every platform. */
async function tensorflowHeaders() {
  for (const { usable } of await searchTensorFlow({})) if (usable?.include) return usable.include;
  throw new Problem('No TensorFlow with its headers is here: node dist/cli.js doctor --setup');
}

const stubs = /** @type {const} */ ([
  ['tensorflow', 'tensorflow_cc'],
  ['tensorflow_framework', 'tensorflow_framework'],
]);

/** @param {string} folder @param {(args: readonly string[]) => Promise<unknown>} cc */
async function linkStubs(folder, cc) {
  const empty = join(folder, 'empty.c');
  writeFileSync(empty, '');
  for (const [name, soname] of stubs) {
    const out = join(folder, `lib${name}.so`);
    await cc(['-shared', '-nostdlib', `-Wl,-soname,lib${soname}.so.2`, empty, '-o', out]);
  }
}

/** Apple's text form of a library: its name, and here no symbol. @param {string} folder */
function writeStubs(folder) {
  for (const [name, installed] of stubs) {
    const lines = [
      '--- !tapi-tbd',
      'tbd-version: 4',
      'targets: [ arm64-macos, x86_64-macos ]',
      `install-name: '@rpath/lib${installed}.2.dylib'`,
      '...',
      '',
    ];
    writeFileSync(join(folder, `lib${name}.tbd`), lines.join('\n'));
  }
}
