// @ts-check
// Compiles the kernels of src/stats/kernel, which are AssemblyScript, into modules that hold WebAssembly.
import asc from 'assemblyscript/asc';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Without a runtime: kernels take no memory but what they state, and throw nothing.
 */
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
 * Makes `generated/<name>.ts` of every kernel of a folder.
 *
 * @param {string} folder
 */
export async function compileKernels(folder) {
  const kernels = readdirSync(folder).filter((name) => name.endsWith('.ts'));
  mkdirSync(path.join(folder, 'generated'), { recursive: true });
  for (const name of kernels) {
    /** @type {Uint8Array | null} */
    let code = null;
    const { error, stderr } = await asc.main(
      [name, '--baseDir', folder, '--outFile', 'code.wasm', ...how],
      {
        writeFile: (_, contents) => {
          code = /** @type {Uint8Array} */ (contents);
        },
      },
    );
    if (error || !code)
      throw new Error(`${name} does not compile.\n${stderr.toString()}`, { cause: error });
    writeFileSync(
      path.join(folder, 'generated', name),
      `/** WebAssembly, as base64. */\nexport const code =\n  '${Buffer.from(code).toString('base64')}';\n`,
    );
  }
}
