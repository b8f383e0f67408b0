import type { ObjectGraph } from '../../codec/object-graph/object-graph.ts';
import { shownName } from '../../protocol/visible-text.ts';
import type { KerasMetadata } from '../../codec/object-graph/keras-metadata.ts';

/** What kind of program saved a model, as far as its objects tell. */
export type Origin = 'keras-2' | 'keras-3' | 'module' | 'tensorflow-1';

/**
 * Keras 2 names its objects `_tf_keras_…`. Keras 3 leaves generic objects with attributes of its own, and its
 * `model.export` a list `_all_variables`. What is left was made with tf.Module.
 */
export function originOf(objects: ObjectGraph | null): Origin {
  if (!objects) return 'tensorflow-1';
  const { nodes } = objects;
  if (
    nodes.some(({ saved }) => saved?.kind === 'object' && saved.identifier.startsWith('_tf_keras_'))
  ) {
    return 'keras-2';
  }
  const keras3 = (name: string): boolean => name === '_inbound_nodes' || name === '_all_variables';
  return nodes.some(({ children }) => children.some((child) => keras3(child.name)))
    ? 'keras-3'
    : 'module';
}

/** What wrote the model: versions where the files name them, the program's name where they do not. */
export function writtenBy(
  tensorflowVersions: readonly string[],
  origin: Origin,
  kerasVersions: readonly string[],
): string[] {
  const tensorflow = [...new Set(tensorflowVersions)]
    .filter((version) => version !== '')
    .map((version) => `TensorFlow ${shownName(version)}`);
  if (kerasVersions.length > 0) return [...tensorflow, ...kerasVersions.map(kerasName)];
  if (origin === 'keras-2') return [...tensorflow, 'Keras 2'];
  if (origin === 'keras-3') return [...tensorflow, 'Keras 3'];
  return tensorflow;
}

/** Keras 2 is called tf-keras since 2.16, when the name went to Keras 3. */
function kerasName(version: string): string {
  const [major, minor] = version.split('.').map(Number);
  const renamed = major === 2 && minor !== undefined && minor >= 16;
  return `${renamed ? 'tf-keras' : 'Keras'} ${shownName(version)}`;
}

/** Versions in Keras's own metadata. */
export function kerasVersions(metadata: ReadonlyMap<number, KerasMetadata>): string[] {
  const versions = new Set<string>();
  for (const { kerasVersion } of metadata.values()) {
    if (kerasVersion !== null) versions.add(kerasVersion);
  }
  return [...versions];
}
