import {
  AssetFileDefSchema,
  CollectionDefSchema,
  MetaGraphDefSchema,
  MetaGraphDef_MetaInfoDefSchema,
  SaverDefSchema,
  SignatureDefSchema,
  type CollectionDef,
  type MetaGraphDef_MetaInfoDef,
  type SaverDef,
} from '../protobuf/generated/tensorflow/meta_graph_pb.ts';
import { decode, type MessagePlace } from '../protobuf/decode.ts';
import { mapEntry } from '../protobuf/map-entry.ts';
import type { SourceWalk, Span } from '../protobuf/source-walk.ts';
import { ReadError } from '../../core/errors.ts';
import type { GraphNeeds } from '../../core/graph-needs.ts';
import { visibleText } from '../../protocol/visible-text.ts';
import type { Finding, Signature } from '../../protocol/model.ts';
import { emptyGraph, outlineGraph, type GraphOutline } from './outline.ts';
import { assetNode, assetNodes, nodeOfTensor, nodesOf } from './collections.ts';
import { needsOf, tensorsOf, type Starts } from './needs.ts';
import { Gathered } from './scope.ts';
import { initSignature, isOwnSignature, signatureFromProto } from './signatures.ts';

/** What is read of one MetaGraphDef. */
export interface MetaGraphOutline {
  readonly tags: readonly string[];
  readonly tensorflowVersion: string;
  readonly gitVersion: string;
  readonly strippedDefaultAttributes: boolean;
  readonly graph: GraphOutline;
  readonly needs: GraphNeeds;
  readonly saver: SaverDef | null;
  /** By name, without those that TensorFlow writes for itself. */
  readonly signatures: Readonly<Record<string, Signature>>;
  readonly ownSignatures: Readonly<Record<string, Signature>>;
  /** File names in `assets`, in the order in which objects refer to them. */
  readonly assetFiles: readonly string[];
  /** TensorFlow 1's collections that tell what variables are for. */
  readonly collections: ReadonlyMap<string, CollectionDef>;
  /** SavedObjectGraph, undecoded; null for a model of TensorFlow 1. */
  readonly objectGraph: { readonly bytes: Uint8Array; readonly offset: number } | null;
  /** Parts that could not be read; the rest stands. */
  readonly findings: readonly Finding[];
}

/** Ops that TensorFlow 1 runs after it has loaded a model (tensorflow/cc/saved_model/constants.h). */
const loadingCollections = ['saved_model_main_op', 'legacy_init_op'];

/** Where TensorFlow 1 kept what `asset_file_def` says. */
const assetCollection = 'saved_model_assets';

const wantedCollections = new Set([
  'variables',
  'trainable_variables',
  'global_step',
  ...loadingCollections,
]);

/**
 * Reads one meta graph. What the whole cannot be without (the wire itself) throws; a damaged signature, collection
 * or object graph becomes a finding, and the rest is read.
 */
export async function readMetaGraph(
  walk: SourceWalk,
  metaGraph: Span,
  place: MessagePlace,
  file: string,
): Promise<MetaGraphOutline> {
  const known = MetaGraphDefSchema.field;
  let info: MetaGraphDef_MetaInfoDef | null = null;
  let graph: GraphOutline = emptyGraph();
  let saver: SaverDef | null = null;
  let objectGraph: MetaGraphOutline['objectGraph'] = null;
  const signatures: [string, Signature][] = [];
  const ownSignatures: [string, Signature][] = [];
  const assetFiles: string[] = [];
  const assets = new Set<string>();
  const gathered = new Gathered();
  const collections = new Map<string, CollectionDef>();
  const findings: Finding[] = [];
  const part = async <T>(what: string, read: () => Promise<T>): Promise<T | null> => {
    try {
      return await read();
    } catch (thrown) {
      if (!(thrown instanceof ReadError)) throw thrown;
      findings.push({
        severity: 'error',
        code: thrown.code,
        message: `${what} cannot be read; everything else is shown. ${thrown.message}`,
        location: file,
        kind: 'file',
      });
      return null;
    }
  };

  for await (const field of walk.fields(metaGraph.offset, metaGraph.length)) {
    const at = { ...place, offset: field.offset };
    switch (field.number) {
      case known.metaInfoDef.number:
        info = await part('Tags and versions', async () =>
          decode(MetaGraphDef_MetaInfoDefSchema, await walk.bytes(field), at),
        );
        break;
      case known.graphDef.number:
        graph =
          (await part('The graph', () => outlineGraph(walk, field, place, gathered))) ?? graph;
        break;
      case known.saverDef.number:
        saver = await part('The saver', async () =>
          decode(SaverDefSchema, await walk.bytes(field), at),
        );
        break;
      case known.collectionDef.number:
        await part('A collection', async () => {
          const entry = mapEntry(await walk.bytes(field), at, walk.budget);
          if (entry.key === assetCollection) {
            const here = { ...place, offset: entry.offset };
            for (const node of assetNodes(entry.value, here, walk.budget)) assets.add(node);
          }
          if (!wantedCollections.has(entry.key)) return;
          collections.set(entry.key, decode(CollectionDefSchema, entry.value, at));
        });
        break;
      case known.signatureDef.number:
        await part('A signature', async () => {
          const entry = mapEntry(await walk.bytes(field), at, walk.budget);
          const name = visibleText(entry.key);
          const decoded = await part(`The signature ${name}`, () =>
            Promise.resolve(decode(SignatureDefSchema, entry.value, at)),
          );
          const found = isOwnSignature(entry.key) ? ownSignatures : signatures;
          if (decoded) found.push([entry.key, signatureFromProto(decoded)]);
        });
        break;
      case known.assetFileDef.number:
        await part('The name of an asset', async () => {
          const asset = decode(AssetFileDefSchema, await walk.bytes(field), at);
          assetFiles.push(asset.filename);
          assets.add(assetNode(asset));
        });
        break;
      case known.objectGraphDef.number:
        objectGraph = await part('The object graph', async () => ({
          bytes: await walk.bytes(field),
          offset: field.offset,
        }));
        break;
      default:
    }
  }
  signatures.sort(([a], [b]) => (a < b ? -1 : 1));
  const tags = info?.tags ?? [];
  const starts: Starts = {
    signatures: Object.fromEntries(signatures),
    atLoad: [
      ...ownSignatures
        .filter(([name]) => name === initSignature)
        .flatMap(([, signature]) => tensorsOf(signature).map(nodeOfTensor)),
      ...loadingCollections.flatMap((name) => nodesOf(collections.get(name))),
    ],
    saver: saver ? [saver.saveTensorName, saver.restoreOpName].map(nodeOfTensor) : [],
    assets,
  };
  return {
    tags,
    tensorflowVersion: info?.tensorflowVersion ?? '',
    gitVersion: info?.tensorflowGitVersion ?? '',
    strippedDefaultAttributes: info?.strippedDefaultAttrs ?? false,
    graph,
    needs: needsOf(gathered, graph.versions, starts, tags),
    saver,
    signatures: Object.fromEntries(signatures),
    ownSignatures: Object.fromEntries(ownSignatures),
    assetFiles,
    collections,
    objectGraph,
    findings,
  };
}
