import { ReadError } from '../../core/errors.ts';
import type { MessagePlace } from '../protobuf/decode.ts';
import { describeGraph } from './describe.ts';
import type { ObjectDescription, StoredTensor } from './description.ts';
import { layersFromNames } from './layers-from-names.ts';
import { rolesFromNames, slotFromName } from './names.ts';
import { readTrackableObjectGraph } from './read-graph.ts';

/**
 * Describes the objects behind a checkpoint's tensors.
 *
 * @param bytes the element of the scalar string tensor `_CHECKPOINTABLE_OBJECT_GRAPH`; null for a checkpoint
 *   without one (TensorFlow 1), whose roles and layers come from the variables' names alone
 * @param tensors every tensor of the checkpoint
 * @param place the file that the object graph is in. A damaged graph is a finding: the tensors are still told by
 *   their names
 */
export function describeCheckpointObjects(
  bytes: Uint8Array | null,
  tensors: readonly StoredTensor[],
  place: MessagePlace,
): ObjectDescription {
  if (bytes === null) return describeByNames(tensors);
  try {
    return describeGraph(readTrackableObjectGraph(bytes, place), tensors, place.path);
  } catch (thrown) {
    if (!(thrown instanceof ReadError)) throw thrown;
    const described = describeByNames(tensors);
    return {
      ...described,
      layers: [],
      findings: [
        {
          severity: 'error',
          code: thrown.code,
          message: thrown.message,
          location: place.path,
          kind: 'file',
        },
      ],
    };
  }
}

/** Path of the object in a key such as `dense/kernel/.ATTRIBUTES/VARIABLE_VALUE`; null for a variable's name. */
function pathInKey(key: string): string | null {
  const suffix = '/.ATTRIBUTES/VARIABLE_VALUE';
  return key.endsWith(suffix) ? key.slice(0, -suffix.length) : null;
}

/** A checkpoint of TensorFlow 1, or one whose object graph is lost: names or keys, and nothing else. */
export function describeByNames(tensors: readonly StoredTensor[]): ObjectDescription {
  const roles = rolesFromNames(tensors);
  const names = new Set(tensors.map(({ name }) => name));
  const weights = tensors.filter(({ name }) => roles.get(name) === 'weight');
  return {
    objectPaths: new Map(
      tensors.flatMap(({ name }) => {
        const path = pathInKey(name);
        return path === null ? [] : [[name, path] as const];
      }),
    ),
    roles,
    slots: new Map(
      tensors.flatMap(({ name }) => {
        const slot = slotFromName(name, names);
        return slot ? [[name, slot] as const] : [];
      }),
    ),
    layers: layersFromNames(
      weights.map(({ name, shape }) => ({
        variable: pathInKey(name) ?? name,
        tensor: name,
        shape,
        trainable: null,
      })),
      false,
    ),
    parameterCount: weights.reduce(
      (sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1),
      0,
    ),
    findings: [],
  };
}
