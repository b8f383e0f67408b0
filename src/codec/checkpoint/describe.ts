import { plural } from '../../protocol/figures.ts';
import type { TensorInfo } from '../../protocol/model.ts';

/**
 * What a checkpoint is, in one sentence: "TensorFlow checkpoint: 14 tensors, 3 layers, with optimizer state".
 * @param files how many there are, as words; '' for one
 */
export function describeCheckpoint(
  kind: string,
  tensors: readonly TensorInfo[],
  layers: number,
  files: string,
): string {
  const count = tensors.filter(({ role }) => role !== 'bookkeeping').length;
  const parts = [
    plural(count, 'tensor'),
    ...(layers > 0 ? [plural(layers, 'layer')] : []),
    ...(tensors.some(({ role }) => role === 'optimizer') ? ['with optimizer state'] : []),
    ...(files === '' ? [] : [files]),
  ];
  return `${kind}: ${parts.join(', ')}`;
}
