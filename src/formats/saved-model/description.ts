import type { Layer, Signature } from '../../protocol/model.ts';
import type { MetaGraphOutline } from '../../codec/graph/meta-graph.ts';
import type { Origin } from './written-by.ts';

const origins: Readonly<Record<Origin, string>> = {
  'keras-2': 'TensorFlow SavedModel with a Keras model',
  'keras-3': 'TensorFlow SavedModel with a Keras model',
  module: 'TensorFlow SavedModel with a tf.Module',
  'tensorflow-1': 'TensorFlow 1 SavedModel',
};

/** One plain sentence: "TensorFlow SavedModel with a Keras model: two embedding tables, two outputs". */
export function describeModel(
  origin: Origin,
  metaGraphs: readonly MetaGraphOutline[],
  layers: readonly Layer[],
): string {
  const details = [
    ...counted(ofClass(layers, 'Embedding'), 'embedding table'),
    ...counted(ofClass(layers, 'StringLookup'), 'string lookup'),
    ...(metaGraphs.length > 1 ? counted(metaGraphs.length, 'meta graph') : []),
    ...signatureDetails(metaGraphs),
  ];
  return details.length === 0 ? origins[origin] : `${origins[origin]}: ${details.join(', ')}`;
}

function signatureDetails(metaGraphs: readonly MetaGraphOutline[]): string[] {
  const signatures: (readonly [string, Signature])[] = metaGraphs.flatMap((graph) =>
    Object.entries(graph.signatures),
  );
  const [first] = signatures;
  if (!first) return ['no signature'];
  const serving = signatures.find(([name]) => name === 'serving_default') ?? first;
  const distinct = new Set(signatures.map(([name]) => name)).size;
  return [
    ...(distinct > 1 ? counted(distinct, 'signature') : []),
    ...counted(Object.keys(serving[1].outputs).length, 'output'),
  ];
}

function ofClass(layers: readonly Layer[], name: string): number {
  return layers.filter((layer) => layer.class === name).length;
}

const words = ['', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

function counted(count: number, what: string): string[] {
  if (count === 0) return [];
  return [`${words[count] ?? String(count)} ${what}${count === 1 ? '' : 's'}`];
}
