// @ts-check
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { hashOf } from './hash.mjs';
import { makeOnce } from './make-once.mjs';
import { cacheFolder, inClone } from './places.mjs';
import { findPythons } from './python.mjs';
import { run } from './run.mjs';
import { step } from './steps.mjs';

/** @typedef {import('./python.mjs').Python} Python */

const requirements = inClone('test', 'fixtures', 'requirements.txt');
const requirementsNoDeps = inClone('test', 'fixtures', 'requirements-no-deps.txt');

/** Minor versions of Python 3 that a TensorFlow of requirements.txt has wheels for. */
const oldest = 9;
const newest = 13;

/**
 * The virtual environment with the TensorFlow that the tests ask, made in the cache if it is not there.
 *
 * @returns {Promise<string | null>} null where no Python here can hold it; `whyNoOracle` says why
 */
export async function oracleEnvironment() {
  const base = choose(await findPythons());
  if (!base) return null;
  // Of the Python, too: an environment does not outlive the one that made it.
  const hash = hashOf([requirements, requirementsNoDeps], [`3.${base.minor}`]);
  const target = join(cacheFolder(), `oracle-${hash}`);
  if (existsSync(target)) return target;
  return step('Installing TensorFlow for the tests', (report) =>
    makeOnce(target, (folder) => install(base, folder, report)),
  );
}

/**
 * A virtual environment with another TensorFlow and what comes with it, for the layouts of its time.
 *
 * @param {string} version such as 2.12.0, before Keras 3
 * @returns {Promise<string | null>} null where no Python here can hold it
 */
export async function earlierEnvironment(version) {
  const base = choose(await findPythons());
  if (!base) return null;
  const target = join(cacheFolder(), `oracle-tensorflow-${version}-py3.${base.minor}`);
  if (existsSync(target)) return target;
  return step(`Installing TensorFlow ${version}`, (report) =>
    makeOnce(target, async (folder) => {
      const pip = await emptyEnvironment(base, folder, report);
      const name = process.platform === 'darwin' ? 'tensorflow' : 'tensorflow-cpu';
      await pip('install', `${name}==${version}`);
    }),
  );
}

/** Why no Python here can hold the oracle, and what to do. */
export const whyNoOracle = async () => explain(await findPythons());

/** @param {readonly Python[]} pythons none of which `choose` takes @returns {string} */
export function explain(pythons) {
  const here = pythons.map(({ minor }) => `3.${minor}`).join(', ');
  const range = `3.${oldest} to 3.${newest}`;
  if (pythons.some(fits)) {
    return `Python ${here} has neither pip 22.3 nor the means to make a virtual environment: sudo apt-get install python3-pip python3-venv`;
  }
  return here === ''
    ? `no Python 3 on the PATH: install one from ${range} with pip, such as: sudo apt-get install python3 python3-pip`
    : `TensorFlow has wheels for Python ${range}, and here is ${here}: install python3.${newest} with pip beside it, so that it is on the PATH`;
}

/** @param {string} environment @returns {string} its interpreter */
export const interpreterOf = (environment) =>
  process.platform === 'win32'
    ? join(environment, 'Scripts', 'python.exe')
    : join(environment, 'bin', 'python');

/**
 * One whose wheel lies in the cache, before one whose wheel would be another download of 250 MB.
 *
 * @param {Python[]} pythons
 */
function choose(pythons) {
  const fit = pythons.filter((python) => fits(python) && (python.pip || python.ensurepip));
  return fit.find(({ minor }) => wheelsFor(minor).length > 0) ?? fit[0] ?? null;
}

/** @param {Python} python */
const fits = ({ minor }) => minor >= oldest && minor <= newest;

const wheelFolder = () => join(cacheFolder(), 'wheels');

/**
 * The wheel in the cache that the set-up of the runtime or an earlier run put there: none or one.
 *
 * @param {number} minor
 */
function wheelsFor(minor) {
  if (!existsSync(wheelFolder())) return [];
  const name = new RegExp(`^tensorflow\\w*-${versionFor(minor)}-cp3${minor}-.*\\.whl$`);
  return readdirSync(wheelFolder())
    .filter((file) => name.test(file))
    .slice(0, 1)
    .map((file) => join(wheelFolder(), file));
}

/**
 * The TensorFlow that requirements.txt names for a Python, by its markers `python_version < "3.13"` and `>=`.
 *
 * @param {number} minor
 */
function versionFor(minor) {
  const lines = /^tensorflow\S*==([\d.]+); python_version (<|>=) "3\.(\d+)"/gm;
  for (const [, version, sign, bound] of readFileSync(requirements, 'utf8').matchAll(lines)) {
    if ((sign === '<') === minor < Number(bound)) return version;
  }
  throw new Error(`requirements.txt names no TensorFlow for Python 3.${minor}.`);
}

/**
 * @param {Python} base
 * @param {string} folder
 * @param {(detail: string) => void} report
 */
async function install(base, folder, report) {
  const pip = await emptyEnvironment(base, folder, report);
  if (wheelsFor(base.minor).length === 0) {
    // Kept, for the set-up of the runtime and the next environment.
    const draft = join(folder, 'wheel');
    await pip('download', '--no-deps', '--dest', draft, '--requirement', requirements);
    mkdirSync(wheelFolder(), { recursive: true });
    for (const name of readdirSync(draft)) renameSync(join(draft, name), join(wheelFolder(), name));
    rmSync(draft, { recursive: true });
  }
  await pip('install', ...wheelsFor(base.minor), '--requirement', requirements);
  await pip('install', '--no-deps', '--requirement', requirementsNoDeps);
}

/**
 * Makes a virtual environment with nothing in it.
 *
 * @param {Python} base
 * @param {string} folder
 * @param {(detail: string) => void} report
 * @returns {Promise<(...args: string[]) => Promise<string>>} the pip that installs into it
 */
async function emptyEnvironment(base, folder, report) {
  const env = { PIP_DISABLE_PIP_VERSION_CHECK: '1', PIP_PROGRESS_BAR: 'off' };
  // Debian's Python has no ensurepip, and its pip installs into other environments only.
  await run(base.command, ['-m', 'venv', ...(base.pip ? ['--without-pip'] : []), folder]);
  return base.pip
    ? (...args) =>
        run(base.command, ['-m', 'pip', '--python', interpreterOf(folder), ...args], {
          env,
          onLine: report,
        })
    : (...args) => run(interpreterOf(folder), ['-m', 'pip', ...args], { env, onLine: report });
}
