import { recogniseGraphFile } from '../../codec/graph/files.ts';
import type { ArtifactTree } from '../../io/byte-source.ts';
import type { Confidence } from '../contract.ts';
import { chunkedFile, modelFile, modelFileOf, textFile } from './files.ts';

/**
 * Certain of a directory whose saved_model.pb begins as a SavedModel; nearly so of one with a file of that name
 * that does not or cannot be read, so that the reader says what is wrong with it. A single file under another name counts by its
 * content alone; saved_model.pb and saved_model.pbtxt stand for their directory.
 */
export async function probeSavedModel(tree: ArtifactTree): Promise<Confidence> {
  try {
    if (tree.kind === 'directory') {
      const names = await tree.list('');
      const file = await modelFileOf(tree);
      if (names.includes(file)) {
        const sound = await begins(tree, file).catch(() => false);
        return sound ? 1 : 0.9;
      }
      return names.includes(chunkedFile) ? 0.9 : 0;
    }
    if (tree.file === null || tree.file === modelFile || tree.file === textFile) return 0;
    return (await begins(tree, tree.file)) ? 0.8 : 0;
  } catch {
    return 0;
  }
}

async function begins(tree: ArtifactTree, file: string): Promise<boolean> {
  const source = await tree.open(file);
  try {
    return (await recogniseGraphFile(source))?.message === 'saved-model';
  } finally {
    await source.close();
  }
}
