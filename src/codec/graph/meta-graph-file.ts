import { asReadError, type Place } from '../../core/read-error.ts';
import type { OpGraph } from '../../core/op-graph.ts';
import type { Fact, Finding, MetaGraph } from '../../protocol/model.ts';
import type { Progress } from '../../protocol/requests.ts';
import { shownName } from '../../protocol/visible-text.ts';
import type { ArtifactTree } from '../../io/byte-source.ts';
import type { MessagePlace } from '../protobuf/decode.ts';
import { SourceWalk, type Span } from '../protobuf/source-walk.ts';
import { assetsBeside } from './assets.ts';
import { collectionFacts, saverFacts, versionFacts } from './facts.ts';
import { binaryForm, recogniseGraphFile } from './files.ts';
import { readMetaGraphOps } from './ops/read-meta-graph.ts';
import { readMetaGraph, type MetaGraphOutline } from './meta-graph.ts';

/** How whoever waits can stop it, and is told how far it is. */
export interface Watching {
  readonly signal?: AbortSignal;
  readonly report?: (progress: Progress) => void;
}

/** A MetaGraphDef in a file of its own, in the neutral model's words. */
export interface MetaGraphFile {
  readonly outline: MetaGraphOutline;
  /** Of assets that it reads, relative to the tree's root. */
  readonly assets: readonly string[];
  readonly findings: readonly Finding[];
  readonly metaGraph: MetaGraph;
  readonly facts: readonly Fact[];
  readonly writtenBy: readonly string[];
}

/**
 * Reads a MetaGraphDef, binary or as text.
 * @param file relative to the tree's root
 * @throws ReadError for a file that is none, or ends early
 */
export async function readMetaGraphFile(
  tree: ArtifactTree,
  file: string,
  place: MessagePlace,
  watching: Watching,
): Promise<MetaGraphFile> {
  return withMetaGraphFile(tree, file, place, watching, async (walk, whole) => {
    const outline = await readMetaGraph(walk, whole, place, file);
    const { graph, tensorflowVersion } = outline;
    const { assets, findings } = await assetsBeside(tree, file, outline.assetFiles);
    return {
      outline,
      assets,
      findings: [...outline.findings, ...findings],
      metaGraph: {
        tags: outline.tags,
        tensorflowVersion: tensorflowVersion || null,
        nodeCount: graph.nodeCount,
        functionCount: graph.functionCount,
        ownSignatures: outline.ownSignatures,
        ops: [...outline.needs.ops.keys()].sort(),
        signatures: outline.signatures,
        functions: null,
      },
      facts: [
        ...versionFacts([outline], file),
        ...saverFacts(outline, file),
        ...collectionFacts([outline], file),
      ],
      writtenBy: tensorflowVersion === '' ? [] : [`TensorFlow ${shownName(tensorflowVersion)}`],
    };
  });
}

/**
 * `Artifact.readOps` of a MetaGraphDef in a file of its own.
 * @param file relative to the tree's root
 */
export function metaGraphOps(
  tree: ArtifactTree,
  file: string,
  place: Place,
): (graph: number, watching?: Watching) => Promise<OpGraph> {
  return async (_, watching = {}) => {
    try {
      return await withMetaGraphFile(tree, file, place, watching, (walk, whole) =>
        readMetaGraphOps(walk, whole, place, new Map(), watching.signal),
      );
    } catch (thrown) {
      throw asReadError(thrown, place);
    }
  };
}

/** Opens a MetaGraphDef while it is used. */
async function withMetaGraphFile<T>(
  tree: ArtifactTree,
  file: string,
  place: MessagePlace,
  { signal, report }: Watching,
  use: (walk: SourceWalk, whole: Span) => Promise<T>,
): Promise<T> {
  const opened = await tree.open(file);
  const recognised = await recogniseGraphFile(opened);
  const form = { message: 'meta-graph', text: recognised?.text === true } as const;
  const source = await binaryForm(opened, form, place, signal);
  try {
    const walk = new SourceWalk(source, place, signal, (done) => {
      report?.({ done, total: source.size, unit: 'bytes', message: `Reading ${file}` });
    });
    return await use(walk, { offset: 0, length: source.size });
  } finally {
    await source.close();
  }
}
