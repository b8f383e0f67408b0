import { basename, dirname, join } from 'node:path';
import { AppError } from '../core/errors.ts';
import type { ArtifactTree } from '../io/byte-source.ts';
import { directoryTree, openTree, prefixTree } from '../io/tree.ts';
import type { FormatId, Part } from '../protocol/model.ts';
import type { Artifact, OpenContext, Reader } from './contract.ts';
import { describeForeignDirectory, describeForeignFile } from './foreign.ts';
import { findParts, partOf } from './parts.ts';
import { probe } from './probe.ts';
import { projectArtifact } from './project.ts';
import { readers } from './registry.ts';

/** What a path stands for. */
export interface Located {
  readonly tree: ArtifactTree;
  readonly format: FormatId;
  readonly open: (context: OpenContext) => Promise<Artifact>;
  /** Finds what else the same directory is, and the artifacts that lie in it. */
  readonly parts: () => Promise<readonly Part[]>;
}

/**
 * Finds the artifact that a path means: a directory, one of an artifact's files, or a checkpoint's prefix. By
 * content; a name only decides what is looked at first.
 * @throws AppError `not-found`, `unreadable`, or `unknown-format` with what was looked for and what is there
 */
export async function locate(path: string): Promise<Located> {
  const tree = await openTree(path);
  if (tree.kind === 'directory') {
    const located = await asArtifact(tree);
    if (located) return located;
    // A checkpoint's prefix may have a directory of the same name beside it.
    const prefix = await prefixTree(tree.path);
    if (await prefix.entry(`${basename(tree.path)}.index`)) return asCheckpoint(prefix);
    return asProject(tree);
  }
  return tree.file === null ? asCheckpoint(tree) : locateFile(tree, tree.file);
}

async function locateFile(tree: ArtifactTree, name: string): Promise<Located> {
  const itself = await asArtifact(tree);
  if (name.endsWith('.index') || itself?.format === 'tf-checkpoint') {
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
    const located = await asArtifact(await directoryTree(dirname(tree.path)), directory);
    if (located) return located;
  }
  throw await describeForeignFile(tree, basename(tree.path));
}

const standsForDirectory: Readonly<Record<string, FormatId>> = {
  'saved_model.pb': 'saved-model',
  'saved_model.pbtxt': 'saved-model',
  'saved_model.cpb': 'saved-model',
  checkpoint: 'checkpoint-directory',
};

function asCheckpoint(tree: ArtifactTree): Located {
  const reader = readers.find(({ format }) => format === 'tf-checkpoint');
  if (!reader) throw new Error('The reader of checkpoints is not registered.');
  return readBy(reader, tree, []);
}

/** What the surest reader takes it for; null where none takes it. */
async function asArtifact(tree: ArtifactTree, only?: FormatId): Promise<Located | null> {
  const [best, ...others] = await probe(tree, only);
  return best ? readBy(best, tree, others) : null;
}

function readBy(reader: Reader, tree: ArtifactTree, others: readonly Reader[]): Located {
  const { format } = reader;
  return {
    tree,
    format,
    open: (context) => reader.open(tree, context),
    parts: async () => {
      if (tree.kind !== 'directory') return [];
      const same = others.map((other) => partOf('', other.format, []));
      return [...same, ...(await findParts(tree, format))];
    },
  };
}

/** A directory that is no artifact, with those that lie in it. */
async function asProject(tree: ArtifactTree): Promise<Located> {
  const parts = await findParts(tree, null);
  if (parts.length === 0) throw await describeForeignDirectory(tree);
  return {
    tree,
    format: 'project',
    open: () => Promise.resolve(projectArtifact(tree, parts)),
    parts: () => Promise.resolve(parts),
  };
}
