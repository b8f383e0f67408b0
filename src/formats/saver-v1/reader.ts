import { openedPrefix } from '../../codec/checkpoint/prefix.ts';
import { recogniseCheckpoint } from '../../codec/checkpoint/recognise.ts';
import type { ArtifactTree } from '../../io/byte-source.ts';
import type { Reader } from '../contract.ts';
import { openSaverV1 } from './open.ts';
import { findShards } from './shards.ts';

/** TensorFlow's checkpoints of the first format, whose values lie in a table: in one file or in several shards. */
export const saverV1Reader: Reader = {
  format: 'tf-checkpoint-v1',

  /** By content: a table whose first entry is a list of tensors. A prefix is told by the first of its shards. */
  async probe(tree) {
    try {
      const prefix = openedPrefix(tree);
      if (prefix === null) return tree.file !== null && (await isV1(tree, tree.file)) ? 1 : 0;
      for (const { file, present } of (await findShards(tree, prefix)).files) {
        if (present && (await isV1(tree, file))) return 1;
      }
      return 0;
    } catch {
      return 0;
    }
  },

  open: openSaverV1,
};

async function isV1(tree: ArtifactTree, file: string): Promise<boolean> {
  const source = await tree.open(file);
  try {
    return (await recogniseCheckpoint(source)) === 'tf-checkpoint-v1';
  } finally {
    await source.close();
  }
}
