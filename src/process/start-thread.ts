import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

/**
 * Starts the program of a thread; from the sources where they themselves run, which Node 20 needs a loader for.
 * @param from `import.meta.url` of the module that asks
 * @param bundled the program's file in dist/
 * @param source the same in the sources, beside the module
 */
export function startThread(from: string, bundled: string, source: string): Worker {
  const here = path.dirname(fileURLToPath(from));
  if (path.basename(here) === 'dist') return new Worker(path.join(here, bundled));
  const program = JSON.stringify(path.join(here, source));
  return new Worker(
    `import('tsx/esm/api').then(({ register }) => { register(); return import(${program}); })`,
    { eval: true },
  );
}
