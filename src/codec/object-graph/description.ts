import type { Finding, Layer, TensorInfo, TensorRole } from '../../protocol/model.ts';

/** Key of the string tensor in which a checkpoint of TensorFlow 2 stores its object graph. */
export const objectGraphKey = '_CHECKPOINTABLE_OBJECT_GRAPH';

/** What an object graph tells of the tensors that were saved with it. Keys of the maps are names of tensors. */
export interface ObjectDescription {
  /** Path of the object that a tensor belongs to: `user_embedding/embeddings`. */
  readonly objectPaths: ReadonlyMap<string, string>;
  readonly roles: ReadonlyMap<string, TensorRole>;
  /** Optimizer's variables that belong to one of the model's: the slot's name and that variable's tensor. */
  readonly slots: ReadonlyMap<string, { readonly name: string; readonly of: string }>;
  /** In the author's order, parents before children. */
  readonly layers: readonly Layer[];
  /** Elements of role weight, each variable once. */
  readonly parameterCount: number;
  /** By number, those objects of a SavedModel that a function may have captured. */
  readonly held: ReadonlyMap<number, HeldObject>;
  readonly findings: readonly Finding[];
}

/** A variable, a constant, an asset or a resource of a model. */
export interface HeldObject {
  /** As a tensor's `objectPath`; '' where it has none. */
  readonly path: string;
  /** Name of the tensor that a variable is stored as; null where it is not. */
  readonly tensor: string | null;
  readonly isTable: boolean;
}

/** What the description needs to know of a tensor. */
export type StoredTensor = Pick<TensorInfo, 'name' | 'dtype' | 'shape'>;

/** What else is known of a checkpoint's variables: what a graph's collections say. Names are those of the tensors. */
export interface ToldVariables {
  readonly roles: ReadonlyMap<string, TensorRole>;
  /** Null where nothing says which are trained. */
  readonly trainable: ReadonlySet<string> | null;
}
