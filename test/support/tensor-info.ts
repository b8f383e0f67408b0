import type { TensorInfo } from '../../src/protocol/model.ts';

/** A weight of two float32, as a reader tells it, but for what a test is about. */
export function tensorInfo(name: string, over: Partial<TensorInfo> = {}): TensorInfo {
  return {
    name,
    objectPath: null,
    dtype: 'float32',
    shape: [2],
    bytes: 8,
    role: 'weight',
    stored: null,
    ...over,
  };
}
