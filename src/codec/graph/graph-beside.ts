import { AppError } from '../../core/errors.ts';
import type { GraphNeeds } from '../../core/graph-needs.ts';
import type { OpGraph } from '../../core/op-graph.ts';
import { visibleText } from '../../protocol/visible-text.ts';
import type { ArtifactTree } from '../../io/byte-source.ts';
import type { Fact, Finding, MetaGraph } from '../../protocol/model.ts';
import type { ToldVariables } from '../object-graph/description.ts';
import { toldVariables } from './collections.ts';
import { recogniseGraphFile } from './files.ts';
import { metaGraphOps, readMetaGraphFile, type Watching } from './meta-graph-file.ts';

/** What the graph beside a checkpoint says of it. */
export interface GraphBeside {
  readonly metaGraphs: readonly [MetaGraph] | null;
  /** What running it takes. */
  readonly graphs: readonly GraphNeeds[];
  /** `Artifact.readOps`; absent where there is no graph. */
  readonly readOps?: (graph: number, watching?: Watching) => Promise<OpGraph>;
  readonly variables: ToldVariables | null;
  readonly facts: readonly Fact[];
  readonly writtenBy: readonly string[];
  /** Its file, relative to the tree's root. */
  readonly files: readonly string[];
  readonly assets: readonly string[];
  readonly findings: readonly Finding[];
}

const nothing: GraphBeside = {
  metaGraphs: null,
  graphs: [],
  variables: null,
  facts: [],
  writtenBy: [],
  files: [],
  assets: [],
  findings: [],
};

/**
 * Reads the graph that TensorFlow 1 writes beside a checkpoint, `model.ckpt-10.meta` for `model.ckpt-10`. One that is
 * damaged is a finding; the checkpoint is shown without it.
 */
export async function graphBeside(
  tree: ArtifactTree,
  prefix: string,
  format: string,
  watching: Watching,
): Promise<GraphBeside> {
  const file = `${prefix}.meta`;
  try {
    if (!(await isMetaGraph(tree, file))) return nothing;
    const place = { format, path: `${tree.root}/${file}` };
    const graph = await readMetaGraphFile(tree, file, place, watching);
    return {
      metaGraphs: [graph.metaGraph],
      graphs: [graph.outline.needs],
      readOps: metaGraphOps(tree, file, place),
      variables: toldVariables(graph.outline.collections),
      facts: graph.facts,
      writtenBy: graph.writtenBy,
      files: [file],
      assets: graph.assets,
      findings: graph.findings,
    };
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code === 'cancelled') throw thrown;
    const { code, message } = thrown;
    return {
      ...nothing,
      findings: [
        {
          severity: 'error',
          code,
          message: `The graph beside the checkpoint cannot be read; the tensors are shown without it. ${message}`,
          location: visibleText(file),
          kind: 'file',
        },
      ],
    };
  }
}

async function isMetaGraph(tree: ArtifactTree, file: string): Promise<boolean> {
  if (!(await tree.entry(file))) return false;
  const source = await tree.open(file);
  try {
    return (await recogniseGraphFile(source))?.message === 'meta-graph';
  } finally {
    await source.close();
  }
}
