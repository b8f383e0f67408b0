import { join } from 'node:path';
import { listCheckpoints } from '../codec/checkpoint/list.ts';
import { checkpointFile, isCheckpointName } from '../core/checkpoint-files.ts';
import { AppError } from '../core/errors.ts';
import { addTo } from '../core/multimap.ts';
import { compareNatural } from '../core/natural.ts';
import type { ArtifactTree, TreeEntry } from '../io/byte-source.ts';
import { directoryTree, openTree } from '../io/tree.ts';
import { limits } from '../protocol/limits.ts';
import type { FormatId, Part } from '../protocol/model.ts';
import { probe } from './probe.ts';
import { readers } from './registry.ts';

/** Files by which a directory is looked at as an artifact. */
const directoryFile = /^(?:saved_model\.(?:pb|pbtxt|cpb)|checkpoint|metadata\.json)$/s;

/** Files that may be artifacts of their own. What they are, their content tells. */
const singleFile = /\.(?:npy|npz|pb|pbtxt|meta|keras|h5|hdf5|weights\.json)$/i;

/** A shard of Keras's weights, and the name that it has in common with its map. */
const kerasShard = /^(.*)_\d{5}\.weights\.h5$/s;

/** Files of a model that is a directory, which are no artifacts of their own. */
const modelFiles: Readonly<Partial<Record<FormatId, RegExp>>> = {
  'saved-model': /^(?:saved_model\.(?:pb|pbtxt)|fingerprint\.pb|keras_metadata\.pb)$/,
  'keras-archive': /^model\.weights\.(?:h5|json)$/,
  // A meta graph beside a checkpoint, or in a session bundle, belongs to it.
  'checkpoint-directory': /\.meta$/,
  'meta-graph': /\.meta$/,
};

/** Directories of a model. */
const modelDirectory = /^(?:variables|assets|assets\.extra)(?:\/|$)/;

/** What an interrupted save leaves: its checkpoints were about to become others. */
const leftover = /_temp(?:_[\da-f]+)?(?:\/|$)/;

/**
 * The artifacts in a directory, without the one that it is itself: the versions of a model, its checkpoints, arrays
 * beside it. Looks at names first, and then into what may be one.
 * @param itself the format of the directory as an artifact; null for one that is none
 */
export async function findParts(
  tree: ArtifactTree,
  itself: FormatId | null,
): Promise<readonly Part[]> {
  const entries = await tree.entries();
  const files = new Set(entries.map(({ path }) => path));
  const parts: Part[] = [];
  const isModel = (format: FormatId | null): boolean =>
    format === 'saved-model' || format === 'keras-archive';
  const models: string[] = isModel(itself) ? [''] : [];
  for (const [directory, here] of [...byDirectory(entries)].sort(([a], [b]) =>
    compareNatural(a, b),
  )) {
    if (parts.length >= limits.parts) break;
    if (leftover.test(directory) || isOfModel(directory, models)) continue;
    const format =
      directory === ''
        ? itself
        : here.some(({ path }) => tellsOfDirectory(nameOf(path)))
          ? await formatOf(() => directoryTree(join(tree.root, directory)))
          : null;
    if (isModel(format) && directory !== '') models.push(directory);
    if (format !== null && directory !== '') {
      const below = `${directory}/`;
      const own = isModel(format) ? entries.filter(({ path }) => path.startsWith(below)) : here;
      parts.push(partOf(directory, format, own));
    }
    if (format === 'checkpoint-directory' && directory === '') {
      parts.push(...(await checkpointsIn(tree, here)));
    }
    for (const file of here) {
      if (parts.length >= limits.parts) break;
      const name = nameOf(file.path);
      const isOfModel = format !== null && modelFiles[format]?.test(name) === true;
      if (!singleFile.test(name) || isOfModel || mapOf(file.path, files) !== null) continue;
      const found = await formatOf(() => openTree(join(tree.root, file.path)));
      const shards = here.filter(({ path }) => mapOf(path, files) === file.path);
      if (found !== null) parts.push(partOf(file.path, found, [file, ...shards]));
    }
  }
  // As the Explorer lists them: folders first.
  const isFile = ({ path, format }: Part): number =>
    files.has(path) || format.startsWith('tf-checkpoint') ? 1 : 0;
  return parts.sort((a, b) => isFile(a) - isFile(b) || compareNatural(a.path, b.path));
}

/** Whether a file of this name makes its directory one that is looked at as an artifact. */
function tellsOfDirectory(name: string): boolean {
  return directoryFile.test(name) || checkpointFile(name) !== null || isCheckpointName(name);
}

/** The checkpoints of a directory, each with the size of all of its files. */
async function checkpointsIn(
  tree: ArtifactTree,
  here: readonly TreeEntry[],
): Promise<readonly Part[]> {
  const ofPrefix = new Map<string, TreeEntry[]>();
  for (const entry of here)
    addTo(ofPrefix, checkpointFile(entry.path)?.prefix ?? entry.path, entry);
  const listed = await listCheckpoints(tree);
  return listed.map(({ prefix, format }) => partOf(prefix, format, ofPrefix.get(prefix) ?? []));
}

/** A part, with what its files say of it. */
export function partOf(path: string, format: FormatId, files: readonly TreeEntry[]): Part {
  return {
    path,
    format,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    modified: files.length === 0 ? null : Math.max(...files.map(({ modified }) => modified)),
    readable: readers.some((reader) => reader.format === format),
  };
}

function byDirectory(entries: readonly TreeEntry[]): ReadonlyMap<string, TreeEntry[]> {
  const directories = new Map<string, TreeEntry[]>();
  for (const entry of entries) {
    const directory = entry.path.slice(0, Math.max(0, entry.path.lastIndexOf('/')));
    addTo(directories, directory, entry);
  }
  return directories;
}

/** The map of weights in shards that a shard belongs to; null for any other file. */
function mapOf(path: string, files: ReadonlySet<string>): string | null {
  const stem = kerasShard.exec(path)?.[1];
  const map = `${stem ?? ''}.weights.json`;
  return stem !== undefined && files.has(map) ? map : null;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function isOfModel(directory: string, models: readonly string[]): boolean {
  return models.some((model) => {
    if (model === '') return modelDirectory.test(directory);
    return (
      directory.startsWith(`${model}/`) && modelDirectory.test(directory.slice(model.length + 1))
    );
  });
}

async function formatOf(open: () => Promise<ArtifactTree>): Promise<FormatId | null> {
  try {
    return (await probe(await open()))[0]?.format ?? null;
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    return null;
  }
}
