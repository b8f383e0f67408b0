// @ts-check
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inClone } from '../scripts/lib/places.mjs';
import { median, megabytes, ratio, seconds, table } from './figures.mjs';

/**
 * @typedef {object} Subject
 * @property {string} what
 * @property {string} peerName
 * @property {readonly string[]} ours
 * @property {readonly string[]} peer
 * @property {number} times how often ours runs; the peer runs half as often
 *
 * @typedef {{seconds: number, peakBytes: number}} Figures
 */

/**
 * Our command line beside the tools that people use today. Every figure is of a whole process, from its start to
 * its end; time is the median, memory the largest.
 *
 * @param {import('./run.mjs').Bench} bench
 * @returns {string} a table in Markdown
 */
export function measureCommandLine(bench) {
  const rows = subjects(bench).map((subject) => {
    console.log(`Measuring: ${subject.what} …`);
    const command = [process.execPath, inClone('dist', 'cli.js'), ...subject.ours];
    const ours = measure(bench.python, command, subject.times);
    const peer = measure(bench.python, subject.peer, Math.ceil(subject.times / 2));
    return [
      subject.what,
      seconds(ours.seconds),
      megabytes(ours.peakBytes),
      subject.peerName,
      seconds(peer.seconds),
      megabytes(peer.peakBytes),
      ratio(ours.seconds, peer.seconds),
      ratio(ours.peakBytes, peer.peakBytes),
    ];
  });
  const head = ['What', '`saved-model`', 'peak', 'Peer', 'peer', 'peak', 'faster', 'smaller'];
  return table(head, rows);
}

/** @param {import('./run.mjs').Bench} bench @returns {Subject[]} */
function subjects({ python, sample, large, scratch }) {
  execFileSync(python, [inClone('bench', 'make_huge.py'), scratch], { stdio: 'ignore' });
  const huge = join(scratch, 'huge');
  // Through the interpreter: a script's own first line names the folder that the environment was made in.
  const tool = (/** @type {string} */ name) => [python, join(dirname(python), name)];
  const requests = join(scratch, 'reload.json');
  const asked = [
    {
      model: sample,
      tags: ['serve'],
      inputs: join(sample, 'predictions.json'),
      out: join(scratch, 'reloaded.json'),
    },
  ];
  writeFileSync(requests, JSON.stringify(asked));
  return [
    {
      what: 'inspect a checkpoint of 1.2 GB',
      peerName: 'inspect_checkpoint',
      ours: ['inspect', large, '--json'],
      peer: [python, '-m', 'tensorflow.python.tools.inspect_checkpoint', `--file_name=${large}`],
      times: 10,
    },
    {
      what: 'inspect a checkpoint of 5 GB, 1250 tensors',
      peerName: 'inspect_checkpoint',
      ours: ['inspect', huge, '--json'],
      peer: [python, '-m', 'tensorflow.python.tools.inspect_checkpoint', `--file_name=${huge}`],
      times: 10,
    },
    {
      what: 'inspect an HDF5 file of 5 GB',
      peerName: 'h5py, names and shapes',
      ours: ['inspect', `${huge}.h5`, '--json'],
      peer: [python, inClone('bench', 'list_hdf5.py'), `${huge}.h5`],
      times: 10,
    },
    {
      what: 'inspect a small SavedModel',
      peerName: 'saved_model_cli show --all',
      ours: ['inspect', sample, '--json'],
      peer: [...tool('saved_model_cli'), 'show', '--all', '--dir', sample],
      times: 10,
    },
    {
      what: 'statistics of every value of 1.2 GB',
      peerName: 'TensorFlow + NumPy',
      ours: ['stats', large, '--json'],
      peer: [python, inClone('bench', 'peer_statistics.py'), 'basic', large],
      times: 4,
    },
    {
      what: 'reload, predict, compare: the verdict',
      peerName: 'Python, reload and predict alone',
      ours: ['verify', sample, '--json'],
      peer: [python, inClone('test', 'oracle', 'reload.py'), requests],
      times: 6,
    },
  ];
}

/**
 * Once unmeasured, so that both sides find their files in the system's cache; then the median of the rest.
 *
 * @param {string} python @param {readonly string[]} command @param {number} times @returns {Figures}
 */
export function measure(python, command, times) {
  const arguments_ = [inClone('bench', 'measure.py'), String(times + 1), ...command];
  const result = spawnSync(python, arguments_, { encoding: 'utf8' });
  if (result.status !== 0) throw new Error(result.stderr);
  /** @type {{seconds: number, peakBytes: number, code: number}[]} */
  const runs = JSON.parse(result.stdout).slice(1);
  const failed = runs.find(({ code }) => code !== 0);
  if (failed) throw new Error(`exit code ${failed.code}: ${command.join(' ')}`);
  return {
    seconds: median(runs.map((run) => run.seconds)),
    peakBytes: Math.max(...runs.map((run) => run.peakBytes)),
  };
}
