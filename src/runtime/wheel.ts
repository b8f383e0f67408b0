import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../core/errors.ts';
import type { Progress } from '../protocol/requests.ts';
import { inCache } from './cache.ts';
import { pip, type PipPython } from './pip.ts';
import type { Release, Releases } from './release.ts';

/** Where downloaded wheels are kept. */
export function wheelsFolder(): string {
  return inCache('wheels');
}

/** A wheel in the cache. */
export interface FoundWheel {
  readonly release: Release;
  readonly file: string;
}

/** A wheel of one of these releases for this machine, from whichever download; null where there is none. */
export async function findWheel(releases: Releases): Promise<FoundWheel | null> {
  const folder = wheelsFolder();
  const names = await readdir(folder).catch(() => []);
  for (const release of releases) {
    const name = names.find((each) => isWheelOf(release, each));
    if (name !== undefined) return { release, file: path.join(folder, name) };
  }
  return null;
}

function isWheelOf(release: Release, name: string): boolean {
  const [distribution, version, , , tag] = name.slice(0, -'.whl'.length).split('-');
  return (
    name.endsWith('.whl') &&
    (distribution === 'tensorflow' || distribution === 'tensorflow_cpu') &&
    version === release.version &&
    release.platformTag.test(tag ?? '')
  );
}

/**
 * Downloads the release's wheel with pip, with whatever mirror and proxy pip is set up for. It appears in
 * `wheels/` only when it is complete.
 * @throws AppError `no-runtime` with pip's reason, `cancelled`
 */
export async function downloadWheel(
  release: Release,
  python: PipPython,
  signal: AbortSignal | undefined,
  report: (progress: Progress) => void,
): Promise<string> {
  const draft = path.join(wheelsFolder(), `.part-${String(process.pid)}`);
  await rm(draft, { recursive: true, force: true });
  await mkdir(path.join(draft, 'done'), { recursive: true });
  const message = `Downloading TensorFlow ${release.version}`;
  // pip's own bar is not for machines; the growing file is.
  const timer = setInterval(() => {
    void sizeOf(draft).then((bytes) => {
      const total = release.wheelBytes;
      report({ done: Math.min(bytes, total), total, unit: 'bytes', message });
    });
  }, 250);
  try {
    await pip(
      python,
      [
        'download',
        `${release.package}==${release.version}`,
        '--no-deps',
        '--only-binary=:all:',
        `--python-version=${wheelPython(release, python)}`,
        '--dest',
        path.join(draft, 'done'),
      ],
      { what: `TensorFlow ${release.version}`, temporary: draft, ...(signal ? { signal } : {}) },
    );
    const [name] = await readdir(path.join(draft, 'done'));
    if (name === undefined) {
      throw new AppError({ code: 'no-runtime', message: 'pip has downloaded nothing.' });
    }
    const target = path.join(wheelsFolder(), name);
    await rename(path.join(draft, 'done', name), target);
    return target;
  } finally {
    clearInterval(timer);
    await rm(draft, { recursive: true, force: true });
  }
}

/**
 * Which of the release's wheels to take: the one that this Python could install, too, so that whoever wants
 * TensorFlow in Python finds it downloaded; else the newest.
 */
function wheelPython(release: Release, python: PipPython): string {
  return release.pythons.find((version) => version === python.version) ?? release.pythons[0];
}

/** Bytes of all files below a folder that is being written to. */
export async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) =>
        stat(path.join(entry.parentPath, entry.name)).then(
          (file) => file.size,
          () => 0,
        ),
      ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
