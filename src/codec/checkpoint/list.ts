import {
  checkpointFile,
  isCheckpointName,
  mayBeCheckpoint,
  withoutShardPattern,
} from '../../core/checkpoint-files.ts';
import { AppError } from '../../core/errors.ts';
import { addTo } from '../../core/multimap.ts';
import { compareNatural } from '../../core/natural.ts';
import { decodeUtf8 } from '../../core/text.ts';
import type { ArtifactTree } from '../../io/byte-source.ts';
import { recogniseCheckpoint } from './recognise.ts';
import { parseCheckpointState, stateFileBytes, type CheckpointState } from './state-file.ts';

/** Name of the state file that TensorFlow keeps beside its checkpoints. */
export const stateFileName = 'checkpoint';

/** Shards of one prefix that are looked at; damage of all of them is a file of another program's. */
const mostLookedAt = 3;

/** A checkpoint in a directory. */
export interface ListedCheckpoint {
  readonly prefix: string;
  readonly format: 'tf-checkpoint' | 'tf-checkpoint-v1';
}

/**
 * All checkpoints that lie in the directory itself, by step: `ckpt-9` before `ckpt-10`. Names tell which files are
 * looked at; what they are, their content tells.
 * @param stated prefixes that a state file names, which may be any words
 */
export async function listCheckpoints(
  tree: ArtifactTree,
  stated: readonly string[] = [],
): Promise<readonly ListedCheckpoint[]> {
  const names = new Set(await tree.list(''));
  const namedBy = new Set(stated);
  // A damaged index has lost its magic number, and is one when its data files lie beside it.
  const withData = new Set(
    [...names].flatMap((name) => {
      const file = checkpointFile(name);
      return file?.part === 'data' ? [file.prefix] : [];
    }),
  );
  const formats = new Map<string, ListedCheckpoint['format']>();
  const shards = new Map<string, string[]>();
  for (const name of names) {
    const file = checkpointFile(name);
    if (file?.part === 'index') {
      const format = await formatOf(tree, name);
      if (format === 'tf-checkpoint-v1') formats.set(name, format);
      else if (format === 'tf-checkpoint' || (format === null && withData.has(file.prefix))) {
        formats.set(file.prefix, 'tf-checkpoint');
      }
    } else if (file?.part === 'shard') {
      addTo(shards, file.prefix, name);
    } else if (mayBeCheckpoint(name, names) || namedBy.has(name)) {
      // A damaged one, too, where everything else says what it was.
      const named = namedBy.has(name) || (isCheckpointName(name) && names.has(`${name}.meta`));
      const format = await formatOf(tree, name);
      if (format === 'tf-checkpoint-v1' || (named && format === null)) {
        formats.set(name, 'tf-checkpoint-v1');
      }
    }
  }
  for (const [prefix, files] of shards) {
    // Files of other programs have such names too, thousands of them: the first ones tell for all.
    for (const file of files.slice(0, mostLookedAt)) {
      if (formats.has(prefix)) break;
      if ((await formatOf(tree, file)) === 'tf-checkpoint-v1') {
        formats.set(prefix, 'tf-checkpoint-v1');
      }
    }
  }
  return [...formats]
    .map(([prefix, format]) => ({ prefix, format }))
    .sort((a, b) => compareNatural(a.prefix, b.prefix));
}

/** Null for what is no table, though it can be read. */
async function formatOf(
  tree: ArtifactTree,
  name: string,
): Promise<ListedCheckpoint['format'] | 'unreadable' | null> {
  try {
    const source = await tree.open(name);
    try {
      return await recogniseCheckpoint(source);
    } finally {
      await source.close();
    }
  } catch (thrown) {
    if (thrown instanceof AppError) return 'unreadable';
    throw thrown;
  }
}

/** What the state file says; null where there is none, or another file of its name. */
export async function readStateFile(tree: ArtifactTree): Promise<CheckpointState | null> {
  const entry = await tree.entry(stateFileName);
  if (!entry || entry.bytes > stateFileBytes) return null;
  const source = await tree.open(stateFileName);
  try {
    const text = decodeUtf8(await source.read(0, source.size));
    return text === null ? null : parseCheckpointState(text);
  } finally {
    await source.close();
  }
}

/**
 * The checkpoint of this directory that a state file means. A path of another machine, or one that leads out of
 * the directory, stands for what lies here under its last part; it is never followed.
 */
export function prefixInDirectory(stated: string, names: ReadonlySet<string>): string {
  const prefix = withoutShardPattern(stated);
  const here = names.has(prefix) || names.has(`${prefix}.index`);
  return here ? prefix : (prefix.split(/[/\\]/).at(-1) ?? prefix);
}
