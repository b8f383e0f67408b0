import type { Box } from '../../codec/tensor-slices/box.ts';
import type { Extent } from '../../codec/tensor-slices/slice-key.ts';
import type { Dtype } from '../../core/dtypes.ts';

/** A slice of a tensor, or all of it, with its values under a key of its own. */
export interface StoredSlice extends Box {
  /** As the list of tensors has them: what the key is made of. */
  readonly extents: readonly Extent[];
  readonly elements: number;
  /** Index of the file. */
  readonly shard: number;
}

/** A tensor of a checkpoint, as the lists of its files state it. */
export interface SavedTensor {
  readonly name: string;
  /** The name as it is stored: what keys are made of. */
  readonly nameBytes: Uint8Array;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly elements: number;
  /** Ordered by their start. */
  readonly slices: readonly StoredSlice[];
  /** Why the values cannot be read; null where nothing is known to be wrong. */
  readonly damage: Damage | null;
}

export interface Damage {
  readonly code: 'malformed' | 'missing-part' | 'unsupported';
  /** One or two sentences: what is wrong and what to do. */
  readonly message: string;
}
