import type { ArtifactTree } from '../../io/byte-source.ts';
import type { Confidence } from '../contract.ts';
import { chunkedFile, modelFile, textFile } from './files.ts';
import { headBytes, recognise } from './recognise.ts';

/**
 * Certain of a directory whose saved_model.pb begins as a SavedModel; nearly so of one with a file of that name
 * that does not or cannot be read, so that the reader says what is wrong with it. A single file under another name counts by its
 * content alone; saved_model.pb itself stands for its directory.
 */
export async function probeSavedModel(tree: ArtifactTree): Promise<Confidence> {
  try {
    if (tree.kind === 'directory') {
      const names = await tree.list('');
      if (names.includes(modelFile)) {
        const sound = await begins(tree, modelFile).catch(() => false);
        return sound ? 1 : 0.9;
      }
      return names.includes(chunkedFile) || names.includes(textFile) ? 0.9 : 0;
    }
    if (tree.file === null || tree.file === modelFile) return 0;
    return (await begins(tree, tree.file)) ? 0.8 : 0;
  } catch {
    return 0;
  }
}

async function begins(tree: ArtifactTree, file: string): Promise<boolean> {
  const source = await tree.open(file);
  try {
    const head = await source.read(0, Math.min(source.size, headBytes));
    return recognise(head) === 'saved-model';
  } finally {
    await source.close();
  }
}
