// @ts-check
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { filesBelow } from './hash.mjs';
import { inClone, root } from './places.mjs';
import { show } from './run.mjs';
import { nothing } from './tally.mjs';
import { tensorflowEnvironment, workbenchEnvironment } from './test-environment.mjs';

/** @typedef {import('./tally.mjs').Tally} Tally */

/**
 * The parts of `npm test`, in their order. Each gets what it needs first, and answers what came of it; a part
 * that cannot run is one skipped test.
 *
 * @type {Readonly<Record<string, {about: string, run: () => Promise<Tally>}>>}
 */
export const parts = {
  lint: { about: 'formatting, types, ESLint and import rules', run: lint },
  unit: {
    about: 'modules by themselves, every reader against one contract, and damage',
    run: unit,
  },
  oracle: {
    about: 'readers, predictions and the command line against TensorFlow itself',
    run: oracle,
  },
  workbench: {
    about: 'the packed extension in a real VS Code',
    run: () => inEditor('workbench'),
  },
  chaos: {
    about: 'the same, with servers, models and pages that misbehave',
    run: () => inEditor('chaos'),
  },
};

/** @returns {Promise<Tally>} */
async function lint() {
  const code = await show('npm', ['run', '--silent', 'lint'], { cwd: root });
  return { ...nothing(), ...(code === 0 ? { passed: 1 } : { failed: 1 }) };
}

/** @returns {Promise<Tally>} */
function unit() {
  return runTests(['unit', 'contract', 'fuzz'], { concurrency: 2 });
}

/** @returns {Promise<Tally>} */
async function oracle() {
  const needed = await tensorflowEnvironment();
  if ('missing' in needed) return skipped('oracle tests', needed.missing);
  return runTests(['oracle', 'cli', 'runner'], { ...needed, concurrency: 2 });
}

/** @param {string} folder @returns {Promise<Tally>} */
async function inEditor(folder) {
  const needed = await workbenchEnvironment();
  if ('missing' in needed) return skipped(`${folder} tests`, needed.missing);
  // One editor alone leaves half of two cores idle.
  return runTests([folder], { ...needed, concurrency: 2 });
}

/** @param {string} name @param {string} reason @returns {Tally} */
const skipped = (name, reason) => ({
  ...nothing(),
  skipped: [{ name, reason }],
  couldNotRun: true,
});

/**
 * Runs the test files below folders of test/.
 *
 * @param {readonly string[]} folders
 * @param {{environment?: Record<string, string>, concurrency: number}} options
 * @returns {Promise<Tally>}
 */
async function runTests(folders, { environment = {}, concurrency }) {
  const files = folders
    .flatMap((folder) => filesBelow(inClone('test', folder)))
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => relative(root, file));
  if (files.length === 0) throw new Error(`There are no tests in ${folders.join(', ')}.`);
  const scratch = mkdtempSync(join(tmpdir(), 'saved-model-test-'));
  const tally = join(scratch, 'tally.json');
  try {
    const reporter = inClone('scripts', 'lib', 'test-reporter.mjs');
    const how = ['--import', 'tsx', '--test', `--test-concurrency=${concurrency}`];
    const code = await show(process.execPath, [...how, `--test-reporter=${reporter}`, ...files], {
      cwd: root,
      env: { ...environment, TALLY_FILE: tally },
    });
    /** @type {Tally} */
    const result = JSON.parse(readFileSync(tally, 'utf8'));
    // Whatever node:test found wrong beyond single tests fails the part as well.
    return code !== 0 && result.failed === 0 ? { ...result, failed: 1 } : result;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
