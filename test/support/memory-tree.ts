import { AppError } from '../../src/core/errors.ts';
import type { ArtifactTree, TreeEntry } from '../../src/io/byte-source.ts';
import { openZip } from '../../src/io/zip.ts';
import { MemorySource } from './memory-source.ts';

type Files = ReadonlyMap<string, Uint8Array>;

/** A checkpoint's files in memory, for tests that open thousands of them. */
export function memoryTree(prefix: string, files: Files): ArtifactTree {
  return tree({ path: `/memory/${prefix}`, kind: 'prefix', file: null }, files);
}

/** One file in memory, and what lies beside it. */
export function memoryFile(
  name: string,
  bytes: Uint8Array,
  beside: Files = new Map(),
): ArtifactTree {
  const files = new Map([...beside, [name, bytes]]);
  return tree({ path: `/memory/${name}`, kind: 'file', file: name }, files);
}

/** A directory in memory. */
export function memoryDirectory(files: Files): ArtifactTree {
  return tree({ path: '/memory', kind: 'directory', file: null }, files);
}

function tree(what: Pick<ArtifactTree, 'path' | 'kind' | 'file'>, files: Files): ArtifactTree {
  const entry = (path: string): TreeEntry | null => {
    const bytes = files.get(path);
    return bytes ? { path, bytes: bytes.length, modified: 0, identity: path, leadsTo: null } : null;
  };
  const open = (path: string): Promise<MemorySource> => {
    const bytes = files.get(path);
    return bytes
      ? Promise.resolve(new MemorySource(bytes))
      : Promise.reject(new AppError({ code: 'not-found', message: `There is no ${path}.`, path }));
  };
  return {
    ...what,
    root: '/memory',
    entries: () => Promise.resolve([...files.keys()].sort().flatMap((path) => entry(path) ?? [])),
    entry: (path) => Promise.resolve(entry(path)),
    open,
    archive: async (path, signal) => openZip(await open(path), `/memory/${path}`, signal),
    list: (directory) => Promise.resolve(namesIn(directory, files)),
  };
}

function namesIn(directory: string, files: Files): readonly string[] {
  const prefix = directory === '' ? '' : `${directory}/`;
  const names = [...files.keys()]
    .filter((path) => path.startsWith(prefix))
    .map((path) => path.slice(prefix.length).replace(/\/.*/s, '/'));
  return [...new Set(names)].sort();
}
