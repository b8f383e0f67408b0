import type { ArtifactSummary, Finding } from '../../src/protocol/model.ts';
import type { Rpc } from '../rpc.ts';
import { Embeddings } from './embeddings.ts';
import { Drawing, GraphNodes, Graphs, GraphSearch } from './graphs.ts';
import { Layers } from './layers.ts';
import type { Memory, ViewName } from './memory.ts';
import { Statistics } from './statistics.ts';
import { TensorList } from './tensor-list.ts';
import { TensorNames } from './tensor-names.ts';
import { Verification } from './verification.ts';

/** One open artifact as all views share it. A new one takes its place when the files change. */
export class Model {
  readonly summary: ArtifactSummary;
  readonly trusted: boolean;
  readonly rpc: Rpc;
  readonly memory: Memory;
  readonly layers: Layers;
  readonly graphs: Graphs;
  /** What Architecture draws, and the picture of Overview. */
  readonly drawing: Drawing;
  readonly sketch: Drawing;
  readonly graphNodes: GraphNodes;
  readonly graphSearch: GraphSearch;
  readonly tensors: TensorList;
  readonly names: TensorNames;
  readonly statistics: Statistics;
  readonly embeddings: Embeddings;
  readonly verification: Verification;

  /** `before`: the one that it takes the place of; what that shows stays until it has been asked anew. */
  constructor(
    summary: ArtifactSummary,
    trusted: boolean,
    rpc: Rpc,
    memory: Memory,
    before: Model | null,
  ) {
    this.summary = summary;
    this.trusted = trusted;
    this.rpc = rpc;
    this.memory = memory;
    this.layers = new Layers(rpc, before?.layers);
    this.graphs = new Graphs(rpc, before?.graphs);
    this.drawing = new Drawing(rpc, before?.drawing);
    this.sketch = new Drawing(rpc, before?.sketch);
    this.graphNodes = new GraphNodes(rpc);
    this.graphSearch = new GraphSearch(rpc);
    this.tensors = new TensorList(rpc, before?.tensors);
    this.names = new TensorNames(rpc);
    this.embeddings = new Embeddings(rpc, memory, before?.embeddings);
    before?.statistics.close();
    this.statistics = new Statistics(rpc, memory);
    // What runs goes on, and its verdict says by its stamp which bytes it is on.
    this.verification = before?.verification ?? new Verification(rpc, memory);
    this.verification.stamp = summary.stamp;
  }

  /** Whether it can be run: neither a checkpoint nor a graph alone can, and no model without a signature. */
  get runnable(): boolean {
    return this.summary.format === 'saved-model' && this.signatureCount > 0;
  }

  /** What was found when it was opened, and what has shown since: tensors whose bytes do not hold what was saved. */
  get findings(): readonly Finding[] {
    const { findings } = this.summary;
    const known = new Set(findings.map(({ location }) => location));
    const shown = this.statistics.damaged
      .filter(({ name }) => !known.has(name))
      .map(({ name, damage }): Finding => ({
        severity: 'error',
        code: damage === undefined ? 'checksum-mismatch' : 'malformed',
        message:
          damage ??
          `${name} does not match its checksum. Copy the file again from where it was written.`,
        location: name,
        kind: 'tensor',
      }));
    return shown.length === 0 ? findings : [...shown, ...findings];
  }

  get signatureCount(): number {
    return (this.summary.metaGraphs ?? []).reduce(
      (sum, graph) => sum + Object.keys(graph.signatures).length,
      0,
    );
  }

  /** Views that have something to show for this artifact, in the bar's order. */
  get views(): readonly ViewName[] {
    const { format, layerCount, metaGraphs, tensorCount } = this.summary;
    const hasGraph = (metaGraphs ?? []).some(({ nodeCount }) => nodeCount > 0);
    return [
      'overview',
      ...(layerCount > 0 || hasGraph ? (['architecture'] as const) : []),
      // A SavedModel without signatures says so; of other graphs nobody expects any.
      ...(format === 'saved-model' || this.signatureCount > 0 ? (['signatures'] as const) : []),
      ...(tensorCount > 0 ? (['tensors'] as const) : []),
      // Until it is known that nothing can be looked at as a table of vectors: most models have something.
      ...(tensorCount > 0 && this.embeddings.tables?.length !== 0 ? (['embeddings'] as const) : []),
      'metadata',
      ...(this.runnable ? (['verify'] as const) : []),
    ];
  }
}
