import {
  VariableDefSchema,
  type CollectionDef,
} from '../protobuf/generated/tensorflow/meta_graph_pb.ts';
import { decode, type MessagePlace } from '../protobuf/decode.ts';
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
  if (kind?.case === 'nodeList') return kind.value.value.map((tensor) => withoutOutput(tensor));
  if (kind?.case !== 'bytesList') return [];
  return kind.value.value.map((bytes) => {
    const variable = decode(VariableDefSchema, bytes, place);
    return variable.saveSliceInfoDef?.fullName || withoutOutput(variable.variableName);
  });
}

/** `dense/kernel:0` → `dense/kernel` */
function withoutOutput(tensor: string): string {
  return tensor.replace(/:\d+$/, '');
}
