import { readdir, readFile, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from '../process/run.ts';

/** Where a Python keeps its packages. */
export interface PythonPackages {
  /** "3.12"; null where it is not known. */
  readonly version: string | null;
  /** Folders that hold packages, in the order in which Python searches them. */
  readonly folders: readonly string[];
}

/**
 * Where the packages of an environment lie (`<prefix>/lib/python3.12/site-packages`), by looking. Works for virtual
 * environments, conda and plain installations; nothing is executed.
 */
export async function packagesOfPrefix(prefix: string): Promise<PythonPackages> {
  const own = await packageFolders(prefix);
  const settings = await readVenvSettings(prefix);
  const base = settings?.get('home');
  const shared =
    base !== undefined && settings?.get('include-system-site-packages') === 'true'
      ? await packageFolders(path.dirname(base))
      : [];
  const version = settings?.get('version') ?? settings?.get('version_info');
  const folders = [...own, ...shared];
  return {
    version:
      version === undefined
        ? (folders.map((folder) => /python(3\.\d+)/.exec(folder)?.[1]).find(Boolean) ?? null)
        : version.split('.').slice(0, 2).join('.'),
    folders,
  };
}

/** The environment that an interpreter belongs to: `<prefix>/bin/python` or `<prefix>/Scripts/python.exe`. */
export async function prefixOf(interpreter: string): Promise<string> {
  const prefix = path.dirname(path.dirname(interpreter));
  if (await isVirtualEnvironment(prefix)) return prefix;
  // A virtual environment's python is a link too, so the link is followed only where there is none.
  const real = await realpath(interpreter).catch(() => interpreter);
  return path.dirname(path.dirname(real));
}

/** Whether the folder is a virtual environment. */
export async function isVirtualEnvironment(prefix: string): Promise<boolean> {
  return (await readVenvSettings(prefix)) !== null;
}

/**
 * Asks an interpreter where its packages are, for those that only they know: pyenv's shims, Debian's python. It runs
 * isolated and without `site`, so nothing of a package's own (`.pth` files) is executed, and in a neutral folder.
 * @returns null where it does not answer within 10 s: no Python 3, or broken
 */
export async function askInterpreter(
  interpreter: string,
  signal?: AbortSignal,
): Promise<PythonPackages | null> {
  const { code, stdout } = await run(interpreter, ['-I', '-S', '-c', question], {
    name: interpreter,
    cwd: tmpdir(),
    timeLimit: 10_000,
    ...(signal ? { signal } : {}),
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    return { code: null, stdout: '' };
  });
  const answer = /^saved-model (\S+) (\[.*\])$/m.exec(stdout);
  if (code !== 0 || !answer) return null;
  return {
    version: answer[1] ?? null,
    folders: [...new Set(JSON.parse(answer[2] ?? '[]') as string[])],
  };
}

const question = `
import json, os, site, sys, sysconfig
folders = [sysconfig.get_path('purelib'), sysconfig.get_path('platlib')]
venv = os.path.dirname(os.path.dirname(os.path.abspath(sys.executable)))
if os.path.exists(os.path.join(venv, 'pyvenv.cfg')):
    folders = [sysconfig.get_path(name, vars={'base': venv, 'platbase': venv}) for name in ('purelib', 'platlib')] + folders
else:
    folders += site.getsitepackages() + [site.getusersitepackages()]
print('saved-model', '%d.%d' % sys.version_info[:2], json.dumps(folders))
`;

async function packageFolders(prefix: string): Promise<string[]> {
  if (process.platform === 'win32') return [path.join(prefix, 'Lib', 'site-packages')];
  const folders: string[] = [];
  for (const lib of ['lib', 'lib64']) {
    const names = await readdir(path.join(prefix, lib)).catch(() => []);
    for (const name of names.filter((each) => /^python3(\.\d+)?$/.test(each))) {
      folders.push(path.join(prefix, lib, name, 'site-packages'));
      folders.push(path.join(prefix, lib, name, 'dist-packages')); // Debian's name for it
    }
  }
  return folders;
}

/** `pyvenv.cfg`: `key = value` lines. */
async function readVenvSettings(prefix: string): Promise<Map<string, string> | null> {
  const text = await readFile(path.join(prefix, 'pyvenv.cfg'), 'utf8').catch(() => null);
  if (text === null) return null;
  const settings = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const equals = line.indexOf('=');
    if (equals < 0) continue;
    settings.set(line.slice(0, equals).trim().toLowerCase(), line.slice(equals + 1).trim());
  }
  return settings;
}
