import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';

/**
 * Programs of these names on the PATH, in its order, the names in theirs. Relative entries are left out, and so is
 * what lies in the current folder: a project that is merely looked at must not bring its own programs.
 */
export async function programsOnPath(names: readonly string[]): Promise<string[]> {
  const here = process.cwd();
  const endings = process.platform === 'win32' ? ['.exe'] : [''];
  const candidates = (process.env.PATH ?? '')
    .split(path.delimiter)
    .filter((folder) => path.isAbsolute(folder) && !isInside(folder, here))
    .flatMap((folder) =>
      names.flatMap((name) => endings.map((end) => path.join(folder, name + end))),
    );
  const executable = await Promise.all(candidates.map(isExecutable));
  return [...new Set(candidates.filter((_, index) => executable[index]))];
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
