#!/usr/bin/env node
// @ts-check
// Measures the command line beside the tools that people use today, on this machine, in this run.
//
//   npm run bench [-- --write FILE]
//     --write   puts the table into a Markdown file as well
//
// Every figure is of a whole process, from its start to its end; time is the median, memory the largest.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from '../scripts/lib/build.mjs';
import { interpreterOf, oracleEnvironment, whyNoOracle } from '../scripts/lib/oracle.mjs';
import { inClone } from '../scripts/lib/places.mjs';
import { setUpRuntime } from '../scripts/lib/runtime.mjs';

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

const python = await oraclePython();
process.env['TF_CPP_MIN_LOG_LEVEL'] = '3';
const cli = inClone('dist', 'cli.js');
const sample = inClone('samples', 'recommender');
const scratch = mkdtempSync(join(tmpdir(), 'saved-model-bench-'));
try {
  await build();
  const large = join(scratch, 'large');
  console.log('Writing a checkpoint …');
  execFileSync(python, [inClone('bench', 'make_checkpoint.py'), large], { stdio: 'ignore' });
  const bytes = statSync(`${large}.data-00000-of-00001`).size;

  const rows = subjects(large, join(scratch, 'reload.json')).map(measureBoth);
  const heading = `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores · Node ${process.versions.node} · TensorFlow ${tensorflowVersion()} · the checkpoint has ${(bytes / 1e9).toFixed(2)} GB`;
  const text = table(rows);
  console.log(`\n${heading}\n\n${text}`);
  const file = writeTo();
  if (file !== undefined) writeFileSync(file, `# Measured\n\n${heading}\n\n${text}\n`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** @param {string} large @param {string} requests @returns {Subject[]} */
function subjects(large, requests) {
  // Through the interpreter: a script's own first line names the folder that the environment was made in.
  const tool = (/** @type {string} */ name) => [python, join(dirname(python), name)];
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
      peer: [python, inClone('bench', 'numpy_statistics.py'), large],
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

/** @param {Subject} subject @returns {{subject: Subject, ours: Figures, peer: Figures}} */
function measureBoth(subject) {
  console.log(`Measuring: ${subject.what} …`);
  return {
    subject,
    ours: measure([process.execPath, cli, ...subject.ours], subject.times),
    peer: measure(subject.peer, Math.ceil(subject.times / 2)),
  };
}

/**
 * Once unmeasured, so that both sides find their files in the system's cache; then the median of the rest.
 *
 * @param {readonly string[]} command @param {number} times @returns {Figures}
 */
function measure(command, times) {
  const arguments_ = [inClone('bench', 'measure.py'), String(times + 1), ...command];
  const result = spawnSync(python, arguments_, { encoding: 'utf8' });
  if (result.status !== 0) throw new Error(result.stderr);
  /** @type {{seconds: number, peakBytes: number, code: number}[]} */
  const runs = JSON.parse(result.stdout).slice(1);
  const failed = runs.find(({ code }) => code !== 0);
  if (failed) throw new Error(`exit code ${failed.code}: ${command.join(' ')}`);
  const seconds = runs.map((run) => run.seconds).sort((a, b) => a - b);
  return {
    seconds: seconds[Math.floor(seconds.length / 2)] ?? NaN,
    peakBytes: Math.max(...runs.map((run) => run.peakBytes)),
  };
}

/** @param {{subject: Subject, ours: Figures, peer: Figures}[]} rows */
function table(rows) {
  const megabytes = (/** @type {number} */ bytes) => `${(bytes / 2 ** 20).toFixed(0)} MB`;
  const seconds = (/** @type {number} */ value) => `${value.toFixed(2)} s`;
  const lines = rows.map(({ subject, ours, peer }) =>
    [
      subject.what,
      seconds(ours.seconds),
      megabytes(ours.peakBytes),
      subject.peerName,
      seconds(peer.seconds),
      megabytes(peer.peakBytes),
      `${(peer.seconds / ours.seconds).toFixed(1)} ×`,
      `${(peer.peakBytes / ours.peakBytes).toFixed(1)} ×`,
    ].join(' | '),
  );
  const head = 'What | saved-model | peak | Peer | peer | peak | faster | smaller';
  return [head, head.replaceAll(/[^|]+/g, '---'), ...lines].map((line) => `| ${line} |`).join('\n');
}

async function oraclePython() {
  const given = process.env['SAVED_MODEL_ORACLE_PYTHON'];
  if (given !== undefined) return given;
  const environment = await oracleEnvironment();
  if (environment === null)
    throw new Error(`No TensorFlow to measure beside: ${await whyNoOracle()}`);
  await setUpRuntime({ VIRTUAL_ENV: environment });
  process.env['VIRTUAL_ENV'] = environment;
  return interpreterOf(environment);
}

function tensorflowVersion() {
  const program = 'import importlib.metadata as m; print(m.version("tensorflow-cpu"))';
  return spawnSync(python, ['-c', program], { encoding: 'utf8' }).stdout.trim() || 'unknown';
}

function writeTo() {
  const at = process.argv.indexOf('--write');
  return at === -1 ? undefined : process.argv[at + 1];
}
