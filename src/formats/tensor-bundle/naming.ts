import type { ArtifactTree } from '../../io/byte-source.ts';

/** File names of a checkpoint, as tensorflow/core/util/tensor_bundle/naming.cc makes them. */

export function indexName(prefix: string): string {
  return `${prefix}.index`;
}

export function shardName(prefix: string, shard: number, shards: number): string {
  const five = (value: number): string => String(value).padStart(5, '0');
  return `${prefix}.data-${five(shard)}-of-${five(shards)}`;
}

/** Prefix, number and count in the name of a shard; null for any other name. */
export function parseShardName(
  name: string,
): { readonly prefix: string; readonly shard: number; readonly shards: number } | null {
  const match = /^(.+)\.data-(\d{5,})-of-(\d{5,})$/s.exec(name);
  if (!match) return null;
  const [, prefix = '', shard = '', shards = ''] = match;
  return { prefix, shard: Number(shard), shards: Number(shards) };
}

/** The checkpoint's prefix that a tree was opened for, relative to the tree's root; null where it is for none. */
export function treePrefix(tree: ArtifactTree): string | null {
  if (tree.kind === 'prefix') {
    return tree.path.slice(tree.root.length).replaceAll('\\', '/').replace(/^\/+/, '');
  }
  if (tree.file?.endsWith('.index') === true) return tree.file.slice(0, -'.index'.length);
  return null;
}

/** Directory of a relative path, '' for the root. */
export function directoryOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
