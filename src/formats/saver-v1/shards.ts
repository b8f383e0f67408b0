import { besidePrefix } from '../../codec/checkpoint/prefix.ts';
import { openTable, type Table } from '../../codec/sstable/table.ts';
import { checkpointFile, numberedFile } from '../../core/checkpoint-files.ts';
import type { Place } from '../../core/read-error.ts';
import { addTo } from '../../core/multimap.ts';
import type { ArtifactTree, ByteSource } from '../../io/byte-source.ts';

/** The files of a checkpoint, as their names tell. */
export interface ShardFiles {
  /** Relative to the tree's root, by their number; those that are missing are named, too. */
  readonly files: readonly ShardFile[];
  /** Shards of another save with the same prefix: of another number of files. */
  readonly stale: readonly string[];
}

export interface ShardFile {
  /** Relative to the tree's root. */
  readonly file: string;
  readonly present: boolean;
}

/** A file of a checkpoint, opened. */
export interface OpenShard {
  readonly file: string;
  readonly place: Place;
  readonly source: ByteSource;
  readonly table: Table;
}

/** File names have five digits; more shards than that have no names of their own. */
const mostShards = 99_999;

/** The one file of the prefix's own name, else its shards. Opens none; empty where there are none. */
export async function findShards(tree: ArtifactTree, prefix: string): Promise<ShardFiles> {
  if (await tree.entry(prefix)) return { files: [{ file: prefix, present: true }], stale: [] };
  const byCount = new Map<number, string[]>();
  for (const path of await besidePrefix(tree, prefix)) {
    const file = checkpointFile(path);
    if (file?.part !== 'shard' || file.prefix !== prefix) continue;
    if (file.count <= mostShards && file.number < file.count) addTo(byCount, file.count, path);
  }
  const sets = await Promise.all(
    [...byCount].map(async ([count, paths]) => ({
      count,
      paths,
      complete: paths.length === count,
      modified: await newest(tree, paths),
    })),
  );
  // Of several saves the one that is complete, else the one that was written last.
  sets.sort((a, b) => Number(b.complete) - Number(a.complete) || b.modified - a.modified);
  const [chosen, ...others] = sets;
  const present = new Set(chosen?.paths);
  return {
    files: Array.from({ length: chosen?.count ?? 0 }, (_, number) => {
      const file = numberedFile(prefix, number, chosen?.count ?? 0);
      return { file, present: present.has(file) };
    }),
    stale: others.flatMap(({ paths }) => paths).sort(),
  };
}

async function newest(tree: ArtifactTree, paths: readonly string[]): Promise<number> {
  const entries = await Promise.all(paths.map((path) => tree.entry(path).catch(() => null)));
  return Math.max(0, ...entries.map((entry) => entry?.modified ?? 0));
}

/** @throws ReadError for a file that is no table */
export async function openShard(
  tree: ArtifactTree,
  file: string,
  signal?: AbortSignal,
): Promise<OpenShard> {
  const place: Place = { format: 'tf-checkpoint-v1', path: `${tree.root}/${file}` };
  const source = await tree.open(file);
  try {
    const table = await openTable(source, place, 'TensorFlow checkpoint', signal);
    return { file, place, source, table };
  } catch (thrown) {
    await source.close();
    throw thrown;
  }
}
