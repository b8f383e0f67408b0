import {
  AssetFileDefSchema,
  MetaGraphDefSchema,
  MetaGraphDef_MetaInfoDefSchema,
  SaverDefSchema,
  SignatureDefSchema,
  type SaverDef,
} from '../protobuf/generated/tensorflow/meta_graph_pb.ts';
import { decode, type MessagePlace } from '../protobuf/decode.ts';
import { mapEntry } from '../protobuf/map-entry.ts';
import type { SourceWalk, Span } from '../protobuf/source-walk.ts';
import { ReadError } from '../../core/errors.ts';
import { decodeUtf8, visibleBytes } from '../../core/text.ts';
import type { GraphNeeds } from '../../core/graph-needs.ts';
import { limits } from '../../protocol/limits.ts';
import { shownName } from '../../protocol/visible-text.ts';
import type { Finding, Signature } from '../../protocol/model.ts';
import {
  assetNode,
  nodeOfTensor,
  nodesOf,
  readCollection,
  type Collection,
} from './collections.ts';
import { needsOf, tensorsOf, type Starts } from './needs.ts';
import { emptyGraph, outlineGraph, type GraphOutline } from './outline.ts';
import { Gathered } from './scope.ts';
import { servingAssets, servingGraph, servingSignatures } from './serving-signatures.ts';
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
  /** TensorFlow 1's collections, by name. */
  readonly collections: ReadonlyMap<string, Collection>;
  /** SavedObjectGraph, undecoded; null for a model of TensorFlow 1. */
  readonly objectGraph: { readonly bytes: Uint8Array; readonly offset: number } | null;
  /** Parts that could not be read; the rest stands. */
  readonly findings: readonly Finding[];
}

/** What a part takes of the walk's budget besides its fields: a model has some thousand, and each takes its time. */
const partElements = 100;

/** Ops that TensorFlow 1 runs after it has loaded a model (tensorflow/cc/saved_model/constants.h). */
const loadingCollections = ['saved_model_main_op', 'legacy_init_op'];

/** Where TensorFlow 1 kept what `asset_file_def` says: AssetFileDefs. */
const assetCollection = 'saved_model_assets';

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
  let info: MetaInfo | null = null;
  let graph: GraphOutline = emptyGraph();
  let graphSpan: Span | null = null;
  let saver: SaverDef | null = null;
  let objectGraph: MetaGraphOutline['objectGraph'] = null;
  const signatures = new Map<string, Signature>();
  const ownSignatures = new Map<string, Signature>();
  const assetFiles: string[] = [];
  const assets = new Set<string>();
  let gathered = new Gathered();
  const collections = new Map<string, Collection>();
  const findings: Finding[] = [];
  const part = async <T>(what: string, read: () => T | Promise<T>): Promise<T | null> => {
    walk.budget.elements -= partElements;
    try {
      return await read();
    } catch (thrown) {
      if (!(thrown instanceof ReadError)) throw thrown;
      if (findings.length >= limits.findings) throw damagedAllOver(place);
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

  for await (const batch of walk.batches(metaGraph.offset, metaGraph.length)) {
    for (const field of batch) {
      const at = { ...place, offset: field.offset };
      const bytes = (): Promise<Uint8Array> => walk.bytes(field);
      switch (field.number) {
        case known.metaInfoDef.number:
          info = await part('Tags and versions', () => readMetaInfo(walk, field));
          break;
        case known.graphDef.number:
          graphSpan = field;
          graph =
            (await part('The graph', () => outlineGraph(walk, field, place, gathered))) ?? graph;
          break;
        case known.saverDef.number:
          saver = await part('The saver', async () => decode(SaverDefSchema, await bytes(), at));
          break;
        case known.collectionDef.number:
          await part('A collection', async () => {
            const { key, value } = await collectionEntry(walk, field);
            collections.set(key, await readCollection(walk, key, value, place));
          });
          break;
        case known.signatureDef.number:
          await part('A signature', async () => {
            const entry = mapEntry(await bytes(), at, walk.budget);
            const found = isOwnSignature(entry.key) ? ownSignatures : signatures;
            const decoded = await part(`The signature ${shownName(entry.key)}`, () =>
              decode(SignatureDefSchema, entry.value, at, walk.decoded),
            );
            if (decoded) found.set(entry.key, signatureFromProto(decoded));
          });
          break;
        case known.assetFileDef.number:
          await part('The name of an asset', async () => {
            const asset = decode(AssetFileDefSchema, await bytes(), at, walk.decoded);
            assetFiles.push(asset.filename);
            assets.add(assetNode(asset));
          });
          break;
        case known.objectGraphDef.number:
          objectGraph = await part('The object graph', async () => ({
            bytes: await bytes(),
            offset: field.offset,
          }));
          break;
        default:
      }
    }
  }
  const served = servingGraph(collections);
  if (served) {
    const inside = new Gathered();
    const outline = await part('The graph', () => outlineGraph(walk, served, place, inside));
    if (outline) [graph, gathered] = [outline, inside];
  }
  const parts = { graph: served ?? graphSpan, ops: info?.ops ?? null, collections };
  const serving = await part('The signatures', () => servingSignatures(walk, parts, place));
  for (const [name, signature] of Object.entries(serving ?? {})) {
    if (!signatures.has(name)) signatures.set(name, signature);
  }
  const named = await part('The names of assets', () => servingAssets(walk, collections, place));
  assetFiles.push(...(named ?? []));
  for (const message of collections.get(assetCollection)?.messages ?? []) {
    await part('The place of an asset', async () => {
      const at = { ...place, offset: message.offset };
      assets.add(assetNode(decode(AssetFileDefSchema, await walk.bytes(message), at)));
    });
  }
  const callable = Object.fromEntries([...signatures].sort(([a], [b]) => (a < b ? -1 : 1)));
  const initialiser = ownSignatures.get(initSignature);
  const tags = info?.tags ?? [];
  const starts: Starts = {
    signatures: callable,
    atLoad: [
      ...(initialiser ? tensorsOf(initialiser).map(nodeOfTensor) : []),
      ...loadingCollections.flatMap((name) => nodesOf(collections.get(name))),
    ],
    saver: saver ? [saver.saveTensorName, saver.restoreOpName].map(nodeOfTensor) : [],
    assets,
  };
  return {
    tags,
    tensorflowVersion: info?.tensorflowVersion ?? '',
    gitVersion: info?.gitVersion ?? '',
    strippedDefaultAttributes: info?.strippedDefaultAttributes ?? false,
    graph,
    needs: needsOf(gathered, graph.versions, starts, tags),
    saver,
    signatures: callable,
    ownSignatures: Object.fromEntries(ownSignatures),
    assetFiles,
    collections,
    objectGraph,
    findings,
  };
}

/** Each broken part is an error of its own, and a file may have millions of them. */
function damagedAllOver(place: MessagePlace): ReadError {
  return new ReadError({
    ...place,
    code: 'malformed',
    message: `${place.path} is damaged in more than ${String(limits.findings)} places. Copy it again from where it was saved.`,
  });
}

/** What a MetaInfoDef says. */
interface MetaInfo {
  readonly tags: string[];
  tensorflowVersion: string;
  gitVersion: string;
  strippedDefaultAttributes: boolean;
  /** Where the OpList lies: what the ops of the graph take and give. */
  ops: Span | null;
}

/** Read field by field, because the list of ops may be long and is seldom asked for. */
async function readMetaInfo(walk: SourceWalk, span: Span): Promise<MetaInfo> {
  const known = MetaGraphDef_MetaInfoDefSchema.field;
  const info: MetaInfo = {
    tags: [],
    tensorflowVersion: '',
    gitVersion: '',
    strippedDefaultAttributes: false,
    ops: null,
  };
  for await (const field of walk.fields(span.offset, span.length)) {
    const text = async (): Promise<string> => {
      const bytes = await walk.bytes(field);
      return decodeUtf8(bytes) ?? visibleBytes(bytes);
    };
    if (field.number === known.tags.number) info.tags.push(await text());
    else if (field.number === known.tensorflowVersion.number) info.tensorflowVersion = await text();
    else if (field.number === known.tensorflowGitVersion.number) info.gitVersion = await text();
    else if (field.number === known.strippedDefaultAttrs.number) {
      info.strippedDefaultAttributes = field.value !== 0n;
    } else if (field.number === known.strippedOpList.number) info.ops = field;
  }
  return info;
}

/** An entry of the map of collections, of which one may hold a whole graph. */
export async function collectionEntry(
  walk: SourceWalk,
  entry: Span,
): Promise<{ readonly key: string; readonly value: Span }> {
  let key = '';
  let value: Span = { offset: entry.offset, length: 0 };
  for await (const field of walk.fields(entry.offset, entry.length)) {
    if (field.number === 1) key = visibleBytes(await walk.bytes(field));
    else if (field.number === 2) value = field;
  }
  return { key, value };
}
