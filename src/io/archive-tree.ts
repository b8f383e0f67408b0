import { AppError } from '../core/errors.ts';
import type { Archive, ArchiveEntry, ArtifactTree, ByteSource, TreeEntry } from './byte-source.ts';

/** The files in an archive, as if it were a directory. */
export class ArchiveTree implements ArtifactTree {
  readonly path: string;
  readonly root: string;
  readonly kind = 'directory';
  readonly file = null;
  readonly #entries: ReadonlyMap<string, ArchiveEntry>;

  /** @param path of the archive */
  constructor(path: string, entries: readonly ArchiveEntry[]) {
    this.path = path;
    this.root = path;
    this.#entries = new Map(entries.map((entry) => [entry.path, entry]));
  }

  entries(): Promise<readonly TreeEntry[]> {
    const all = [...this.#entries.values()].map(asTreeEntry);
    return Promise.resolve(all.sort((a, b) => (a.path < b.path ? -1 : 1)));
  }

  entry(path: string): Promise<TreeEntry | null> {
    const entry = this.#entries.get(path);
    return Promise.resolve(entry ? asTreeEntry(entry) : null);
  }

  async open(path: string): Promise<ByteSource> {
    const entry = this.#entries.get(path);
    if (!entry) {
      throw new AppError({
        code: 'not-found',
        message: `${this.path} has no ${path} in it.`,
        path: this.path,
      });
    }
    return entry.open();
  }

  archive(path: string): Promise<Archive> {
    throw new AppError({
      code: 'unsupported',
      message: `${path} in ${this.path} is an archive in an archive, which is not opened.`,
      path: this.path,
    });
  }

  async list(directory: string): Promise<readonly string[]> {
    const prefix = directory === '' ? '' : `${directory}/`;
    const names = (await this.entries())
      .filter(({ path }) => path.startsWith(prefix))
      .map(({ path }) => path.slice(prefix.length))
      .map((rest) => rest.replace(/\/.*/s, '/'));
    return [...new Set(names)];
  }
}

/** An entry changes with its archive, whose own entry tells of time and identity. */
function asTreeEntry({ path, bytes }: ArchiveEntry): TreeEntry {
  return { path, bytes, modified: 0, identity: path, leadsTo: null };
}
