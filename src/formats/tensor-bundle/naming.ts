import { openedPrefix } from '../../codec/checkpoint/prefix.ts';
import { numberedFile } from '../../core/checkpoint-files.ts';
import type { ArtifactTree } from '../../io/byte-source.ts';

export function indexName(prefix: string): string {
  return `${prefix}.index`;
}

export function shardName(prefix: string, shard: number, shards: number): string {
  return numberedFile(`${prefix}.data`, shard, shards);
}

/** The checkpoint's prefix that a tree was opened for, relative to the tree's root; null where it is for none. */
export function treePrefix(tree: ArtifactTree): string | null {
  if (tree.file?.endsWith('.index') === true) return tree.file.slice(0, -'.index'.length);
  return openedPrefix(tree);
}
