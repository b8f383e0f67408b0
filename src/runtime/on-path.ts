import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import path from 'node:path';

/**
 * Programs of these names on the PATH, in its order, the names in theirs. Relative entries are left out, and so is
 * what lies in the current folder: a project that is merely looked at must not bring its own programs.
 */
export async function programsOnPath(names: readonly string[]): Promise<string[]> {
  const here = process.cwd();
  const endings = process.platform === 'win32' ? ['.exe'] : [''];
  const folders = (process.env.PATH ?? '')
    .split(path.delimiter)
    .filter((folder) => path.isAbsolute(folder) && !isInside(folder, here));
  // Of a folder that is there twice (/bin is /usr/bin) the first; a program's own link says where it belongs.
  const real = await Promise.all(folders.map((folder) => realpath(folder).catch(() => folder)));
  const candidates = folders
    .filter((_, index) => real.indexOf(real[index] ?? '') === index)
    .flatMap((folder) =>
      names.flatMap((name) => endings.map((end) => path.join(folder, name + end))),
    );
  const executable = await Promise.all(candidates.map(isExecutable));
  return candidates.filter((_, index) => executable[index]);
}

/** Whether a path is a folder or lies below it; never so for the root, in which everything lies. */
export function isInside(inner: string, folder: string): boolean {
  if (path.dirname(folder) === folder) return false;
  const relative = path.relative(folder, inner);
  return relative === '' || (!relative.startsWith('..') && !path.isAbsolute(relative));
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
