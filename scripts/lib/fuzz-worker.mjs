// @ts-check
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import { inClone, root } from './places.mjs';

/**
 * The fuzzer's worker and the process with libhdf5, bundled as dist/ is: they start faster, and what reads HDF5 is
 * what is shipped.
 *
 * @returns {Promise<string>} the worker
 */
export async function fuzzWorker() {
  const folder = inClone('.test-output', 'fuzz', 'dist');
  rmSync(folder, { recursive: true, force: true });
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: { worker: 'test/fuzz/worker.ts', hdf5: 'src/formats/hdf5/child/main.ts' },
    outdir: folder,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    splitting: true,
    sourcemap: 'linked',
    logLevel: 'warning',
    loader: { '.wasm': 'binary' },
    mainFields: ['module', 'main'],
    // CommonJS dependencies inside an ES module still call require for Node's built-ins.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
  });
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}\n');
  return join(folder, 'worker.js');
}
