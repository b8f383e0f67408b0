import { recogniseGraphFile } from '../../codec/graph/files.ts';
import type { ArtifactTree } from '../../io/byte-source.ts';
import type { Confidence } from '../contract.ts';
import { isRiegeli } from '../../codec/riegeli/chunks.ts';
import { chunkedFile, modelFileOf, modelFiles } from './files.ts';
import { headBytes } from './recognise.ts';

/**
 * Certain of a directory whose saved_model.pb begins as a SavedModel; nearly so of one with a file of that name
 * that does not or cannot be read, so that the reader says what is wrong with it. A single file under another name
 * counts by its content alone; those of these names stand for their directory.
 */
export async function probeSavedModel(tree: ArtifactTree): Promise<Confidence> {
  try {
    if (tree.kind === 'directory') {
      const names = await tree.list('');
      const file = await modelFileOf(tree);
      if (!names.includes(file)) return 0;
      const sound = await begins(tree, file).catch(() => false);
      return sound ? 1 : 0.9;
    }
    if (tree.file === null || modelFiles.includes(tree.file)) return 0;
    return (await begins(tree, tree.file)) ? 0.8 : 0;
  } catch {
    return 0;
  }
}

async function begins(tree: ArtifactTree, path: string): Promise<boolean> {
  const source = await tree.open(path);
  try {
    if (tree.file === null && path === chunkedFile) {
      return isRiegeli(await source.read(0, Math.min(source.size, headBytes)));
    }
    return (await recogniseGraphFile(source))?.message === 'saved-model';
  } finally {
    await source.close();
  }
}
