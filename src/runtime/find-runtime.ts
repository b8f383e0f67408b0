import type { RuntimeCandidate, RuntimeReport } from '../protocol/verify.ts';
import { describeCpu } from '../process/machine.ts';
import { findAddons, type Addon } from './addon.ts';
import { cacheFolder } from './cache.ts';
import { tryLoading } from './loads.ts';
import { findPip } from './pip.ts';
import { oldestVersion, releaseFor, releasesFor, type Release } from './release.ts';
import {
  searchTensorFlow,
  type Place,
  type SearchOptions,
  type UsableInstallation,
} from './search.ts';
import { findWheel } from './wheel.ts';

/**
 * Which TensorFlow models run with, everything that was searched, and what to do where there is none: the first
 * place whose TensorFlow is new enough and loads. Nothing is downloaded or compiled.
 * @throws AppError `cancelled`
 */
export async function findRuntime(options: SearchOptions = {}): Promise<RuntimeReport> {
  const places = await searchTensorFlow(options);
  const { candidates, chosen, addon } = await choose(places, options);
  const fetched = chosen ? null : await whatToFetch(options);
  return {
    candidates,
    chosen: chosen && {
      tensorflow: chosen.version,
      library: chosen.library,
      addon: addon?.path ?? null,
    },
    addon,
    cpu: describeCpu(),
    ready: chosen !== null && addon !== null,
    advice: advice(chosen, addon, fetched?.release ?? null),
    download: {
      version: fetched?.release.version ?? '',
      bytes: fetched?.bytes ?? 0,
      target: cacheFolder(),
    },
  };
}

/** What the set-up would take: a wheel that lies in the cache, else the one for the Python whose pip fetches it. */
async function whatToFetch({
  python,
  signal,
}: SearchOptions): Promise<{ release: Release; bytes: number } | null> {
  const releases = releasesFor();
  if (!releases) return null;
  const there = await findWheel(releases);
  if (there) return { release: there.release, bytes: 0 };
  const release = releaseFor((await findPip(python, signal))?.version ?? null, releases);
  return { release, bytes: release.wheelBytes };
}

interface Choice {
  readonly candidates: RuntimeCandidate[];
  readonly chosen: UsableInstallation | null;
  readonly addon: Addon | null;
}

async function choose(
  places: readonly Place[],
  { shippedAddons, signal }: SearchOptions,
): Promise<Choice> {
  const addons = await findAddons(shippedAddons);
  // A ready-made addon that this system refuses leaves what it takes without one: to compile it.
  const mayCompile = !addons.some(({ origin }) => origin === 'compiled');
  let addon = addons[0] ?? null;
  const candidates: RuntimeCandidate[] = [];
  let chosen: UsableInstallation | null = null;
  for (const { usable, where, path, version, found } of places) {
    const row = { where, path, version, found };
    if (!usable || chosen) {
      candidates.push({ ...row, usable: usable !== null, chosen: false });
      continue;
    }
    // Without an addon nothing can be tried; it is compiled against the first that looks right.
    const tried = await tryAddons(addons, usable.library, signal);
    if (!tried.addon && !mayCompile) {
      const why = `${found}, does not load: ${tried.problem}`;
      candidates.push({ ...row, found: why, usable: false, chosen: false });
      continue;
    }
    ({ addon } = tried);
    chosen = usable;
    candidates.push({ ...row, usable: true, chosen: true });
  }
  return { candidates, chosen, addon };
}

/** The first addon that loads with a library, else why the last did not. */
async function tryAddons(
  addons: readonly Addon[],
  library: string,
  signal: AbortSignal | undefined,
): Promise<{ readonly addon: Addon | null; readonly problem: string }> {
  let problem = '';
  for (const addon of addons) {
    const result = await tryLoading(addon.path, library, signal);
    if (!('problem' in result)) return { addon, problem: '' };
    ({ problem } = result);
  }
  return { addon: null, problem };
}

function advice(
  chosen: UsableInstallation | null,
  addon: Addon | null,
  release: Release | null,
): string {
  if (chosen && addon !== null) return '';
  if (chosen) {
    return `TensorFlow ${chosen.version} is here; what connects it with Node still has to be compiled, which takes some seconds. Set the runtime up.`;
  }
  if (release) {
    return `Set the runtime up: TensorFlow ${release.version} is fetched with pip. Or install TensorFlow ${oldestVersion} or newer into the Python that you use.`;
  }
  return process.platform === 'win32'
    ? "TensorFlow's packages for Windows lack the library that runs models here. Use WSL, and open the folder there."
    : `TensorFlow publishes no package for ${process.platform} on ${process.arch}; models cannot be run on this machine.`;
}
