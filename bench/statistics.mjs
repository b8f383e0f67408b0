// @ts-check
import { execFileSync } from 'node:child_process';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { inClone } from '../scripts/lib/places.mjs';
import { measure } from './command-line.mjs';
import { megabytes, ratio, seconds, table } from './figures.mjs';

/**
 * Figures of every value, beside what Python takes for the same figures and beside the time it takes to read the file
 * and do nothing. Ours are always all of them: they come in one pass over the values.
 *
 * @param {import('./run.mjs').Bench} bench
 * @returns {string} a table in Markdown
 */
export function measureStatistics({ python, large, scratch }) {
  execFileSync(python, [inClone('bench', 'make_statistics.py'), scratch], { stdio: 'inherit' });
  const peer = inClone('bench', 'peer_statistics.py');
  const rows = [
    {
      what: 'checkpoint of 1.2 GB, checksums in',
      file: `${large}.data-00000-of-00001`,
      path: large,
    },
    { what: 'HDF5 of 1.1 GB, a third gzip', path: join(scratch, 'mixed.h5') },
    { what: '.npy of 1 GB', path: join(scratch, 'array.npy') },
  ].map(({ what, path, file = path }) => {
    console.log(`Measuring: ${what} …`);
    const { bytes, seconds: read } = plainRead(file);
    const cli = [process.execPath, inClone('dist', 'cli.js')];
    const ours = measure(python, [...cli, 'stats', path, '--json'], 3);
    const idle = measure(python, [...cli, 'inspect', path, '--json'], 2);
    const basic = measure(python, [python, peer, 'basic', path], 1);
    const all = measure(python, [python, peer, 'all', path], 1);
    const rate = (/** @type {number} */ time) => `${(bytes / time / 1e9).toFixed(2)} GB/s`;
    const counted = Math.max(ours.seconds - idle.seconds, 0.001);
    return [
      what,
      rate(read),
      seconds(ours.seconds),
      rate(counted),
      `${Math.round((100 * read) / counted)} %`,
      megabytes(ours.peakBytes),
      `${seconds(basic.seconds)}, ${megabytes(basic.peakBytes)}`,
      ratio(ours.seconds, basic.seconds),
      `${seconds(all.seconds)}, ${megabytes(all.peakBytes)}`,
      ratio(ours.seconds, all.seconds),
    ];
  });
  const head = [
    'What',
    'plain read',
    '`stats`, whole process',
    'without opening',
    'of a plain read',
    'peak',
    'Python, the figures of old',
    'faster',
    'Python, all figures',
    'faster',
  ];
  return `${table(head, rows)}\n\n${availableParallelism()} cores; the plain read is one thread of Node that reads blocks of 1 MiB, pages warm, the best of seven.`;
}

/** @param {string} file */
function plainRead(file) {
  const descriptor = openSync(file, 'r');
  const bytes = fstatSync(descriptor).size;
  const block = Buffer.allocUnsafeSlow(1024 ** 2);
  let best = Infinity;
  for (let turn = 0; turn < 7; turn++) {
    const started = performance.now();
    for (let at = 0; at < bytes; at += block.length) {
      readSync(descriptor, block, 0, block.length, at);
    }
    best = Math.min(best, (performance.now() - started) / 1000);
  }
  closeSync(descriptor);
  return { bytes, seconds: best };
}
