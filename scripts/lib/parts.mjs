// @ts-check
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { packExtension } from './build.mjs';
import { findChromium, howToGetChromium } from './chromium.mjs';
import { fixtures } from './fixtures.mjs';
import { filesBelow } from './hash.mjs';
import { interpreterOf, oracleEnvironment, whyNoOracle } from './oracle.mjs';
import { inClone, root } from './places.mjs';
import { show } from './run.mjs';
import { setUpRuntime } from './runtime.mjs';
import { nothing } from './tally.mjs';
import { vscodeServer } from './vscode-server.mjs';

/** @typedef {import('./tally.mjs').Tally} Tally */

/**
 * The parts of `npm test`, in their order. Each gets what it needs first, and answers what came of it; a part
 * that cannot run is one skipped test.
 *
 * @type {Readonly<Record<string, {about: string, run: () => Promise<Tally>}>>}
 */
export const parts = {
  lint: { about: 'formatting, types, ESLint and import rules', run: lint },
  unit: { about: 'modules by themselves, and every reader against one contract', run: unit },
  oracle: {
    about: 'readers, predictions and the command line against TensorFlow itself',
    run: oracle,
  },
  workbench: { about: 'the packed extension in a real VS Code', run: workbench },
};

/** @returns {Promise<Tally>} */
async function lint() {
  const code = await show('npm', ['run', '--silent', 'lint'], { cwd: root });
  return { ...nothing(), ...(code === 0 ? { passed: 1 } : { failed: 1 }) };
}

/** @returns {Promise<Tally>} */
function unit() {
  return runTests(['unit', 'contract'], { concurrency: 2 });
}

/** @returns {Promise<Tally>} */
async function oracle() {
  const environment = await tensorflow();
  if (!environment) return skipped('oracle tests', await whyNoOracle());
  return runTests(['oracle', 'cli', 'runner'], { environment, concurrency: 2 });
}

/** @returns {Promise<Tally>} */
async function workbench() {
  const chromium = await findChromium();
  if (!chromium) return skipped('workbench tests', `no Chromium: ${howToGetChromium}`);
  const environment = await tensorflow();
  if (!environment) return skipped('workbench tests', await whyNoOracle());
  const [server, vsix] = [await vscodeServer(), await packExtension()];
  return runTests(['workbench'], {
    environment: {
      ...environment,
      SAVED_MODEL_CHROMIUM: chromium,
      SAVED_MODEL_VSCODE_SERVER: server,
      SAVED_MODEL_VSIX: vsix,
    },
    concurrency: 1,
  });
}

/**
 * What tests need to ask TensorFlow and to run models with the very same one.
 *
 * @returns {Promise<Record<string, string> | null>}
 */
async function tensorflow() {
  const folder = await oracleEnvironment();
  if (!folder) return null;
  await setUpRuntime({ VIRTUAL_ENV: folder });
  return {
    SAVED_MODEL_ORACLE_PYTHON: interpreterOf(folder),
    SAVED_MODEL_FIXTURES: await fixtures(folder),
    VIRTUAL_ENV: folder,
  };
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
