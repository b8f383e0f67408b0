import type { MessagePlace } from '../protobuf/decode.ts';
import type { ObjectDescription, StoredTensor } from './description.ts';

/** Key of the string tensor in which a checkpoint of TensorFlow 2 stores its object graph. */
export const objectGraphKey = '_CHECKPOINTABLE_OBJECT_GRAPH';

/**
 * Describes the objects behind a checkpoint's tensors.
 *
 * @param bytes the element of the scalar string tensor `_CHECKPOINTABLE_OBJECT_GRAPH`: a TrackableObjectGraph;
 *   null for a checkpoint without one (TensorFlow 1), whose roles come from the variables' names alone
 * @param tensors every tensor of the checkpoint
 * @throws ReadError for bytes that are no object graph
 */
export function describeCheckpointObjects(
  bytes: Uint8Array | null,
  tensors: readonly StoredTensor[],
  place: MessagePlace,
): ObjectDescription {
  void bytes;
  void tensors;
  void place;
  return {
    objectPaths: new Map(),
    roles: new Map(),
    layers: [],
    parameterCount: 0,
    findings: [],
  };
}
