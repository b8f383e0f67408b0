import { basename, dirname, join } from 'node:path';
import { AppError } from '../core/errors.ts';
import type { ArtifactTree } from '../io/byte-source.ts';
import { directoryTree, openTree, prefixTree } from '../io/tree.ts';
import type { Part } from '../protocol/model.ts';
import type { Reader } from './contract.ts';
import { describeForeignDirectory, describeForeignFile } from './foreign.ts';
import { readers } from './registry.ts';

/** What a path stands for. */
export interface Located {
  readonly tree: ArtifactTree;
  readonly reader: Reader;
  /** What else the same directory is. */
  readonly parts: readonly Part[];
}

/**
 * Finds the artifact that a path means: a directory, one of an artifact's files, or a checkpoint's prefix. By
 * content; a name only decides what is looked at first.
 * @throws AppError `not-found`, `unreadable`, or `unknown-format` with what was looked for and what is there
 */
export async function locate(path: string): Promise<Located> {
  const tree = await openTree(path);
  if (tree.kind === 'directory') {
    const located = await probe(tree);
    if (located) return located;
    // A checkpoint's prefix may have a directory of the same name beside it.
    const prefix = await prefixTree(tree.path);
    if (await prefix.entry(`${basename(tree.path)}.index`)) return asCheckpoint(prefix);
    throw await describeForeignDirectory(tree);
  }
  return tree.file === null ? asCheckpoint(tree) : locateFile(tree, tree.file);
}

async function locateFile(tree: ArtifactTree, name: string): Promise<Located> {
  const itself = await probe(tree);
  if (name.endsWith('.index') || itself?.reader.format === 'tf-checkpoint') {
    // Also where the probe failed: the reader says in a sentence why this is no index.
    return asCheckpoint(await prefixTree(join(tree.root, name.replace(/\.index$/, ''))));
  }
  if (itself) return itself;

  const shard = /^(.+)\.data-\d{5}-of-\d{5}$/s.exec(name);
  if (shard?.[1] !== undefined) {
    const index = `${shard[1]}.index`;
    if (await tree.entry(index)) return asCheckpoint(await prefixTree(join(tree.root, shard[1])));
    throw new AppError({
      code: 'missing-part',
      message: `${tree.path} holds values of a checkpoint whose ${index} is missing; without it nobody knows which. Copy ${index} from where the checkpoint was saved.`,
      path: tree.path,
    });
  }

  // A file that stands for its directory: saved_model.pb, a checkpoint directory's state file.
  const directory = standsForDirectory[name];
  if (directory !== undefined) {
    const located = await probe(await directoryTree(dirname(tree.path)), directory);
    if (located) return located;
  }
  throw await describeForeignFile(tree, basename(tree.path));
}

const standsForDirectory: Readonly<Record<string, string>> = {
  'saved_model.pb': 'saved-model',
  'saved_model.pbtxt': 'saved-model',
  checkpoint: 'checkpoint-directory',
};

function asCheckpoint(tree: ArtifactTree): Located {
  const reader = readers.find(({ format }) => format === 'tf-checkpoint');
  if (!reader) throw new Error('The reader of checkpoints is not registered.');
  return { tree, reader, parts: [] };
}

/** The surest reader; the others that would read the same directory become parts. */
async function probe(tree: ArtifactTree, only?: string): Promise<Located | null> {
  const sure: { readonly reader: Reader; readonly confidence: number }[] = [];
  for (const reader of readers) {
    if (only !== undefined && reader.format !== only) continue;
    const confidence = await reader.probe(tree);
    if (confidence > 0) sure.push({ reader, confidence });
  }
  // Stable: of two equally sure readers the one that stands first in the registry.
  const [best, ...others] = sure.sort((a, b) => b.confidence - a.confidence);
  if (!best) return null;
  const parts = others.map(({ reader }): Part => ({ path: '', format: reader.format }));
  return { tree, reader: best.reader, parts };
}
