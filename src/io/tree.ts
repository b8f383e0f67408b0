import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { Stats } from 'node:fs';
import { AppError } from '../core/errors.ts';
import { limits } from '../protocol/limits.ts';
import type { ArtifactTree, ByteSource, TreeEntry } from './byte-source.ts';
import { openFile } from './file-source.ts';
import { systemError } from './system-error.ts';

/**
 * The tree of what a person named: a directory, a file, or the prefix of a checkpoint's files (`ckpt-5` for
 * `ckpt-5.index` and its shards).
 * @throws AppError `not-found` or `unreadable`
 */
export async function openTree(path: string): Promise<ArtifactTree> {
  const absolute = resolve(path);
  const status = await stat(absolute).catch((error: unknown) => {
    const failure = systemError(error, absolute, 'open');
    if (failure.code !== 'not-found') throw failure;
    return failure;
  });
  if (status instanceof AppError) {
    const index = await stat(`${absolute}.index`).catch(() => null);
    if (!index?.isFile()) throw status;
    return prefixTree(absolute);
  }
  if (status.isDirectory()) return directoryTree(absolute);
  return tree(absolute, dirname(absolute), 'file', basename(absolute));
}

/** All that lies below a directory. */
export function directoryTree(path: string): Promise<ArtifactTree> {
  return tree(path, path, 'directory', null);
}

/** The files of one checkpoint: `path` is the index's path without `.index`. */
export function prefixTree(path: string): Promise<ArtifactTree> {
  return tree(path, dirname(path), 'prefix', null);
}

async function tree(
  path: string,
  root: string,
  kind: ArtifactTree['kind'],
  file: string | null,
): Promise<ArtifactTree> {
  const real = await realpath(root).catch((error: unknown) => {
    throw systemError(error, root, 'open');
  });
  return new FileTree(path, root, kind, file, real);
}

class FileTree implements ArtifactTree {
  readonly path: string;
  readonly root: string;
  readonly kind: ArtifactTree['kind'];
  readonly file: string | null;
  /** `root` with every link resolved: what may be read lies below it. */
  readonly #real: string;

  constructor(
    path: string,
    root: string,
    kind: ArtifactTree['kind'],
    file: string | null,
    real: string,
  ) {
    this.path = path;
    this.root = root;
    this.kind = kind;
    this.file = file;
    this.#real = real;
  }

  /**
   * Breadth first, so that what lies near the root is found even where the limit cuts the rest off. Links are
   * listed as files; a linked directory is not entered, or a circle of links would never end.
   */
  async entries(): Promise<readonly TreeEntry[]> {
    const found: TreeEntry[] = [];
    const directories = [''];
    for (
      let directory = directories.shift();
      directory !== undefined;
      directory = directories.shift()
    ) {
      for (const name of await this.list(directory)) {
        const path = directory === '' ? name : `${directory}/${name}`;
        if (name.endsWith('/')) {
          const inside = path.slice(0, -1);
          if (this.kind === 'directory' && !(await this.#isLink(inside))) directories.push(inside);
          continue;
        }
        const entry = await this.entry(path).catch(() => null);
        if (entry) found.push(entry);
        if (found.length >= limits.directoryEntries) return sorted(found);
      }
    }
    return sorted(found);
  }

  async entry(path: string): Promise<TreeEntry | null> {
    const absolute = this.#absolute(path);
    const status = await this.#status(absolute);
    if (!status?.isFile()) return null;
    return {
      path,
      bytes: status.size,
      modified: Math.trunc(status.mtimeMs),
      identity: `${String(status.dev)}:${String(status.ino)}`,
    };
  }

  async open(path: string): Promise<ByteSource> {
    const absolute = this.#absolute(path);
    await this.#status(absolute);
    return openFile(absolute);
  }

  async list(directory: string): Promise<readonly string[]> {
    const absolute = this.#absolute(directory);
    const status = await this.#status(absolute);
    if (!status?.isDirectory()) return [];
    const found = await readdir(absolute, { withFileTypes: true }).catch((error: unknown) => {
      throw systemError(error, absolute, 'read');
    });
    const names: string[] = [];
    for (const entry of found) {
      if (isLitter(entry.name)) continue;
      const isDirectory = entry.isSymbolicLink()
        ? await stat(join(absolute, entry.name)).then(
            (target) => target.isDirectory(),
            () => false,
          )
        : entry.isDirectory();
      names.push(isDirectory ? `${entry.name}/` : entry.name);
    }
    return names.sort();
  }

  #absolute(path: string): string {
    const absolute = resolve(this.root, path);
    if (!isInside(absolute, this.root)) throw this.#leadsOut(path);
    return absolute;
  }

  /** Null where nothing is there. Refuses what a link leads to outside of the root. */
  async #status(absolute: string): Promise<Stats | null> {
    try {
      const target = await realpath(absolute);
      if (!isInside(target, this.#real) && !this.#isNamed(absolute)) {
        throw this.#leadsOut(relative(this.root, absolute));
      }
      return await stat(target);
    } catch (error) {
      const failure = systemError(error, absolute, 'read');
      if (failure.code === 'not-found') return null;
      throw failure;
    }
  }

  /** The file that the person named may itself be a link to anywhere. */
  #isNamed(absolute: string): boolean {
    return this.file !== null && absolute === resolve(this.root, this.file);
  }

  async #isLink(path: string): Promise<boolean> {
    return (await lstat(resolve(this.root, path))).isSymbolicLink();
  }

  #leadsOut(path: string): AppError {
    return new AppError({
      code: 'unreadable',
      message: `${path} leads out of ${this.root} and is not followed. Put a copy of the file in its place to read it.`,
      path: join(this.root, path),
    });
  }
}

/** What archivers of macOS leave beside every file; it only looks like the file. */
function isLitter(name: string): boolean {
  return name === '__MACOSX' || name === '.DS_Store' || name.startsWith('._');
}

function isInside(path: string, root: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}

function sorted(entries: TreeEntry[]): TreeEntry[] {
  return entries.sort((a, b) => (a.path < b.path ? -1 : 1));
}
