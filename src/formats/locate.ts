import { basename, dirname, join } from 'node:path';
import { recogniseCheckpoint } from '../codec/checkpoint/recognise.ts';
import { checkpointFile, isCheckpointName, withoutShardPattern } from '../core/checkpoint-files.ts';
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
  const tree = await openTree(withoutShardPattern(path));
  if (tree.kind === 'directory') {
    const located = await asArtifact(tree);
    if (located) return located;
    // A checkpoint's prefix may have a directory of the same name beside it.
    const prefix = await prefixTree(tree.path);
    return (await asPrefix(prefix)) ?? asProject(tree);
  }
  if (tree.file !== null) return locateFile(tree, tree.file);
  return (await asPrefix(tree)) ?? asCheckpoint(tree, 'tf-checkpoint-v1');
}

async function locateFile(tree: ArtifactTree, name: string): Promise<Located> {
  const itself = await asArtifact(tree);
  const file = checkpointFile(name);
  const ofPrefix = (): Promise<ArtifactTree> => prefixTree(join(tree.root, file?.prefix ?? name));
  if (file?.part === 'shard') {
    const whole = itself === null || itself.format === 'tf-checkpoint-v1';
    const located = whole ? await asArtifact(await ofPrefix(), 'tf-checkpoint-v1') : null;
    if (located) return located;
  }
  if (file?.part === 'index' && itself?.format !== 'tf-checkpoint-v1') {
    // Also where the probe failed: the reader says in a sentence why this is no index.
    return asCheckpoint(await ofPrefix(), 'tf-checkpoint');
  }
  if (itself) return itself;

  if (file?.part === 'data') {
    const index = `${file.prefix}.index`;
    if (await tree.entry(index)) return asCheckpoint(await ofPrefix(), 'tf-checkpoint');
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
  // A table, or what was one and is called like it: the reader says in a sentence what is wrong with it.
  const names = new Set(await tree.list(''));
  const called = isCheckpointName(name) && names.has(`${name}.meta`);
  if (called || (await isTableFile(tree, name))) return asCheckpoint(tree, 'tf-checkpoint-v1');
  throw await describeForeignFile(tree, basename(tree.path));
}

async function isTableFile(tree: ArtifactTree, name: string): Promise<boolean> {
  const source = await tree.open(name);
  try {
    return (await recogniseCheckpoint(source)) !== null;
  } finally {
    await source.close();
  }
}

const standsForDirectory: Readonly<Record<string, FormatId>> = {
  'saved_model.pb': 'saved-model',
  'saved_model.pbtxt': 'saved-model',
  'saved_model.cpb': 'saved-model',
  checkpoint: 'checkpoint-directory',
};

/** The checkpoint of a prefix: in the second format where it has an index, whatever that is; null where it has none. */
async function asPrefix(tree: ArtifactTree): Promise<Located | null> {
  const index = await tree.entry(`${basename(tree.path)}.index`);
  return index ? asCheckpoint(tree, 'tf-checkpoint') : asArtifact(tree, 'tf-checkpoint-v1');
}

function asCheckpoint(tree: ArtifactTree, format: 'tf-checkpoint' | 'tf-checkpoint-v1'): Located {
  const reader = readers.find((candidate) => candidate.format === format);
  if (!reader) throw new Error(`The reader of ${format} is not registered.`);
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
