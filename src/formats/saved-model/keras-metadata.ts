import {
  SavedObjectSchema,
  SavedMetadataSchema,
} from '../../codec/protobuf/generated/keras/saved_metadata_pb.ts';
import { parseKerasMetadata, type KerasMetadata } from '../../codec/object-graph/keras-metadata.ts';
import type { ObjectGraph } from '../../codec/object-graph/object-graph.ts';
import { decode } from '../../codec/protobuf/decode.ts';
import { fields } from '../../codec/protobuf/wire.ts';
import type { ArtifactTree } from '../../io/byte-source.ts';
import { kerasMetadataFile } from './files.ts';
import { readSmallFile } from './small-file.ts';

/**
 * Keras's configuration of its objects, by node of the object graph: from keras_metadata.pb (`model.save` of
 * Keras 2 since TensorFlow 2.5), else out of the object graph itself (before). Models saved with
 * `tf.saved_model.save` have none.
 * @throws ReadError for a damaged keras_metadata.pb
 */
export async function readKerasMetadata(
  tree: ArtifactTree,
  graph: ObjectGraph,
): Promise<Map<number, KerasMetadata>> {
  const metadata = new Map<number, KerasMetadata>();
  const add = (node: number, json: string): void => {
    const parsed = json === '' ? null : parseKerasMetadata(json);
    if (parsed) metadata.set(node, parsed);
  };
  graph.nodes.forEach((node, index) => {
    const { saved } = node;
    if (saved?.kind === 'object' && saved.identifier.startsWith('_tf_keras_')) {
      add(index, saved.metadata);
    }
  });
  const file = await readSmallFile(tree, kerasMetadataFile);
  if (!file) return metadata;
  for (const field of fields(file.bytes, file.place)) {
    if (field.number !== SavedMetadataSchema.field.nodes.number) continue;
    const node = decode(SavedObjectSchema, field.bytes, { ...file.place, offset: field.offset });
    add(node.nodeId, node.metadata);
  }
  return metadata;
}
