import { isRecord, readJson } from '../../core/json.ts';
import type { Signature, SignatureTensor } from '../../protocol/model.ts';
import { decode, type MessagePlace } from '../protobuf/decode.ts';
import {
  GraphDefSchema,
  OpDefSchema,
  OpListSchema,
  type OpDef,
} from '../protobuf/generated/tensorflow/graph_pb.ts';
import {
  AssetFileSchema,
  SignaturesSchema,
  type Signature as ManifestSignature,
  type TensorBinding,
} from '../protobuf/generated/tensorflow_serving/manifest_pb.ts';
import type { SourceWalk, Span } from '../protobuf/source-walk.ts';
import type { Collection } from './collections.ts';
import { outputOf } from './node-output.ts';
import { readNode, type GraphNode } from './node.ts';

/** Collections of a session bundle (tensorflow/contrib/session_bundle/constants.py of TensorFlow 1). */
const collectionNames = {
  /** A GraphDef that serves in place of the meta graph's own. */
  graph: 'serving_graph',
  signatures: 'serving_signatures',
  assets: 'serving_assets',
} as const;

/** Names in this place become those of TensorInfos. */
type Bindings = Readonly<Record<string, string>>;

/** A signature whose tensors are only named. */
interface NamedTensors {
  readonly methodName: string;
  readonly inputs: Bindings;
  readonly outputs: Bindings;
  /** Tensors of which nobody says whether they go in or come out. */
  readonly either: Bindings;
}

const none: NamedTensors = { methodName: '', inputs: {}, outputs: {}, either: {} };

/** The collection with the graph that is served. */
export const servingCollection = collectionNames.graph;

/** Where the graph lies that is served: in a collection, where the exporter was given one. */
export function servingGraph(collections: ReadonlyMap<string, Collection>): Span | null {
  return collections.get(collectionNames.graph)?.messages[0] ?? null;
}

/** File names in `assets` that a session bundle reads when it is loaded. */
export async function servingAssets(
  walk: SourceWalk,
  collections: ReadonlyMap<string, Collection>,
  place: MessagePlace,
): Promise<readonly string[]> {
  const files: string[] = [];
  for (const message of collections.get(collectionNames.assets)?.messages ?? []) {
    const at = { ...place, offset: message.offset };
    files.push(decode(AssetFileSchema, await walk.bytes(message), at).filename);
  }
  return files;
}

/** Where a meta graph's parts lie that say what its tensors are. */
export interface GraphParts {
  readonly graph: Span | null;
  /** The OpList of the ops that are used. */
  readonly ops: Span | null;
  readonly collections: ReadonlyMap<string, Collection>;
}

/**
 * Signatures of a session bundle, which names only tensors: dtypes and shapes are the graph's. They are called as
 * TensorFlow Serving calls them (tensorflow/contrib/session_bundle/bundle_shim.cc): the default one `serving_default`,
 * and so are the named ones `inputs` and `outputs`, which are one signature.
 * @throws ReadError for damage
 */
export async function servingSignatures(
  walk: SourceWalk,
  { graph, ops, collections }: GraphParts,
  place: MessagePlace,
): Promise<Readonly<Record<string, Signature>>> {
  const named = await namedSignatures(walk, collections, place);
  if (named.size === 0 || !graph) return {};
  const wanted = new Set(
    [...named.values()].flatMap(({ inputs, outputs, either }) =>
      [inputs, outputs, either].flatMap((bindings) => Object.values(bindings).map(nodeOf)),
    ),
  );
  const nodes = await findNodes(walk, graph, wanted, place);
  const opDefs = ops ? await findOps(walk, ops, nodes, place) : new Map<string, OpDef>();
  const describe = async (tensor: string): Promise<SignatureTensor> => {
    const node = nodes.get(nodeOf(tensor));
    if (!node) return { dtype: 'unknown', shape: null, tensor };
    const output = Number(/:(\d+)$/.exec(tensor)?.[1] ?? 0);
    const op = opDefs.get(node.op) ?? null;
    return { ...(await outputOf(walk, node, output, op, place)), tensor };
  };
  const tensors = async (bindings: Bindings): Promise<Record<string, SignatureTensor>> => {
    const described: [string, SignatureTensor][] = [];
    for (const [name, tensor] of Object.entries(bindings).sort(([a], [b]) => (a < b ? -1 : 1))) {
      described.push([name, await describe(tensor)]);
    }
    return Object.fromEntries(described);
  };
  const goesIn = (tensor: string): boolean =>
    nodes.get(nodeOf(tensor))?.op.startsWith('Placeholder') === true;
  const signatures: [string, Signature][] = [];
  for (const [name, { methodName, inputs, outputs, either }] of named) {
    const [more, others] = [true, false].map((isInput) =>
      Object.fromEntries(Object.entries(either).filter(([, tensor]) => goesIn(tensor) === isInput)),
    );
    signatures.push([
      name,
      {
        methodName,
        inputs: await tensors({ ...inputs, ...more }),
        outputs: await tensors({ ...outputs, ...others }),
      },
    ]);
  }
  return Object.fromEntries(signatures);
}

async function namedSignatures(
  walk: SourceWalk,
  collections: ReadonlyMap<string, Collection>,
  place: MessagePlace,
): Promise<ReadonlyMap<string, NamedTensors>> {
  const found = new Map<string, NamedTensors>();
  const manifest = collections.get(collectionNames.signatures)?.messages[0];
  if (manifest) {
    const at = { ...place, offset: manifest.offset };
    const { defaultSignature, namedSignatures: named } = decode(
      SignaturesSchema,
      await walk.bytes(manifest),
      at,
    );
    if (defaultSignature?.type.case) found.set('serving_default', fromManifest(defaultSignature));
    const { inputs, outputs } = named;
    const pair =
      inputs?.type.case === 'genericSignature' && outputs?.type.case === inputs.type.case;
    if (pair) {
      const name = found.has('serving_default') ? 'serving_default_from_named' : 'serving_default';
      found.set(name, {
        ...none,
        methodName: 'tensorflow/serving/predict',
        inputs: fromManifest(inputs).either,
        outputs: fromManifest(outputs).either,
      });
    }
    for (const [name, signature] of Object.entries(named)) {
      if (pair && (name === 'inputs' || name === 'outputs')) continue;
      if (!found.has(name)) found.set(name, fromManifest(signature));
    }
  }
  const aliases = await aliasSignature(walk, collections);
  if (aliases && !found.has('serving_default')) found.set('serving_default', aliases);
  return found;
}

function fromManifest({ type }: ManifestSignature): NamedTensors {
  switch (type.case) {
    case 'regressionSignature':
      return {
        ...none,
        methodName: 'tensorflow/serving/regress',
        inputs: bound({ inputs: type.value.input }),
        outputs: bound({ outputs: type.value.output }),
      };
    case 'classificationSignature':
      return {
        ...none,
        methodName: 'tensorflow/serving/classify',
        inputs: bound({ inputs: type.value.input }),
        outputs: bound({ classes: type.value.classes, scores: type.value.scores }),
      };
    case 'genericSignature':
      return { ...none, either: bound(type.value.map) };
    case undefined:
      return none;
  }
}

function bound(bindings: Readonly<Record<string, TensorBinding | undefined>>): Bindings {
  return Object.fromEntries(
    Object.entries(bindings).flatMap(([name, binding]) =>
      binding?.tensorName ? [[name, binding.tensorName]] : [],
    ),
  );
}

/**
 * Google's Cloud ML read its inputs and outputs from two collections, each with one JSON object of names and tensors.
 * Null where the collections are something else.
 */
async function aliasSignature(
  walk: SourceWalk,
  collections: ReadonlyMap<string, Collection>,
): Promise<NamedTensors | null> {
  const read = async (name: string): Promise<Bindings | null> => {
    const [first] = collections.get(name)?.bytes ?? [];
    const json = first && readJson(await walk.bytes(first));
    if (!json || 'problem' in json) return null;
    if (!isRecord(json.value)) return null;
    const entries = Object.entries(json.value);
    const isText = (entry: [string, unknown]): entry is [string, string] =>
      typeof entry[1] === 'string';
    return entries.every(isText) ? Object.fromEntries(entries) : null;
  };
  const inputs = await read('inputs');
  const outputs = inputs && (await read('outputs'));
  return outputs && { ...none, inputs, outputs };
}

/** `name:output` → `name` */
function nodeOf(tensor: string): string {
  return tensor.replace(/:\d+$/, '');
}

async function findNodes(
  walk: SourceWalk,
  graph: Span,
  wanted: ReadonlySet<string>,
  place: MessagePlace,
): Promise<ReadonlyMap<string, GraphNode>> {
  const nodes = new Map<string, GraphNode>();
  for await (const field of walk.fields(graph.offset, graph.length)) {
    if (field.number !== GraphDefSchema.field.node.number) continue;
    const node = await readNode(walk, field, place);
    if (wanted.has(node.name)) nodes.set(node.name, node);
    if (nodes.size === wanted.size) break;
  }
  return nodes;
}

async function findOps(
  walk: SourceWalk,
  ops: Span,
  nodes: ReadonlyMap<string, GraphNode>,
  place: MessagePlace,
): Promise<Map<string, OpDef>> {
  const wanted = new Set([...nodes.values()].map(({ op }) => op));
  const found = new Map<string, OpDef>();
  for await (const field of walk.fields(ops.offset, ops.length)) {
    if (field.number !== OpListSchema.field.op.number) continue;
    const op = decode(OpDefSchema, await walk.bytes(field), { ...place, offset: field.offset });
    if (wanted.has(op.name)) found.set(op.name, op);
  }
  return found;
}
