import { recogniseGraphFile } from '../../codec/graph/files.ts';
import type { Reader } from '../contract.ts';
import { openMetaGraph } from './open.ts';

/** TensorFlow's MetaGraphDef, binary or as text: what its first version writes beside a checkpoint (`.meta`). */
export const metaGraphReader: Reader = {
  format: 'meta-graph',

  async probe(tree) {
    if (tree.file === null) return 0;
    try {
      const source = await tree.open(tree.file);
      try {
        return (await recogniseGraphFile(source))?.message === 'meta-graph' ? 0.8 : 0;
      } finally {
        await source.close();
      }
    } catch {
      return 0;
    }
  },

  open: openMetaGraph,
};
