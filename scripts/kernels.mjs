// @ts-check
// Compiles the kernels of src/stats/kernel, which are AssemblyScript, into modules that hold WebAssembly.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Run as a program: the types that come with the compiler's module change those of arrays everywhere. */
const compiler = fileURLToPath(new URL('../bin/asc.js', import.meta.resolve('assemblyscript/asc')));

/** Without a runtime: kernels take no memory but what they state, and throw nothing. */
const how = [
  '-O3',
  '--converge',
  '--noAssert',
  '--runtime',
  'stub',
  '--enable',
  'simd',
  '--use',
  'abort=',
];

/**
 * Makes `generated/<name>.ts` of every kernel of a folder; none where one does not compile.
 *
 * @param {string} folder
 */
export function compileKernels(folder) {
  const scratch = mkdtempSync(path.join(tmpdir(), 'saved-model-kernels-'));
  try {
    const modules = readdirSync(folder)
      .filter((name) => name.endsWith('.ts'))
      .map((name) => ({ name, text: moduleOf(folder, name, path.join(scratch, 'code.wasm')) }));
    mkdirSync(path.join(folder, 'generated'), { recursive: true });
    for (const { name, text } of modules) writeFileSync(path.join(folder, 'generated', name), text);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** @param {string} folder @param {string} name @param {string} outcome where the compiler writes to */
function moduleOf(folder, name, outcome) {
  const options = [name, '--baseDir', folder, '--outFile', path.relative(folder, outcome), ...how];
  const { status } = spawnSync(process.execPath, [compiler, ...options], { stdio: 'inherit' });
  if (status !== 0) throw new Error(`${name} does not compile.`);
  const code = readFileSync(outcome).toString('base64');
  return `/** WebAssembly, as base64. */\nexport const code =\n  '${code}';\n`;
}
