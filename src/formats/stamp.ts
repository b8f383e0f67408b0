import { createHash } from 'node:crypto';
import { basename } from 'node:path';
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
  if (tree.kind === 'file') {
    const file = tree.file ?? '';
    const shards = format === 'keras-weights-hdf5' ? await kerasShards(tree, file) : [];
    return present(await Promise.all([file, ...shards].map((name) => entryOf(tree, name))));
  }
  if (tree.kind === 'directory' && format !== 'checkpoint-directory') {
    return (await tree.entries()).filter(({ path }) => !isPredictionFile(path));
  }
  const isOwn =
    tree.kind === 'prefix'
      ? belongsTo(basename(tree.path))
      : (name: string) => name === 'checkpoint' || checkpointFile.test(name);
  const names = (await tree.list('')).filter(isOwn);
  // A link that leads nowhere is the reader's to report; the rest of the directory still opens.
  return present(await Promise.all(names.map((name) => entryOf(tree, name))));
}

function entryOf(tree: ArtifactTree, name: string): Promise<TreeEntry | null> {
  return tree.entry(name).catch(() => null);
}

/** Files that hold the weights of a map of Keras's, by name; none for any other file. */
async function kerasShards(tree: ArtifactTree, file: string): Promise<readonly string[]> {
  const stem = file.replace(/\.weights\.json$/, '');
  if (stem === file) return [];
  return (await tree.list('')).filter(
    (name) =>
      name.startsWith(`${stem}_`) && /^\d{5}\.weights\.h5$/.test(name.slice(stem.length + 1)),
  );
}

const checkpointFile = /\.(?:index|data-\d{5}-of-\d{5})$/;

/** Index and data files of one checkpoint: `ckpt-1` has none of those of `ckpt-10`. */
function belongsTo(prefix: string): (name: string) => boolean {
  return (name) => name.replace(checkpointFile, '') === prefix && name !== prefix;
}

function present(entries: readonly (TreeEntry | null)[]): readonly TreeEntry[] {
  return entries.filter((entry) => entry !== null);
}
