import { AppError } from '../core/errors.ts';
import type { OpGraph } from '../core/op-graph.ts';
import { Pacer } from '../core/pacer.ts';
import { inTurns } from '../core/steps.ts';
import type { OpenedArtifact } from '../formats/contract.ts';
import { inBlocks } from '../graph/blocks.ts';
import { configGraph } from '../graph/config/config-graph.ts';
import { openedForFirstLook } from '../graph/first-look.ts';
import type { Graph } from '../graph/graph.ts';
import { GraphIndex } from '../graph/graph-index.ts';
import { inParts } from '../graph/long-lists.ts';
import { noEnds, servingFirst, signatureEnds } from '../graph/traced/signature-ends.ts';
import { withTracedShapes } from '../graph/traced/traced-shapes.ts';
import { tracedGraph, type TracedEnds } from '../graph/traced/traced-graph.ts';
import type { GraphChoice } from '../protocol/graph.ts';
import type { Layer, MetaGraph } from '../protocol/model.ts';
import { SharedWork, type Waiting } from './shared-work.ts';

/** A graph that there is, and how it is made. */
interface Offer {
  readonly choice: GraphChoice;
  readonly make: (call: Waiting) => Promise<Graph>;
}

/** The graphs of an open artifact: made when they are first looked at, each once however many look. */
export class GraphStore {
  readonly #artifact: OpenedArtifact;
  readonly #made = new SharedWork<GraphIndex>(Infinity);
  readonly #ops = new SharedWork<OpGraph>(Infinity);
  #offers: readonly Offer[] | undefined;

  constructor(artifact: OpenedArtifact) {
    this.#artifact = artifact;
  }

  /** What people look at first in front: the author's layers as they were saved, else what serves by default. */
  get choices(): readonly GraphChoice[] {
    return this.#offered.map(({ choice }) => choice);
  }

  /** @throws AppError `bad-request` for a graph that there is not; `cancelled`; ReadError for a damaged file */
  index(id: string, call: Waiting): Promise<GraphIndex> {
    return this.#made.of(id, call, async (waiting) => {
      const offer = this.#offered.find(({ choice }) => choice.id === id);
      if (!offer) {
        throw new AppError({ code: 'bad-request', message: 'There is no such graph here.' });
      }
      return new GraphIndex(inParts(inBlocks(openedForFirstLook(await offer.make(waiting)))));
    });
  }

  /**
   * The artifact's layers, with the shapes that only its functions tell; as they are where those cannot be read.
   * @throws AppError `cancelled`
   */
  async shapedLayers(call: Waiting): Promise<readonly Layer[]> {
    const { layers } = this.#artifact;
    const traced = this.choices.find(({ source }) => source === 'traced');
    if (!traced || layers.every(({ outputShapes }) => outputShapes !== null)) return layers;
    try {
      return withTracedShapes(layers, (await this.index(traced.id, call)).graph);
    } catch (thrown) {
      if (!(thrown instanceof AppError) || thrown.code === 'cancelled') throw thrown;
      return layers; // who looks at the graph is told what is wrong with it
    }
  }

  get #offered(): readonly Offer[] {
    this.#offers ??= [...this.#configured(), ...this.#traced()];
    return this.#offers;
  }

  #configured(): Offer[] {
    const { configurations = [], layers, tensors, summary } = this.#artifact;
    const model = configurations.find(({ isModel }) => isModel);
    const graph = model && configGraph(model.value, layers, tensors);
    if (!graph) return [];
    const title = layers.find(({ path }) => path === '')?.name ?? summary.name;
    return [
      {
        choice: { id: 'config', title, source: 'config', hasOps: false },
        make: () => Promise.resolve(graph),
      },
    ];
  }

  #traced(): Offer[] {
    const { metaGraphs, readOps, layers } = this.#artifact;
    if (!readOps || !metaGraphs) return [];
    const source = layers.length > 0 ? 'traced' : 'scopes';
    return metaGraphs.flatMap((metaGraph, index) => {
      const offer = (id: string, title: string, ends: TracedEnds): Offer => ({
        choice: { id, title, source, hasOps: true },
        make: (call) => this.#trace(index, ends, call),
      });
      const names = Object.keys(metaGraph.signatures).sort(servingFirst);
      if (names.length === 0) return [offer(`graph:${String(index)}`, 'Graph', noEnds)];
      return names.map((name) =>
        offer(
          `signature:${String(index)}:${name}`,
          titleOf(name, metaGraph, metaGraphs),
          signatureEnds(metaGraph.signatures[name]),
        ),
      );
    });
  }

  async #trace(metaGraph: number, ends: TracedEnds, call: Waiting): Promise<Graph> {
    const { layers, tensors } = this.#artifact;
    const ops = await this.ops(metaGraph, call);
    return inTurns(tracedGraph(ops, ends, layers, tensors), new Pacer(call.signal));
  }

  /** @throws AppError `bad-request` where there are none; `cancelled`; ReadError for a damaged file */
  ops(metaGraph: number, call: Waiting): Promise<OpGraph> {
    return this.#ops.of(String(metaGraph), call, async (waiting) => {
      const { readOps } = this.#artifact;
      if (!readOps) throw new AppError({ code: 'bad-request', message: 'There are no ops here.' });
      return readOps(metaGraph, waiting);
    });
  }
}

/** A signature's name; with the tags where there are several meta graphs. */
function titleOf(name: string, { tags }: MetaGraph, all: readonly MetaGraph[]): string {
  return all.length > 1 ? `${name} (${tags.join(', ')})` : name;
}
