import { readdir, readlink, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import type { Dirent } from 'node:fs';
import { checkpointFile } from '../core/checkpoint-files.ts';
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
    if (!(await isPrefix(absolute))) throw status;
    return prefixTree(absolute);
  }
  if (status.isDirectory()) return directoryTree(absolute);
  return tree(absolute, dirname(absolute), 'file', basename(absolute));
}

/** Whether a checkpoint of this prefix lies there: an index, or shards of the first format. */
async function isPrefix(absolute: string): Promise<boolean> {
  const names = await readdir(dirname(absolute)).catch(() => []);
  return names.some((name) => {
    const file = checkpointFile(name);
    return file?.prefix === basename(absolute) && (file.part === 'index' || file.part === 'shard');
  });
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
  /** `root` with every link resolved. */
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

  /** Breadth first, so that what lies near the root is found even where the limit cuts the rest off. */
  async entries(): Promise<readonly TreeEntry[]> {
    const found: TreeEntry[] = [];
    const directories: Directory[] = [{ path: '', real: this.#real }];
    const entered = new Set([this.#real]);
    for (
      let directory = directories.shift();
      directory !== undefined && found.length < limits.directoryEntries;
      directory = directories.shift()
    ) {
      const { path: parent, real } = directory;
      const names = await this.#directory(parent).catch(() => []);
      const files: Promise<TreeEntry | null>[] = [];
      for (const name of names.slice(0, limits.directoryEntries - found.length)) {
        const path = parent === '' ? name.name : `${parent}/${name.name}`;
        if (name.isDirectory()) {
          if (this.kind === 'directory') directories.push({ path, real: join(real, name.name) });
        } else if (name.isFile()) {
          // No link on the way from the directory: half of the system calls of `entry`.
          files.push(this.#entryAt(path, join(real, name.name)).catch(() => null));
        } else if (name.isSymbolicLink()) {
          const target = await this.#linkedDirectory(path);
          if (target === null) files.push(this.entry(path).catch(() => null));
          else if (this.kind === 'directory' && !entered.has(target)) {
            entered.add(target);
            directories.push({ path, real: target });
          }
        }
      }
      found.push(...(await Promise.all(files)).filter((entry) => entry !== null));
    }
    return found.sort((x, y) => (x.path < y.path ? -1 : 1));
  }

  async entry(path: string): Promise<TreeEntry | null> {
    const target = await realTarget(this.#absolute(path));
    return target === null ? null : this.#entryAt(path, target);
  }

  async open(path: string): Promise<ByteSource> {
    const absolute = this.#absolute(path);
    return openFile(absolute).catch(async (thrown: unknown) => {
      throw (await leadsNowhere(absolute)) ?? thrown;
    });
  }

  async archive(path: string, signal?: AbortSignal): Promise<Archive> {
    return openZip(await this.open(path), this.#absolute(path), signal);
  }

  async list(directory: string): Promise<readonly string[]> {
    const names: string[] = [];
    for (const entry of await this.#directory(directory)) {
      const isFolder = entry.isSymbolicLink()
        ? await isDirectory(resolve(this.root, directory, entry.name))
        : entry.isDirectory();
      names.push(isFolder ? `${entry.name}/` : entry.name);
    }
    return names.sort();
  }

  /**
   * Where a linked directory leads, if it is to be entered: not where it leads into the tree, whose files have their
   * own paths, nor to a directory that holds the tree, which would be a circle.
   * @returns null for what is no link to a directory; the root for one that is not to be entered
   */
  async #linkedDirectory(path: string): Promise<string | null> {
    const target = await realTarget(this.#absolute(path)).catch(() => null);
    if (target === null || !(await isDirectory(target))) return null;
    return isInside(target, this.#real) || isInside(this.#real, target) ? this.#real : target;
  }

  /** What lies in a directory of the tree; nothing where there is no such directory. */
  async #directory(path: string): Promise<readonly Dirent[]> {
    const absolute = this.#absolute(path);
    try {
      const found = await readdir(absolute, { withFileTypes: true });
      return found.filter(({ name }) => !isLitter(name));
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === 'ENOTDIR' || code === 'ENOENT') return [];
      throw systemError(error, absolute, 'read');
    }
  }

  #absolute(path: string): string {
    const absolute = resolve(this.root, path);
    if (isInside(absolute, this.root)) return absolute;
    throw new AppError({
      code: 'unreadable',
      message: `${path} leads out of ${this.root} and is not followed. Put a copy of the file in its place to read it.`,
      path: join(this.root, path),
    });
  }

  /** Null for what is no regular file. */
  async #entryAt(path: string, real: string): Promise<TreeEntry | null> {
    const status = await stat(real).catch((error: unknown) => {
      throw systemError(error, real, 'read');
    });
    if (!status.isFile()) return null;
    return {
      path,
      bytes: status.size,
      modified: Math.trunc(status.mtimeMs),
      identity: `${String(status.dev)}:${String(status.ino)}`,
      leadsTo: isInside(real, this.#real) ? null : real,
    };
  }
}

/** A directory on the way: its path in the tree, and where it really lies. */
interface Directory {
  readonly path: string;
  readonly real: string;
}

/** The path with every link resolved; null where nothing is there. */
async function realTarget(absolute: string): Promise<string | null> {
  return realpath(absolute).catch((error: unknown) => {
    const failure = systemError(error, absolute, 'read');
    if (failure.code === 'not-found') return null;
    throw failure;
  });
}

/** The error for a link whose file is not there, as large files are before they were fetched; null for all else. */
async function leadsNowhere(absolute: string): Promise<AppError | null> {
  const target = await readlink(absolute).catch(() => null);
  if (target === null || (await realTarget(absolute).catch(() => '')) !== null) return null;
  return new AppError({
    code: 'missing-part',
    message: `${absolute} is a link to ${target}, where nothing is. Fetch the file with the tool that keeps it (such as dvc pull or hf download), or correct the link.`,
    path: absolute,
  });
}

/** What archivers of macOS leave beside every file; it only looks like the file. */
function isLitter(name: string): boolean {
  return name === '__MACOSX' || name === '.DS_Store' || name.startsWith('._');
}

function isInside(path: string, root: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}

function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (target) => target.isDirectory(),
    () => false,
  );
}
