#!/usr/bin/env node
// @ts-check
// Makes dist/: everything that runs, bundled, with no node_modules beside it.
//
//   dist/extension.cjs      the extension host's part (VS Code requires CommonJS here)
//   dist/languageclient.cjs the library by which it talks to the server, loaded with the first model
//   dist/server.js, cli.js  the language server and the command line; what they share and what they load
//                           lazily lies in chunk-*.js beside them, so that the command line starts at once
//   dist/runner.cjs         the child that executes models
//   dist/hdf5.js            the child that holds libhdf5
//   dist/layout.js          the thread that lays graphs out
//   dist/umap.js            the thread that runs UMAP
//   dist/statistics.js      the threads that go over every value
//   dist/webview/           the page: main.js, main.css and the font of its icons
//   dist/THIRD-PARTY-NOTICES.txt
//   dist/addon/             sources that the TensorFlow addon is compiled from on the user's machine
//
//   node scripts/build.mjs [--watch] [--generate] [--check]
//     --watch      builds again whenever a source changes
//     --generate   makes only the sources that are made of others
//     --check      typechecks every zone and builds nothing
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { compileKernels } from './kernels.mjs';
import { nodeBundle } from './lib/node-bundle.mjs';
import { thirdPartyNotices } from './notices.mjs';
import { runnerPlugin } from './runner-bundle.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = path.join(root, 'dist');
const require = createRequire(import.meta.url);

/**
 * A folder inside a package, wherever npm has put the package.
 *
 * @param {string} name
 * @param {...string} inside
 */
const packageFolder = (name, ...inside) =>
  path.join(path.dirname(require.resolve(`${name}/package.json`)), ...inside);

/**
 * Newest modification below a folder, milliseconds; 0 where it does not exist.
 *
 * @param {string} folder
 */
function newest(folder) {
  if (!existsSync(folder)) return 0;
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.parentPath !== path.join(folder, 'generated'))
    .map((entry) => statSync(path.join(entry.parentPath, entry.name)).mtimeMs)
    .reduce((latest, time) => Math.max(latest, time), 0);
}

/** What is generated is not committed: it is made again whenever what it is made of is newer. */
function generate() {
  generateProto();
  generateKernels();
}

function generateKernels() {
  const kernels = path.join(root, 'src/stats/kernel');
  const compiler = path.join(root, 'scripts/kernels.mjs');
  const made = newest(path.join(kernels, 'generated'));
  if (made > Math.max(newest(kernels), statSync(compiler).mtimeMs)) return;
  compileKernels(kernels);
}

function generateProto() {
  const generated = path.join(root, 'src/codec/protobuf/generated');
  if (newest(generated) > newest(path.join(root, 'proto'))) return;
  const result = spawnSync('npm', ['run', '--silent', 'generate'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (result.status !== 0) process.exit(result.status ?? 1);
}

/** Ends this process where a zone has an error. */
function typecheck() {
  for (const project of zones) {
    const compiler = packageFolder('typescript', 'bin', 'tsc');
    const result = spawnSync(process.execPath, [compiler, '-p', project], {
      cwd: root,
      stdio: 'inherit',
    });
    if (result.status !== 0) process.exit(result.status ?? 1);
  }
}

/** One project for each zone that may use less than Node: what a zone must not see is not in its types. */
const zones = ['tsconfig.json', 'src/core', 'src/protocol', 'src/extension', 'webview'];

/**
 * Node 20 is the oldest that runs this; a newer target would emit calls that it lacks.
 *
 * @satisfies {esbuild.BuildOptions}
 */
const common = /** @type {const} */ ({
  absWorkingDir: root,
  bundle: true,
  metafile: true,
  target: 'node20',
  logLevel: 'warning',
  legalComments: 'none',
  loader: { '.wasm': 'binary' },
  define: { 'process.env.NODE_ENV': '"production"' },
});

const languageClient = 'vscode-languageclient/node';

/**
 * Nine tenths of the extension would be this library, which nothing needs before a model is opened: it lies in a file
 * of its own, so that VS Code starts without reading it.
 *
 * @type {esbuild.Plugin}
 */
const libraryBeside = {
  name: 'library beside',
  setup(bundler) {
    bundler.onResolve({ filter: new RegExp(`^${languageClient}$`) }, () => ({
      path: './languageclient.cjs',
      external: true,
    }));
  },
};

/** @type {(esbuild.BuildOptions & { metafile: true })[]} */
const bundles = [
  {
    ...common,
    entryPoints: { extension: 'src/extension/extension.ts' },
    outdir: dist,
    outExtension: { '.js': '.cjs' },
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
    plugins: [libraryBeside],
    minifySyntax: true,
    sourcemap: 'linked',
  },
  {
    ...common,
    entryPoints: { languageclient: languageClient },
    outdir: dist,
    outExtension: { '.js': '.cjs' },
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
    minify: true,
  },
  {
    ...common,
    ...nodeBundle,
    entryPoints: {
      server: 'src/server/main.ts',
      cli: 'src/cli/main.ts',
      hdf5: 'src/formats/hdf5/child/main.ts',
      layout: 'src/graph/layout/thread.ts',
      umap: 'src/stats/embeddings/umap/thread.ts',
      statistics: 'src/stats/threads/thread.ts',
    },
    outdir: dist,
    chunkNames: 'chunk-[hash]',
    minifySyntax: true,
  },
  {
    ...common,
    entryPoints: { runner: 'src/runner/main.ts' },
    outdir: dist,
    outExtension: { '.js': '.cjs' },
    platform: 'node',
    format: 'cjs',
    plugins: [runnerPlugin],
    minify: true,
  },
  {
    ...common,
    entryPoints: { main: 'webview/main.ts' },
    outdir: path.join(dist, 'webview'),
    platform: 'browser',
    format: 'esm',
    target: 'chrome128',
    minify: true,
    sourcemap: 'linked',
    loader: { ...common.loader, '.ttf': 'file', '.svg': 'text' },
    assetNames: '[name]',
  },
];

/** What is copied as it is. */
function copyFiles() {
  const addon = path.join(dist, 'addon');
  cpSync(packageFolder('@tensorflow/tfjs-node', 'binding'), path.join(addon, 'binding'), {
    recursive: true,
  });
  cpSync(packageFolder('node-api-headers', 'include'), path.join(addon, 'node-api-headers'), {
    recursive: true,
  });
}

/**
 * Chunks are named by their content: those of earlier builds would stay for ever.
 *
 * @param {esbuild.Metafile[]} metafiles
 */
function removeOldChunks(metafiles) {
  const made = new Set(metafiles.flatMap(({ outputs }) => Object.keys(outputs)));
  for (const name of readdirSync(dist)) {
    if (name.startsWith('chunk-') && !made.has(`dist/${name}`)) rmSync(path.join(dist, name));
  }
}

/** Packages of which `copyFiles` copies something. */
const copiedPackages = ['@tensorflow/tfjs-node', 'node-api-headers'];

/** @param {esbuild.Metafile[]} metafiles */
function writeNotices(metafiles) {
  const inputs = metafiles.flatMap((metafile) => Object.keys(metafile.inputs));
  const text = thirdPartyNotices(root, inputs, copiedPackages);
  writeFileSync(path.join(dist, 'THIRD-PARTY-NOTICES.txt'), text);
}

/** @param {{ watch: boolean }} options */
async function build({ watch }) {
  generate();
  copyFiles();
  if (watch) {
    for (const options of bundles) {
      const context = await esbuild.context({ ...options, logLevel: 'info' });
      await context.watch();
    }
    return;
  }
  // esbuild prints what is wrong; one bundle that fails does not keep the others from being built.
  const results = await Promise.allSettled(bundles.map((options) => esbuild.build(options)));
  const metafiles = results.flatMap((result) =>
    result.status === 'fulfilled' ? [result.value.metafile] : [],
  );
  if (metafiles.length < bundles.length) {
    process.exitCode = 1;
    return;
  }
  removeOldChunks(metafiles);
  writeNotices(metafiles);
  chmodSync(path.join(dist, 'cli.js'), 0o755);
}

if (process.argv.includes('--generate')) generate();
else if (process.argv.includes('--check')) {
  generate();
  typecheck();
} else {
  await build({ watch: process.argv.includes('--watch') });
}
