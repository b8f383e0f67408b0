import {
  AssetFileDefSchema,
  VariableDefSchema,
  type AssetFileDef,
  type CollectionDef,
} from '../protobuf/generated/tensorflow/meta_graph_pb.ts';
import { decode, type MessagePlace } from '../protobuf/decode.ts';
import { fields, type WireBudget } from '../protobuf/wire.ts';
import type { TensorRole } from '../../protocol/model.ts';

/**
 * What TensorFlow 1's collections tell of variables, by name: those in `trainable_variables` are weights, whatever
 * they are called, and the one in `global_step` is a counter. What no collection tells is left to the names.
 * @throws ReadError for a damaged VariableDef
 */
export function rolesFromCollections(
  collections: ReadonlyMap<string, CollectionDef>,
  place: MessagePlace,
): Map<string, TensorRole> {
  const roles = new Map<string, TensorRole>();
  const tell = (collection: string, role: TensorRole): void => {
    for (const name of variableNames(collections.get(collection), place)) roles.set(name, role);
  };
  tell('global_step', 'state');
  tell('trainable_variables', 'weight');
  return roles;
}

/** Names of the checkpoint's tensors: a partition of a variable is stored under the whole variable's name. */
function variableNames(collection: CollectionDef | undefined, place: MessagePlace): string[] {
  const kind = collection?.kind;
  if (kind?.case === 'nodeList') return nodesOf(collection);
  if (kind?.case !== 'bytesList') return [];
  return kind.value.value.map((bytes) => {
    const variable = decode(VariableDefSchema, bytes, place);
    return variable.saveSliceInfoDef?.fullName || nodeOfTensor(variable.variableName);
  });
}

/** Nodes that a collection names, by themselves or by a tensor. */
export function nodesOf(collection: CollectionDef | undefined): string[] {
  const kind = collection?.kind;
  return kind?.case === 'nodeList' ? kind.value.value.map(nodeOfTensor) : [];
}

/** `dense/kernel:0` → `dense/kernel` */
export function nodeOfTensor(tensor: string): string {
  return tensor.replace(/:\d+$/, '');
}

/** The node in whose place an asset's path is put when a model is loaded; '' where it is none. */
export function assetNode({ tensorInfo }: AssetFileDef): string {
  return tensorInfo?.encoding.case === 'name' ? nodeOfTensor(tensorInfo.encoding.value) : '';
}

/**
 * The same out of the collection in which TensorFlow 1 kept it: field 5 of a CollectionDef is a list of Any, whose
 * field 2 is an AssetFileDef (tensorflow/core/protobuf/meta_graph.proto, google/protobuf/any.proto).
 * @throws ReadError for a damaged one
 */
export function* assetNodes(
  collection: Uint8Array,
  place: MessagePlace,
  budget: WireBudget,
): Generator<string, void, undefined> {
  for (const list of fields(collection, place, budget)) {
    if (list.number !== 5) continue;
    for (const any of fields(list.bytes, { ...place, offset: list.offset }, budget)) {
      if (any.number !== 1) continue;
      for (const { number, bytes, offset } of fields(any.bytes, place, budget)) {
        if (number === 2) yield assetNode(decode(AssetFileDefSchema, bytes, { ...place, offset }));
      }
    }
  }
}
