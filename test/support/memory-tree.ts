import { AppError } from '../../src/core/errors.ts';
import type { ArtifactTree, TreeEntry } from '../../src/io/byte-source.ts';
import { openZip } from '../../src/io/zip.ts';
import { MemorySource } from './memory-source.ts';

/** A checkpoint's files in memory, for tests that open thousands of them. */
export function memoryTree(prefix: string, files: ReadonlyMap<string, Uint8Array>): ArtifactTree {
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
    path: `/memory/${prefix}`,
    root: '/memory',
    kind: 'prefix',
    file: null,
    entries: () => Promise.resolve([...files.keys()].sort().flatMap((path) => entry(path) ?? [])),
    entry: (path) => Promise.resolve(entry(path)),
    open,
    archive: async (path, signal) => openZip(await open(path), path, signal),
    list: (directory) => Promise.resolve(directory === '' ? [...files.keys()].sort() : []),
  };
}

/** One file in memory. */
export function memoryFile(name: string, bytes: Uint8Array): ArtifactTree {
  return { ...memoryTree(name, new Map([[name, bytes]])), kind: 'file', file: name };
}
