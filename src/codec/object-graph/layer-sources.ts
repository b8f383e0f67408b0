import type { TensorRole } from '../../protocol/model.ts';
import type { StoredTensor } from './description.ts';
import type { KerasMetadata } from './keras-metadata.ts';
import type { ObjectKind } from './kinds.ts';
import type { ObjectGraph } from './object-graph.ts';
import type { Step } from './paths.ts';

/** What is needed to tell the layers of an object graph. */
export interface LayerSources {
  readonly graph: ObjectGraph;
  readonly kinds: readonly ObjectKind[];
  readonly steps: readonly (Step | undefined)[];
  readonly roles: readonly (TensorRole | undefined)[];
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** Whether a variable is trained; null where that was not saved. */
  readonly trained: (node: number) => boolean | null;
  /** Variables that are a second copy of another one. */
  readonly copies: ReadonlySet<number>;
  /** Keras's configuration by node, where it was saved. */
  readonly metadata: ReadonlyMap<number, KerasMetadata>;
  /** Dtype of the keys of a lookup table, by the table's node. */
  readonly lookupKeys: ReadonlyMap<number, string>;
}
