import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { Dirent } from 'node:fs';
import { AppError } from '../core/errors.ts';
import { limits } from '../protocol/limits.ts';
import type { Archive, ArtifactTree, ByteSource, TreeEntry } from './byte-source.ts';
import { openFile } from './file-source.ts';
import { systemError } from './system-error.ts';
import { openZip } from './zip.ts';

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
   * Breadth first, so that what lies near the root is found even where the limit cuts the rest off. A linked
   * directory is not entered, or a circle of links would never end.
   */
  async entries(): Promise<readonly TreeEntry[]> {
    const found: TreeEntry[] = [];
    const directories = [''];
    for (
      let directory = directories.shift();
      directory !== undefined && found.length < limits.directoryEntries;
      directory = directories.shift()
    ) {
      const names = await this.#directory(directory).catch(() => []);
      const files: Promise<TreeEntry | null>[] = [];
      for (const name of names.slice(0, limits.directoryEntries - found.length)) {
        const path = directory === '' ? name.name : `${directory}/${name.name}`;
        if (name.isDirectory()) {
          if (this.kind === 'directory') directories.push(path);
        } else if (name.isFile()) {
          // No link on the way, so it cannot lead out: half of the system calls of `entry`.
          files.push(fileEntry(path, join(this.#real, path)).catch(() => null));
        } else if (name.isSymbolicLink()) {
          files.push(this.entry(path).catch(() => null));
        }
      }
      found.push(...(await Promise.all(files)).filter((entry) => entry !== null));
    }
    return found.sort((x, y) => (x.path < y.path ? -1 : 1));
  }

  async entry(path: string): Promise<TreeEntry | null> {
    const target = await this.#target(this.#absolute(path));
    return target === null ? null : fileEntry(path, target);
  }

  async open(path: string): Promise<ByteSource> {
    const absolute = this.#absolute(path);
    await this.#target(absolute);
    return openFile(absolute);
  }

  async archive(path: string, signal?: AbortSignal): Promise<Archive> {
    return openZip(await this.open(path), this.#absolute(path), signal);
  }

  async list(directory: string): Promise<readonly string[]> {
    const names: string[] = [];
    for (const entry of await this.#directory(directory)) {
      const isDirectory = entry.isSymbolicLink()
        ? await leadsToDirectory(resolve(this.root, directory, entry.name))
        : entry.isDirectory();
      names.push(isDirectory ? `${entry.name}/` : entry.name);
    }
    return names.sort();
  }

  /** What lies in a directory of the tree; nothing where there is no such directory. */
  async #directory(path: string): Promise<readonly Dirent[]> {
    const absolute = this.#absolute(path);
    const target = await this.#target(absolute);
    if (target === null) return [];
    try {
      const found = await readdir(target, { withFileTypes: true });
      return found.filter(({ name }) => !isLitter(name));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return [];
      throw systemError(error, absolute, 'read');
    }
  }

  #absolute(path: string): string {
    const absolute = resolve(this.root, path);
    if (!isInside(absolute, this.root)) throw this.#leadsOut(path);
    return absolute;
  }

  /** The path with every link resolved; null where nothing is there. Refuses what leads out of the root. */
  async #target(absolute: string): Promise<string | null> {
    try {
      const target = await realpath(absolute);
      if (!isInside(target, this.#real) && !this.#isNamed(absolute)) {
        throw this.#leadsOut(relative(this.root, absolute));
      }
      return target;
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

/** Null for what is no regular file. */
async function fileEntry(path: string, absolute: string): Promise<TreeEntry | null> {
  const status = await stat(absolute).catch((error: unknown) => {
    throw systemError(error, absolute, 'read');
  });
  if (!status.isFile()) return null;
  return {
    path,
    bytes: status.size,
    modified: Math.trunc(status.mtimeMs),
    identity: `${String(status.dev)}:${String(status.ino)}`,
  };
}

function leadsToDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (target) => target.isDirectory(),
    () => false,
  );
}
