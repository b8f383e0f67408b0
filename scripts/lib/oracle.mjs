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

/** These ask for the full `tensorflow` and do with `tensorflow-cpu`. */
const withoutDependencies = ['tf-keras==2.19.0'];

/** Minor versions of Python 3 that the TensorFlow of requirements.txt has wheels for. */
const oldest = 9;
const newest = 12;

/** What to type where there is no Python that can hold the oracle. */
export const howToGetPython = `install a Python from 3.${oldest} to 3.${newest} with pip, such as: sudo apt-get install python3-venv python3-pip`;

/**
 * The virtual environment with the TensorFlow that the tests ask, made in the cache if it is not there.
 *
 * @returns {Promise<string | null>} null where no Python here can hold it; `howToGetPython` says what to do
 */
export async function oracleEnvironment() {
  const target = join(cacheFolder(), `oracle-${hashOf([requirements], withoutDependencies)}`);
  if (existsSync(target)) return target;
  const base = choose(await findPythons());
  if (!base) return null;
  return step('Installing TensorFlow for the tests', (report) =>
    makeOnce(target, (folder) => install(base, folder, report)),
  );
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
  const fit = pythons.filter(
    ({ minor, pip, ensurepip }) => minor >= oldest && minor <= newest && (pip || ensurepip),
  );
  return fit.find(({ minor }) => wheelsFor(minor).length > 0) ?? fit[0] ?? null;
}

const wheelFolder = () => join(cacheFolder(), 'wheels');

/**
 * The wheel in the cache that the set-up of the runtime or an earlier run put there: none or one.
 *
 * @param {number} minor
 */
function wheelsFor(minor) {
  if (!existsSync(wheelFolder())) return [];
  const [, version] = /^tensorflow\S*==([\d.]+)/m.exec(readFileSync(requirements, 'utf8')) ?? [];
  const name = new RegExp(`^tensorflow\\w*-${version}-cp3${minor}-.*\\.whl$`);
  return readdirSync(wheelFolder())
    .filter((file) => name.test(file))
    .slice(0, 1)
    .map((file) => join(wheelFolder(), file));
}

/**
 * @param {Python} base
 * @param {string} folder
 * @param {(detail: string) => void} report
 */
async function install(base, folder, report) {
  const env = { PIP_DISABLE_PIP_VERSION_CHECK: '1', PIP_PROGRESS_BAR: 'off' };
  // Debian's Python has no ensurepip, and its pip installs into other environments only.
  await run(base.command, ['-m', 'venv', ...(base.pip ? ['--without-pip'] : []), folder]);
  /** @type {(...args: string[]) => Promise<string>} */
  const pip = base.pip
    ? (...args) =>
        run(base.command, ['-m', 'pip', '--python', interpreterOf(folder), ...args], {
          env,
          onLine: report,
        })
    : (...args) => run(interpreterOf(folder), ['-m', 'pip', ...args], { env, onLine: report });
  if (wheelsFor(base.minor).length === 0) {
    // Kept, for the set-up of the runtime and the next environment.
    const draft = join(folder, 'wheel');
    await pip('download', '--no-deps', '--dest', draft, '--requirement', requirements);
    mkdirSync(wheelFolder(), { recursive: true });
    for (const name of readdirSync(draft)) renameSync(join(draft, name), join(wheelFolder(), name));
    rmSync(draft, { recursive: true });
  }
  await pip('install', ...wheelsFor(base.minor), '--requirement', requirements);
  await pip('install', '--no-deps', ...withoutDependencies);
}
