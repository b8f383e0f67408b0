import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { run } from '../process/run.ts';
import { inCache } from './cache.ts';
import { runtimeEnvironment } from './libraries.ts';

/** What came of loading the addon with a TensorFlow. */
export type LoadResult = { readonly tensorflow: string } | { readonly problem: string };

/**
 * Loads the addon and with it this TensorFlow in a process of its own, once: that it worked is remembered until
 * library, addon or Node change. A failure is tried again every time, as it may have been the machine's.
 */
export async function tryLoading(
  addon: string,
  library: string,
  signal?: AbortSignal,
): Promise<LoadResult> {
  const memory = inCache('loads', `${await identity(addon, library)}.json`);
  const remembered = await readFile(memory, 'utf8').catch(() => null);
  if (remembered !== null) {
    const { tensorflow } = JSON.parse(remembered) as { tensorflow: string };
    return { tensorflow };
  }
  const result = await loadInChild(addon, library, signal);
  if ('tensorflow' in result) {
    await mkdir(path.dirname(memory), { recursive: true });
    const draft = `${memory}.${String(process.pid)}`;
    await writeFile(draft, JSON.stringify({ ...result, library }));
    await rename(draft, memory);
  }
  return result;
}

async function loadInChild(
  addon: string,
  library: string,
  signal: AbortSignal | undefined,
): Promise<LoadResult> {
  const program =
    'const m = {exports: {}}; process.dlopen(m, process.argv[1]); console.log("version " + m.exports.TF_Version)';
  const { code, stdout, stderr } = await run(process.execPath, ['-e', program, addon], {
    name: 'TensorFlow',
    env: { ...runtimeEnvironment(library), ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '' },
    timeLimit: 60_000,
    ...(signal ? { signal } : {}),
  });
  const version = /^version (\S+)$/m.exec(stdout)?.[1];
  if (code === 0 && version !== undefined) return { tensorflow: version };
  const reason =
    /^(?:Error: )?(.*(?:cannot open|undefined symbol|version `|not found|image not).*)$/m;
  return {
    problem: reason.exec(stderr)?.[1] ?? stderr.trim().split('\n').at(-1) ?? 'it ended silently',
  };
}

/** Changes when any of the two files or what loads them is replaced. */
async function identity(addon: string, library: string): Promise<string> {
  const hash = createHash('sha256');
  for (const file of [addon, library]) {
    const { size, mtimeMs, ino } = await stat(file);
    hash.update(JSON.stringify([file, size, mtimeMs, ino]));
  }
  hash.update(JSON.stringify([process.execPath, process.version]));
  return hash.digest('hex').slice(0, 32);
}
