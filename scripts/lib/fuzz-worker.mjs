// @ts-check
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import { nodeBundle } from './node-bundle.mjs';
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
    ...nodeBundle,
    absWorkingDir: root,
    entryPoints: { worker: 'test/fuzz/worker.ts', hdf5: 'src/formats/hdf5/child/main.ts' },
    outdir: folder,
    logLevel: 'warning',
  });
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}\n');
  return join(folder, 'worker.js');
}
