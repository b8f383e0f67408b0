import type { Box } from '../../codec/tensor-slices/box.ts';
import type { Dtype } from '../../core/dtypes.ts';

/** Bytes of values in one shard: a whole tensor, or one slice of a partitioned one. */
export interface StoredValues {
  readonly shard: number;
  readonly offset: number;
  readonly size: number;
  /** CRC-32C of the stored bytes, unmasked. */
  readonly crc32c: number;
}

/** One slice of a partitioned tensor: a box in it, stored by itself in row-major order. */
export interface StoredSlice extends Box {
  readonly values: StoredValues;
}

/** A tensor of the index. */
export interface BundleTensor {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly elements: number;
  /** Bytes of the values as stored, of all slices together. */
  readonly bytes: number;
  /** The values in one piece; null for a partitioned tensor. */
  readonly values: StoredValues | null;
  /** The pieces of a partitioned tensor, ordered by their start; empty for any other. */
  readonly slices: readonly StoredSlice[];
  /** Why the values cannot be read; null where nothing is known to be wrong. */
  readonly damage: Damage | null;
}

export interface Damage {
  readonly code: 'malformed' | 'missing-part' | 'truncated' | 'unsupported';
  /** One or two sentences: what is wrong and what to do. */
  readonly message: string;
  /** The data files that are to blame; empty where the index is. */
  readonly shards: readonly number[];
}
