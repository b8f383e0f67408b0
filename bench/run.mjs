#!/usr/bin/env node
// @ts-check
// Measures beside the tools that people use today, on this machine, in this run.
//
//   npm run bench [-- command-line | editor | architecture | statistics] [--write FILE]
//     command-line   whole processes of `saved-model`, beside TensorFlow's own tools
//     editor         the packed extension in a real VS Code, beside Netron in the same browser
//     architecture   the first picture of large models, beside Netron and Model Explorer
//     statistics     figures of every value of a gigabyte, beside Python and beside reading the file alone
//     --write        puts the tables into a Markdown file as well
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from '../scripts/lib/build.mjs';
import { interpreterOf, oracleEnvironment, whyNoOracle } from '../scripts/lib/oracle.mjs';
import { inClone } from '../scripts/lib/places.mjs';
import { program } from '../scripts/lib/program.mjs';
import { Problem } from '../scripts/lib/problem.mjs';
import { setUpRuntime } from '../scripts/lib/runtime.mjs';
import { measureArchitecture } from './architecture.mjs';
import { measureCommandLine } from './command-line.mjs';
import { measureEditor } from './editor.mjs';
import { measureStatistics } from './statistics.mjs';

/**
 * What is measured, and with what.
 *
 * @typedef {object} Bench
 * @property {string} python an interpreter that has TensorFlow
 * @property {string} sample a small SavedModel
 * @property {string} large prefix of a checkpoint of 1.2 GB
 * @property {string} scratch a folder that is deleted afterwards
 */

/** @type {Readonly<Record<string, {title: string, measure: (bench: Bench) => string | Promise<string>}>>} */
const parts = {
  'command-line': { title: 'Command line', measure: measureCommandLine },
  editor: { title: 'Editor', measure: measureEditor },
  architecture: { title: 'Architecture', measure: measureArchitecture },
  statistics: { title: 'Statistics', measure: measureStatistics },
};

await program(async () => {
  const { values, positionals } = parseArgs({
    options: { write: { type: 'string' } },
    allowPositionals: true,
  });
  const unknown = positionals.find((name) => !(name in parts));
  if (unknown) throw new Problem(`No part "${unknown}": ${Object.keys(parts).join(', ')}.`);
  const chosen = Object.entries(parts).filter(
    ([name]) => positionals.length === 0 || positionals.includes(name),
  );
  const python = await oraclePython();
  process.env['TF_CPP_MIN_LOG_LEVEL'] = '3';
  const scratch = mkdtempSync(join(tmpdir(), 'saved-model-bench-'));
  try {
    await build();
    const large = join(scratch, 'large');
    if (chosen.some(([name]) => name !== 'architecture')) {
      console.log('Writing a checkpoint of 1.2 GB …');
      execFileSync(python, [inClone('bench', 'make_checkpoint.py'), large], { stdio: 'ignore' });
    }
    const bench = { python, sample: inClone('samples', 'recommender'), large, scratch };
    const machine = `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)} at the start · Node ${process.versions.node} · TensorFlow ${tensorflowVersion(python)}`;
    const tables = [];
    for (const [, { title, measure }] of chosen) {
      tables.push(`## ${title}\n\n${await measure(bench)}`);
    }
    const text = `${machine}\n\n${tables.join('\n\n')}\n`;
    console.log(`\n${text}`);
    if (values.write !== undefined) writeFileSync(values.write, `# Measured\n\n${text}`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return 0;
});

async function oraclePython() {
  const given = process.env['SAVED_MODEL_ORACLE_PYTHON'];
  if (given !== undefined) return given;
  const environment = await oracleEnvironment();
  if (environment === null) {
    throw new Problem(`No TensorFlow to measure beside: ${await whyNoOracle()}`);
  }
  await setUpRuntime({ VIRTUAL_ENV: environment });
  process.env['VIRTUAL_ENV'] = environment;
  return interpreterOf(environment);
}

/** @param {string} python */
function tensorflowVersion(python) {
  const script = 'import importlib.metadata as m; print(m.version("tensorflow-cpu"))';
  return spawnSync(python, ['-c', script], { encoding: 'utf8' }).stdout.trim() || 'unknown';
}
