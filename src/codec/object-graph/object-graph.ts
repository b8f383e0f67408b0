import type { DtypeName, Shape } from '../../protocol/model.ts';

/** An attribute, dictionary key or list index that leads from one object to another. */
export interface ObjectReference {
  readonly name: string;
  /** Index in `ObjectGraph.nodes`; always inside. */
  readonly node: number;
}

/** Legacy optimizers' way of saying that one variable is a slot (`m`, `v`, …) of another. */
export interface SlotReference {
  readonly variable: number;
  readonly slotName: string;
  readonly slot: number;
}

/** A value that a checkpoint stores for an object. */
export interface StoredAttribute {
  /** `VARIABLE_VALUE`; other words for tables, iterators and Python state. */
  readonly name: string;
  /** The variable's own name, `dense/kernel`; '' for what is no variable. */
  readonly variableName: string;
  /** The tensor's key in the checkpoint. */
  readonly key: string;
}

/** What a SavedModel knows of an object beyond its references. */
export type SavedKind =
  | {
      readonly kind: 'object';
      /** `_tf_keras_layer`, `trackable_list_wrapper`, `_generic_user_object`, … */
      readonly identifier: string;
      readonly registeredName: string;
      /** Keras's JSON, '' in models of TensorFlow since 2.5. */
      readonly metadata: string;
    }
  | {
      readonly kind: 'variable';
      readonly name: string;
      readonly dtype: DtypeName;
      readonly shape: Shape;
      readonly trainable: boolean;
    }
  | { readonly kind: 'function'; readonly concreteFunctions: readonly string[] }
  /** `operation`: the graph's node that holds the value. */
  /** A hash table, an iterator. */
  | { readonly kind: 'resource'; readonly registeredName: string }
  /** `index` in the meta graph's `asset_file_def`. */
  | { readonly kind: 'asset'; readonly index: number }
  | { readonly kind: 'other' };

export interface ObjectNode {
  /** In the file's order. */
  readonly children: readonly ObjectReference[];
  readonly slots: readonly SlotReference[];
  readonly stored: readonly StoredAttribute[];
  /** Null for an object of a checkpoint, which stores no kinds. */
  readonly saved: SavedKind | null;
}

/** Objects that TensorFlow 2 saved. Cycles and shared objects are normal. */
export interface ObjectGraph {
  /** Node 0 is the root; there may be none. */
  readonly nodes: readonly ObjectNode[];
  /** References that lead to no object and were left out. */
  readonly danglingReferences: number;
}
