import { recogniseGraphFile } from '../../codec/graph/files.ts';
import type { Reader } from '../contract.ts';
import { openGraph } from './open.ts';

/** TensorFlow's GraphDef, binary or as text: a frozen model, or a graph alone. */
export const graphDefReader: Reader = {
  format: 'graph-def',

  async probe(tree) {
    if (tree.file === null) return 0;
    try {
      const source = await tree.open(tree.file);
      try {
        return (await recogniseGraphFile(source))?.message === 'graph-def' ? 0.8 : 0;
      } finally {
        await source.close();
      }
    } catch {
      return 0;
    }
  },

  open: openGraph,
};
