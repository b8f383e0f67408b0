import type { ArtifactTree } from '../../io/byte-source.ts';

/** The checkpoint's prefix that a tree was opened for, relative to the tree's root; null where it is for a file or a directory. */
export function openedPrefix(tree: ArtifactTree): string | null {
  if (tree.kind !== 'prefix') return null;
  return tree.path.slice(tree.root.length).replaceAll('\\', '/').replace(/^\/+/, '');
}

/** Directory of a relative path, '' for the root. */
export function directoryOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** Paths of what lies in the directory of a prefix, itself among them. */
export async function besidePrefix(tree: ArtifactTree, prefix: string): Promise<readonly string[]> {
  const directory = directoryOf(prefix);
  const within = directory === '' ? '' : `${directory}/`;
  return (await tree.list(directory)).map((name) => within + name);
}
