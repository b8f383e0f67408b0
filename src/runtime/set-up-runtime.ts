import { mkdir, readdir, rm, statfs } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../core/errors.ts';
import type { Progress } from '../protocol/requests.ts';
import type { RuntimeReport } from '../protocol/verify.ts';
import { addonPath } from './addon.ts';
import { cacheFolder, inCache } from './cache.ts';
import { compileAddon } from './compile-addon.ts';
import { findRuntime } from './find-runtime.ts';
import { withLock } from './lock.ts';
import { findPip, helperPythons, type PipPython } from './pip.ts';
import { releaseFor, releasesFor } from './release.ts';
import { searchTensorFlow, type SearchOptions } from './search.ts';
import { unpackWheel } from './unpack.ts';
import { downloadWheel, findWheel, wheelsFolder } from './wheel.ts';

export interface SetUpOptions extends SearchOptions {
  /** Folder with tfjs-node's `binding/` and the headers of Node-API in `node-api-headers/`: `dist/addon`. */
  readonly sources: string;
  readonly report?: (progress: Progress) => void;
}

/**
 * Makes models runnable: fetches TensorFlow where none was found and compiles the addon where there is none. What
 * is there already is used; of several processes at once one works and the others wait for it. Interrupted, it
 * leaves nothing half done, and goes on from the last finished step when it is called again.
 * @returns what `findRuntime` says afterwards
 * @throws AppError `no-runtime` with what is missing (Python, pip, network, room, compiler); `cancelled`
 */
export async function setUpRuntime(options: SetUpOptions): Promise<RuntimeReport> {
  const { signal, report = () => undefined } = options;
  const found = await findRuntime(options);
  if (found.ready) return found;
  await makeCache();
  await withLock(
    inCache('set-up.lock'),
    signal,
    () => {
      const message = 'Waiting for another set-up of the runtime to finish';
      report({ done: 0, total: 1, unit: 'steps', message });
    },
    async () => {
      const now = await findRuntime(options); // another process may have done it meanwhile
      if (now.ready) return;
      await removeLeftovers();
      await makeReady(options, now, report);
    },
  );
  return findRuntime(options);
}

async function makeReady(
  options: SetUpOptions,
  found: RuntimeReport,
  report: (progress: Progress) => void,
): Promise<void> {
  const { python, signal } = options;
  let installation = await usableWithHeaders(options, found.chosen?.library);
  if (!installation) {
    await fetchOwnCopy(found, python, signal, report);
    if ((await findRuntime(options)).ready) return;
    installation = await usableWithHeaders(options, undefined);
  }
  if (!installation) {
    throw new AppError({
      code: 'internal',
      message: 'The unpacked TensorFlow was not found again.',
    });
  }
  await compileAddon({
    ...installation,
    sources: options.sources,
    withPip: await findPip(python, signal),
    report,
    ...(signal ? { signal } : {}),
  });
  report({ done: 1, total: 1, unit: 'steps', message: `Compiled ${addonPath()}` });
}

/** A TensorFlow to compile against: the one that was chosen, else any other; one addon runs them all. */
async function usableWithHeaders(
  options: SetUpOptions,
  preferred: string | undefined,
): Promise<{ library: string; include: string } | null> {
  const usable = (await searchTensorFlow(options)).flatMap(({ usable: found }) =>
    found?.include ? [{ library: found.library, include: found.include }] : [],
  );
  return usable.find(({ library }) => library === preferred) ?? usable[0] ?? null;
}

async function fetchOwnCopy(
  found: RuntimeReport,
  python: string | undefined,
  signal: AbortSignal | undefined,
  report: (progress: Progress) => void,
): Promise<void> {
  const releases = releasesFor();
  if (!releases) throw new AppError({ code: 'no-runtime', message: found.advice });
  const helpers = await helperPythons(python, signal);
  const there = await findWheel(releases);
  const release = there?.release ?? releaseFor(helpers.withPip?.version ?? null, releases);
  await requireRoom(release.unpackedBytes + (there === null ? 2 * release.wheelBytes : 0));
  const wheel =
    there?.file ?? (await downloadWheel(release, requirePip(helpers.withPip), signal, report));
  await unpackWheel(release, wheel, helpers.python, signal, report);
}

function requirePip(python: PipPython | null): PipPython {
  if (python !== null) return python;
  throw new AppError({
    code: 'no-runtime',
    message:
      'No Python on the PATH has pip; TensorFlow is fetched with it. Install it (Debian, Ubuntu: python3-pip), then set the runtime up again.',
  });
}

async function makeCache(): Promise<void> {
  try {
    await mkdir(wheelsFolder(), { recursive: true });
  } catch (error) {
    throw new AppError(
      {
        code: 'no-runtime',
        message: `The folder ${cacheFolder()} cannot be written to: ${(error as Error).message}. Name another one in SAVED_MODEL_CACHE.`,
      },
      { cause: error },
    );
  }
}

async function requireRoom(bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(cacheFolder());
  const free = bavail * bsize;
  if (free >= bytes) return;
  const megabytes = (count: number): string => `${String(Math.ceil(count / 1e6))} MB`;
  throw new AppError({
    code: 'no-runtime',
    message: `TensorFlow needs ${megabytes(bytes)} in ${cacheFolder()}, and ${megabytes(free)} are free. Make room, or name another folder in SAVED_MODEL_CACHE.`,
  });
}

/** What interrupted set-ups have left; called by the only one that is at work. */
async function removeLeftovers(): Promise<void> {
  for (const folder of [cacheFolder(), wheelsFolder(), inCache('addon'), inCache('compiler')]) {
    const names = await readdir(folder).catch((): string[] => []);
    for (const name of names.filter((each) => each.includes('.part-'))) {
      await rm(path.join(folder, name), { recursive: true, force: true });
    }
  }
}
