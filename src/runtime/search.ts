import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder } from './cache.ts';
import { inspectFolder, inspectSitePackages, type Installation } from './installation.ts';
import { programsOnPath } from './on-path.ts';
import {
  askInterpreter,
  isVirtualEnvironment,
  packagesOfPrefix,
  prefixOf,
  type PythonPackages,
} from './python.ts';
import { isNewEnough, oldestVersion } from './release.ts';

/** A place that was searched, in words, and the TensorFlow there that could be used. */
export interface Place {
  /** ".venv", "VIRTUAL_ENV", "PATH", "conda: base", "Own copy". */
  readonly where: string;
  /** Interpreter, environment or folder that was looked at; null where there is none. */
  readonly path: string | null;
  readonly found: string;
  readonly version: string | null;
  readonly usable: UsableInstallation | null;
}

export interface UsableInstallation extends Installation {
  readonly version: string;
  readonly library: string;
}

export interface SearchOptions {
  /** Interpreter that the person has chosen. */
  readonly python?: string;
  /** Folder in which the package that we run from brings ready-made addons. */
  readonly shippedAddons?: string;
  readonly signal?: AbortSignal;
}

/**
 * Looks everywhere a TensorFlow may be, the most telling place first: the interpreter that was chosen, the active
 * virtual environment, Pythons on the PATH, conda's active environment, our own copy. What a person saves models
 * with is the best thing to load them with.
 */
export async function searchTensorFlow({ python, signal }: SearchOptions): Promise<Place[]> {
  const { VIRTUAL_ENV, CONDA_PREFIX, CONDA_DEFAULT_ENV } = process.env;
  const places = await Promise.all([
    searchInterpreter(python),
    searchPrefix('VIRTUAL_ENV', VIRTUAL_ENV),
    searchPath(signal),
    searchConda(CONDA_PREFIX, CONDA_DEFAULT_ENV),
    searchOwnCopies(),
  ]);
  return places.flat();
}

async function searchInterpreter(interpreter: string | undefined): Promise<Place[]> {
  if (interpreter === undefined) return [];
  const prefix = await prefixOf(path.resolve(interpreter));
  const name = (await isVirtualEnvironment(prefix)) ? path.basename(prefix) : 'Chosen Python';
  return [await place(name, interpreter, await packagesOfPrefix(prefix))];
}

async function searchPrefix(where: string, prefix: string | undefined): Promise<Place[]> {
  if (!prefix) return [notSet(where)];
  return [await place(where, prefix, await packagesOfPrefix(prefix))];
}

async function searchConda(prefix: string | undefined, name: string | undefined): Promise<Place[]> {
  if (!prefix) return [notSet('CONDA_PREFIX')];
  const where = name ? `conda: ${name}` : 'CONDA_PREFIX';
  const packages = await packagesOfPrefix(prefix);
  // conda-forge keeps the libraries apart from the Python package.
  const installation = await inspectFolder(path.join(prefix, 'lib'), path.join(prefix, 'include'));
  if (!installation.library) return [await place(where, prefix, packages)];
  const version = installation.version ?? (await firstInstallation(packages))?.version ?? null;
  return [describe(where, prefix, { ...installation, version }, packages)];
}

async function searchPath(signal: AbortSignal | undefined): Promise<Place[]> {
  const interpreters = await programsOnPath(['python3', 'python']);
  if (interpreters.length === 0) {
    return [{ ...nothing('PATH', null), found: 'no python3' }];
  }
  const looked = interpreters.slice(0, 6).map(async (interpreter) => {
    const prefix = path.dirname(path.dirname(interpreter));
    const packages = (await isVirtualEnvironment(prefix))
      ? await packagesOfPrefix(prefix)
      : await askInterpreter(interpreter, signal);
    if (packages) return place('PATH', interpreter, packages);
    return { ...nothing('PATH', interpreter), found: 'no Python 3 that answers' };
  });
  return Promise.all(looked);
}

async function searchOwnCopies(): Promise<Place[]> {
  const cache = cacheFolder();
  const ending = `-${process.platform}-${process.arch}`;
  const names = await readdir(cache).catch(() => []);
  const copies = names
    .filter((name) => name.startsWith('tensorflow-') && name.endsWith(ending))
    .sort()
    .reverse();
  if (copies.length === 0) {
    return [{ ...nothing('Own copy', cache), found: 'none yet' }];
  }
  const looked = copies.map(async (name) => {
    const folder = path.join(cache, name);
    const version = name.slice('tensorflow-'.length, -ending.length);
    return describe('Own copy', folder, { ...(await inspectFolder(folder)), version }, null);
  });
  return Promise.all(looked);
}

async function place(where: string, at: string, packages: PythonPackages): Promise<Place> {
  return describe(where, at, await firstInstallation(packages), packages);
}

async function firstInstallation(packages: PythonPackages): Promise<Installation | null> {
  for (const folder of packages.folders) {
    const installation = await inspectSitePackages(folder);
    if (installation) return installation;
  }
  return null;
}

function describe(
  where: string,
  at: string,
  installation: Installation | null,
  packages: PythonPackages | null,
): Place {
  const base = nothing(where, at);
  if (!installation) {
    if (!packages || packages.folders.length === 0) return { ...base, found: 'no Python packages' };
    const name = packages.version === null ? 'Python' : `Python ${packages.version}`;
    return { ...base, found: `${name}, no tensorflow` };
  }
  const { version, library } = installation;
  if (version === null) return { ...base, found: 'a TensorFlow of unknown version' };
  const found = `TensorFlow ${version}`;
  if (!isNewEnough(version)) {
    return { ...base, version, found: `${found}, too old: ${oldestVersion} or newer is needed` };
  }
  if (library === null) return { ...base, version, found: `${found}, without its C library` };
  return { ...base, version, found, usable: { ...installation, version, library } };
}

function nothing(where: string, at: string | null): Place {
  return { where, path: at, found: '', version: null, usable: null };
}

function notSet(where: string): Place {
  return { ...nothing(where, null), found: 'not set' };
}
