import type { Finding, Layer, TensorInfo, TensorRole } from '../../protocol/model.ts';

/** What an object graph tells of the tensors that were saved with it. Keys are names of tensors. */
export interface ObjectDescription {
  /** Attribute path of the object that a tensor belongs to: `user_embedding/embeddings`. */
  readonly objectPaths: ReadonlyMap<string, string>;
  readonly roles: ReadonlyMap<string, TensorRole>;
  /** Parents before children. */
  readonly layers: readonly Layer[];
  /** Elements of role weight, each variable once. */
  readonly parameterCount: number;
  readonly findings: readonly Finding[];
}

/** What the description needs to know of a tensor. */
export type StoredTensor = Pick<TensorInfo, 'name' | 'dtype' | 'shape'>;
