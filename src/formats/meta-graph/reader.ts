import { recogniseGraphFile } from '../../codec/graph/files.ts';
import type { ArtifactTree } from '../../io/byte-source.ts';
import type { Confidence, Reader } from '../contract.ts';
import { openMetaGraph } from './open.ts';
import { bundleFile } from './session-bundle.ts';

/**
 * TensorFlow's MetaGraphDef, binary or as text: what its first version writes beside a checkpoint (`.meta`), and in a
 * session bundle.
 */
export const metaGraphReader: Reader = {
  format: 'meta-graph',

  async probe(tree) {
    if (tree.file !== null) return probeFile(tree, tree.file, 0.8);
    // Surer than the checkpoint that lies in it, less sure than a SavedModel.
    return tree.kind === 'directory' ? probeFile(tree, bundleFile, 0.96) : 0;
  },

  open: openMetaGraph,
};

async function probeFile(tree: ArtifactTree, file: string, sure: Confidence): Promise<Confidence> {
  try {
    if (!(await tree.entry(file))) return 0;
    const source = await tree.open(file);
    try {
      return (await recogniseGraphFile(source))?.message === 'meta-graph' ? sure : 0;
    } finally {
      await source.close();
    }
  } catch {
    return 0;
  }
}
