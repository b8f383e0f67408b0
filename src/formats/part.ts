import { ReadError } from '../core/errors.ts';
import type { ArtifactTree } from '../io/byte-source.ts';
import type { FormatId } from '../protocol/model.ts';
import type { Artifact, OpenContext } from './contract.ts';
import { readers } from './registry.ts';

/**
 * `OpenContext.openPart`: opens what lies inside another artifact with the reader of its own format. Paths stay
 * relative to the outer tree's root.
 * @param path of a checkpoint's prefix, or of a file, in the tree
 */
export async function openPart(
  tree: ArtifactTree,
  path: string,
  format: FormatId,
  context: Omit<OpenContext, 'openPart'>,
): Promise<Artifact> {
  const reader = readers.find((candidate) => candidate.format === format);
  if (!reader) {
    throw new ReadError({
      code: 'unsupported',
      message: `${path} is in the format ${format}, which this version does not read.`,
      format,
      path: `${tree.root}/${path}`,
    });
  }
  return reader.open(partTree(tree, path, format), openContext(context));
}

export function openContext(context: Omit<OpenContext, 'openPart'>): OpenContext {
  return { ...context, openPart: (tree, path, format) => openPart(tree, path, format, context) };
}

/** The same files, opened for one of them, or for the files of one checkpoint. */
function partTree(tree: ArtifactTree, path: string, format: FormatId): ArtifactTree {
  const isPrefix = format === 'tf-checkpoint' || format === 'tf-checkpoint-v1';
  return {
    path: `${tree.root}/${path}`,
    root: tree.root,
    kind: isPrefix ? 'prefix' : 'file',
    file: isPrefix ? null : path,
    entries: () => tree.entries(),
    entry: (entry) => tree.entry(entry),
    open: (entry) => tree.open(entry),
    archive: (entry, signal) => tree.archive(entry, signal),
    list: (directory) => tree.list(directory),
  };
}
