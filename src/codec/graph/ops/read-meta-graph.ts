import { ReadError } from '../../../core/errors.ts';
import { dtypeFromNumber } from '../../../core/dtypes.ts';
import type { OpGraph, OpNode, OutputArgument } from '../../../core/op-graph.ts';
import { Pacer } from '../../../core/pacer.ts';
import { inTurns } from '../../../core/steps.ts';
import { readCaptures, type Captures, type CaptureSources } from '../../object-graph/captures.ts';
import type { HeldObject } from '../../object-graph/description.ts';
import { decode, type MessagePlace } from '../../protobuf/decode.ts';
import { OpDefSchema, OpListSchema } from '../../protobuf/generated/tensorflow/graph_pb.ts';
import {
  AssetFileDefSchema,
  MetaGraphDefSchema,
  MetaGraphDef_MetaInfoDefSchema,
} from '../../protobuf/generated/tensorflow/meta_graph_pb.ts';
import type { SourceWalk, Span } from '../../protobuf/source-walk.ts';
import { readCollection } from '../collections.ts';
import { collectionEntry } from '../meta-graph.ts';
import { servingCollection, servingGraph } from '../serving-signatures.ts';
import { Kept } from './kept.ts';
import { readGraphOps } from './read-graph.ts';

/** Ops that are described; a graph has some hundred. */
const mostOpDefs = 10_000;

/** A description of one op. */
const opDefBytes = 64 * 1024;

const noCaptures: Captures = { byFunction: new Map(), cut: false };

/**
 * Reads the ops of a MetaGraphDef where it lies. What is damaged is left out, and `cut` says so.
 *
 * @param held what is known of the objects that functions have captured, from when the model was opened
 * @throws AppError `cancelled`, and what the source throws
 */
export async function readMetaGraphOps(
  walk: SourceWalk,
  metaGraph: Span,
  place: MessagePlace,
  held: ReadonlyMap<number, HeldObject>,
  signal?: AbortSignal,
): Promise<OpGraph> {
  const kept = new Kept();
  const partly = async <T>(read: () => Promise<T>): Promise<T | null> => {
    try {
      return await read();
    } catch (thrown) {
      if (!(thrown instanceof ReadError)) throw thrown;
      kept.cut = true;
      return null;
    }
  };
  const parts = new Parts(walk, place);
  await partly(() => parts.read(metaGraph, partly));
  const { graph, objectGraph, ops, assets } = parts;
  const read = graph && (await readGraphOps(walk, graph, place, kept));
  const { nodes, functions } = read ?? { nodes: [], functions: new Map() };
  const captures =
    objectGraph &&
    (await partly(async () => {
      const bytes = await walk.bytes(objectGraph);
      const at = { ...place, offset: objectGraph.offset };
      const sources = { objects: held, assets, constant: constantsOf(nodes) };
      return inTurns(readCaptures(bytes, at, sources), new Pacer(signal));
    }));
  const { byFunction, cut } = captures ?? noCaptures;
  const outputArguments = ops && (await partly(() => readOutputArguments(walk, ops, place)));
  return {
    nodes,
    functions,
    outputArguments: outputArguments ?? new Map<string, readonly OutputArgument[]>(),
    captures: byFunction,
    cut: kept.cut || cut,
  };
}

/** Finds constants by their names, which are gone through only where one is asked for. */
function constantsOf(nodes: readonly OpNode[]): CaptureSources['constant'] {
  let byName: Map<string, OpNode> | null = null;
  return (name) => {
    byName ??= new Map(nodes.flatMap((node) => (node.op === 'Const' ? [[node.name, node]] : [])));
    const node = byName.get(name);
    return node ? { dtype: node.dtype, shape: node.valueShape } : null;
  };
}

/** Where the parts of a MetaGraphDef lie of which its ops are made. */
class Parts {
  graph: Span | null = null;
  objectGraph: Span | null = null;
  /** The OpList of the ops that are used. */
  ops: Span | null = null;
  /** File names of the assets, in the order in which objects refer to them. */
  readonly assets: string[] = [];
  readonly #walk: SourceWalk;
  readonly #place: MessagePlace;
  #served: Span | null = null;

  constructor(walk: SourceWalk, place: MessagePlace) {
    this.#walk = walk;
    this.#place = place;
  }

  async read(
    metaGraph: Span,
    partly: (read: () => Promise<void>) => Promise<unknown>,
  ): Promise<void> {
    const known = MetaGraphDefSchema.field;
    for await (const field of this.#walk.fields(metaGraph.offset, metaGraph.length)) {
      switch (field.number) {
        case known.graphDef.number:
          this.graph = field;
          break;
        case known.objectGraphDef.number:
          this.objectGraph = field;
          break;
        case known.metaInfoDef.number:
          await partly(() => this.#info(field));
          break;
        case known.assetFileDef.number:
          await partly(async () => {
            const at = { ...this.#place, offset: field.offset };
            const asset = decode(AssetFileDefSchema, await this.#walk.bytes(field), at);
            this.assets.push(asset.filename);
          });
          break;
        case known.collectionDef.number:
          await partly(async () => {
            const { key, value } = await collectionEntry(this.#walk, field);
            if (key !== servingCollection) return;
            const collection = await readCollection(this.#walk, key, value, this.#place);
            this.#served = servingGraph(new Map([[key, collection]]));
          });
          break;
        default:
      }
    }
    // It serves in place of the meta graph's own.
    this.graph = this.#served ?? this.graph;
  }

  async #info({ offset, length }: Span): Promise<void> {
    const { number } = MetaGraphDef_MetaInfoDefSchema.field.strippedOpList;
    for await (const field of this.#walk.fields(offset, length)) {
      if (field.number === number) this.ops = field;
    }
  }
}

async function readOutputArguments(
  walk: SourceWalk,
  { offset, length }: Span,
  place: MessagePlace,
): Promise<ReadonlyMap<string, readonly OutputArgument[]>> {
  const found = new Map<string, readonly OutputArgument[]>();
  for await (const batch of walk.batches(offset, length)) {
    for (const field of batch) {
      if (field.number !== OpListSchema.field.op.number || field.length > opDefBytes) continue;
      if (found.size >= mostOpDefs) return found;
      const op = decode(
        OpDefSchema,
        await walk.bytes(field),
        { ...place, offset: field.offset },
        walk.decoded,
      );
      found.set(
        op.name,
        op.outputArg.map(({ name, type, typeAttr, numberAttr, typeListAttr }) => ({
          name,
          dtype: type === 0 ? null : dtypeFromNumber(type).name,
          typeAttribute: typeAttr,
          isList: numberAttr !== '' || typeListAttr !== '',
        })),
      );
    }
  }
  return found;
}
