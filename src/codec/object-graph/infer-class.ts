import { classFromDefaultName } from '../../core/keras-classes.ts';

/** What is known of a layer whose class was not saved. */
export interface LayerEvidence {
  /** Identifier in a SavedModel, '' in a checkpoint. */
  readonly identifier: string;
  /** The Keras name, null where it is not known. */
  readonly kerasName: string | null;
  /** Its own variables: attribute without leading underscore → rank, null where unknown. */
  readonly variables: ReadonlyMap<string, readonly (number | null)[] | null>;
  /** Names of everything it refers to. */
  readonly attributes: ReadonlySet<string>;
  /** The class of what it holds as `cell`. */
  readonly cellClass: string | null;
  /** Dtype of the keys of what it holds as `lookup_table`, where the graph tells. */
  readonly lookupKeys: string | null;
}

/** Identifiers that say what kind of model it is. A subclassed model's says nothing about its class. */
const byIdentifier = new Map([
  ['_tf_keras_sequential', 'Sequential'],
  ['_tf_keras_network', 'Functional'],
  ['_tf_keras_input_layer', 'InputLayer'],
]);

/**
 * A layer's class from what was saved of it: what Keras itself says, then its default name, then the names and
 * ranks of its variables. Null where several classes would save the same.
 */
export function inferClass(layer: LayerEvidence): string | null {
  return (
    byIdentifier.get(layer.identifier) ??
    byStructure(layer) ??
    (layer.identifier === '_tf_keras_model' || layer.kerasName === null
      ? null
      : classFromDefaultName(layer.kerasName)) ??
    byVariables(layer)
  );
}

function byStructure({ attributes, cellClass, lookupKeys }: LayerEvidence): string | null {
  if (attributes.has('lookup_table')) {
    if (lookupKeys === 'string') return 'StringLookup';
    if (lookupKeys === 'int64') return 'IntegerLookup';
    return null;
  }
  if (attributes.has('_functional')) return 'Sequential';
  if (attributes.has('_operations')) return 'Functional';
  if (attributes.has('forward_layer') && attributes.has('backward_layer')) return 'Bidirectional';
  if (attributes.has('_query_dense') && attributes.has('_output_dense')) {
    return 'MultiHeadAttention';
  }
  return cellClass?.endsWith('Cell') ? cellClass.slice(0, -'Cell'.length) : null;
}

function byVariables({ variables }: LayerEvidence): string | null {
  const names = [...variables.keys()].sort().join(' ');
  const kernel = variables.get('kernel');
  switch (names) {
    case 'embeddings':
      return 'Embedding';
    case 'kernel':
    case 'bias kernel':
      // Conv1D's kernel has the rank of EinsumDense's, and Conv2D's that of Conv2DTranspose's.
      return kernel?.length === 2 ? 'Dense' : null;
    case 'beta gamma moving_mean moving_variance':
    case 'beta moving_mean moving_variance':
    case 'gamma moving_mean moving_variance':
      return 'BatchNormalization';
    case 'beta gamma':
      return 'LayerNormalization';
    case 'bias kernel recurrent_kernel':
    case 'kernel recurrent_kernel':
      return recurrentCell(kernel, variables.get('recurrent_kernel'));
    case 'adapt_mean adapt_variance count':
    case 'count mean variance':
      return 'Normalization';
    default:
      return null;
  }
}

/** Kernels of a cell are `units` wide for each of its gates. */
function recurrentCell(
  kernel: readonly (number | null)[] | null | undefined,
  recurrent: readonly (number | null)[] | null | undefined,
): string | null {
  const [units, width] = recurrent ?? [];
  if (recurrent?.length !== 2 || !units || width !== kernel?.[1]) return null;
  return (
    new Map([
      [units, 'SimpleRNNCell'],
      [3 * units, 'GRUCell'],
      [4 * units, 'LSTMCell'],
    ]).get(width ?? 0) ?? null
  );
}
