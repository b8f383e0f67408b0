import { isTable } from '../../codec/sstable/table.ts';
import { compareNatural } from '../../core/natural.ts';
import { decodeUtf8 } from '../../core/text.ts';
import type { ArtifactTree } from '../../io/byte-source.ts';
import { parseCheckpointState, stateFileBytes, type CheckpointState } from './state-file.ts';

/** Name of the state file that TensorFlow keeps beside its checkpoints. */
export const stateFileName = 'checkpoint';

/** Prefixes of all checkpoints that lie in the directory itself, by step: `ckpt-9` before `ckpt-10`. */
export async function listCheckpoints(tree: ArtifactTree): Promise<readonly string[]> {
  const prefixes: string[] = [];
  for (const name of await tree.list('')) {
    if (!name.endsWith('.index')) continue;
    if (await isCheckpointIndex(tree, name)) prefixes.push(name.slice(0, -'.index'.length));
  }
  return prefixes.sort(compareNatural);
}

/** By the table's magic number; a damaged index has lost it and counts when its data files lie beside it. */
async function isCheckpointIndex(tree: ArtifactTree, name: string): Promise<boolean> {
  try {
    const source = await tree.open(name);
    try {
      if (await isTable(source)) return true;
    } finally {
      await source.close();
    }
  } catch {
    return false;
  }
  const prefix = name.slice(0, -'.index'.length);
  return (await tree.list('')).some((other) => other.startsWith(`${prefix}.data-`));
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
export function prefixInDirectory(stated: string, present: readonly string[]): string {
  const parts = stated.split(/[/\\]/);
  const name = parts.at(-1) ?? stated;
  return present.includes(stated) ? stated : name;
}
