import type { Reader } from '../contract.ts';
import { isTable } from '../../codec/sstable/table.ts';
import { openBundle } from './open.ts';
import { indexName, treePrefix } from './naming.ts';

/** TensorFlow's checkpoints of the second format: one index and the data files that it names. */
export const tensorBundleReader: Reader = {
  format: 'tf-checkpoint',

  /** A checkpoint is opened by its prefix or its index, and known by the table's magic number. */
  async probe(tree) {
    const prefix = treePrefix(tree);
    if (prefix === null) return 0;
    try {
      const source = await tree.open(indexName(prefix));
      try {
        return (await isTable(source)) ? 1 : 0;
      } finally {
        await source.close();
      }
    } catch {
      return 0;
    }
  },

  open: openBundle,
};
