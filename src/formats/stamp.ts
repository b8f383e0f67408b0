import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { stateFileName } from '../codec/checkpoint/list.ts';
import { checkpointFile, mayBeCheckpoint } from '../core/checkpoint-files.ts';
import type { ArtifactTree, TreeEntry } from '../io/byte-source.ts';
import type { FormatId } from '../protocol/model.ts';

/** A word that changes whenever one of the files does: a hash of path, size, time and identity of each. */
export function stampOf(entries: readonly TreeEntry[]): string {
  const hash = createHash('sha256');
  for (const { path, bytes, modified, identity } of entries) {
    hash.update(`${path}\0${String(bytes)}\0${String(modified)}\0${identity}\n`);
  }
  return hash.digest('hex').slice(0, 32);
}

/** Whether this is a file of recorded predictions, by its name: our own, or TensorFlow Serving's. */
export function isPredictionFile(path: string): boolean {
  return /(?:^|[/.])predictions\.json$|(?:^|\/)tf_serving_warmup_requests$/.test(path);
}

/**
 * The files that make the artifact what it is, without those that merely lie beside it. Prediction files are left
 * out: they say something about the artifact and are no change of it.
 */
export async function ownEntries(
  tree: ArtifactTree,
  format: FormatId,
): Promise<readonly TreeEntry[]> {
  if (tree.kind === 'directory' && format !== 'checkpoint-directory') {
    return (await tree.entries()).filter(({ path }) => !isPredictionFile(path));
  }
  const own = ownNames(tree, format);
  if (own === null) return present([await tree.entry(tree.file ?? '')]);
  const all = await tree.list('');
  const beside = new Set(all);
  const names = all.filter((name) => own(name, beside));
  // A link that leads nowhere is the reader's to report; the rest of the directory still opens.
  return present(await Promise.all(names.map((name) => entryOf(tree, name))));
}

function entryOf(tree: ArtifactTree, name: string): Promise<TreeEntry | null> {
  return tree.entry(name).catch(() => null);
}

type OwnName = (name: string, beside: ReadonlySet<string>) => boolean;

/** Which names in the directory are files of the artifact; null for one that is a file by itself. */
function ownNames(tree: ArtifactTree, format: FormatId): OwnName | null {
  if (tree.kind === 'directory') {
    return (name, beside) => {
      const file = checkpointFile(name);
      // Other programs have files with names of shards.
      const sure = file !== null && (file.part !== 'shard' || mayBeCheckpoint(file.prefix, beside));
      return name === stateFileName || sure || mayBeCheckpoint(name, beside);
    };
  }
  if (tree.kind === 'prefix') return ofCheckpoint(basename(tree.path));
  const file = tree.file ?? '';
  if (format === 'tf-checkpoint-v1') return ofCheckpoint(file);
  if (format === 'keras-weights-hdf5') return withShards(file);
  // The graph beside a checkpoint, whose variables are the checkpoint's.
  const graph = format === 'meta-graph' ? checkpointFile(file) : null;
  return graph && ofCheckpoint(graph.prefix);
}

/** The files of one checkpoint, its graph among them: `ckpt-1` has none of those of `ckpt-10`. */
function ofCheckpoint(prefix: string): OwnName {
  return (name) => name === prefix || checkpointFile(name)?.prefix === prefix;
}

/** A map of Keras's weights with its shards; null for any other file, which is alone. */
function withShards(file: string): OwnName | null {
  const stem = file.replace(/\.weights\.json$/, '');
  if (stem === file) return null;
  const shard = /^_\d{5}\.weights\.h5$/;
  return (name) => name === file || (name.startsWith(stem) && shard.test(name.slice(stem.length)));
}

function present(entries: readonly (TreeEntry | null)[]): readonly TreeEntry[] {
  return entries.filter((entry) => entry !== null);
}
